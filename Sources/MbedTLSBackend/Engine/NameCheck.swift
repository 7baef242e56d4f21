import CMbedTLS
import TLS

/// Whether a certificate names an address, or may name a host at all.
///
/// Which host, the library has compared by itself; but it falls back to the Common Name
/// where a certificate has no alternative names, and RFC 9525 no longer allows that.
func carries(
  _ name: ServerName, _ certificate: UnsafeMutablePointer<mbedtls_x509_crt>
) -> Bool {
  //= rfc9525#6.3
  //# Clients MUST NOT seek a match for a reference identifier of CN-ID
  guard things_x509_has_alternative_names(certificate) != 0 else { return false }
  switch name {
  case .dns: return true
  case .ip(let address): return hasAddress(address, certificate)
  }
}

/// iPAddress is the seventh kind of GeneralName (RFC 5280, 4.2.1.6): bytes, not text.
private func hasAddress(
  _ address: [UInt8], _ certificate: UnsafeMutablePointer<mbedtls_x509_crt>
) -> Bool {
  var next = UnsafePointer(certificate.pointer(to: \.subject_alt_names))
  while let entry = next {
    let name = entry.pointee.buf
    if name.tag & MBEDTLS_ASN1_TAG_VALUE_MASK == 7,
      UnsafeBufferPointer(start: name.p, count: name.len).elementsEqual(address)
    {
      return true
    }
    next = UnsafePointer(entry.pointee.next)
  }
  return false
}
