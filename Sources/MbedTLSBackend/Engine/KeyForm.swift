import CMbedTLS

/// Whether this is a PrivateKeyInfo and nothing more (RFC 5958, 2):
/// a sequence that begins with a version and an algorithm.
///
/// The library tries four forms in turn, and ignores what follows the one that fits.
func isPrivateKeyInfo(_ der: UnsafeBufferPointer<UInt8>) -> Bool {
  guard let start = UnsafeMutablePointer(mutating: der.baseAddress) else {
    return false
  }
  let sequence = MBEDTLS_ASN1_CONSTRUCTED | MBEDTLS_ASN1_SEQUENCE
  var next: UnsafeMutablePointer<UInt8>? = start
  var length = 0
  var version: CInt = 0
  return mbedtls_asn1_get_tag(&next, start + der.count, &length, sequence) == 0
    && next.map { $0 + length } == start + der.count
    && mbedtls_asn1_get_int(&next, start + der.count, &version) == 0
    && mbedtls_asn1_get_tag(&next, start + der.count, &length, sequence) == 0
}
