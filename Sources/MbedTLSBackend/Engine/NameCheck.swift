import CMbedTLS
import TLS

/// Whether a certificate was issued for a host, or for an address (RFC 9525, 6).
///
/// The library compares host names too, and both must agree; but it falls back to the
/// Common Name where there are no alternative names, lets a star stand for all of a
/// top-level domain, and knows no addresses in 2.28.
func carries(
  _ name: ServerName, _ certificate: UnsafeMutablePointer<mbedtls_x509_crt>
) -> Bool {
  //= rfc9525#2
  //# The Common Name RDN MUST NOT be used to identify a service because it
  //# is not strongly typed (it is essentially free-form text) and
  //# therefore suffers from ambiguities in interpretation.
  guard things_x509_has_alternative_names(certificate) != 0 else { return false }
  var next = UnsafePointer(certificate.pointer(to: \.subject_alt_names))
  while let entry = next {
    if entry.pointee.buf.matches(name) { return true }
    next = UnsafePointer(entry.pointee.next)
  }
  return false
}

extension mbedtls_x509_buf {
  /// A GeneralName's tag is its kind (RFC 5280, 4.2.1.6): 2 is a host's name, and 7 an
  /// address, which is bytes and not text.
  fileprivate func matches(_ name: ServerName) -> Bool {
    let value = UnsafeBufferPointer(start: p, count: len)
    return switch (tag & MBEDTLS_ASN1_TAG_VALUE_MASK, name) {
    case (2, .dns(let host)): isPattern(value, of: host)
    case (7, .ip(let address)): value.elementsEqual(address)
    default: false
    }
  }
}

/// The same name, or a star in the place of its first label, with two or more after it.
private func isPattern(
  _ pattern: UnsafeBufferPointer<UInt8>, of host: [UInt8]
) -> Bool {
  if isSame(pattern[...], host[...]) { return true }
  guard pattern.starts(with: [UInt8(ascii: "*"), UInt8(ascii: ".")]) else {
    return false
  }
  let domain = host.drop { $0 != UInt8(ascii: ".") }
  return domain.dropFirst().contains(UInt8(ascii: "."))
    && isSame(pattern.dropFirst(), domain)
}

private func isSame(
  _ a: some Collection<UInt8>, _ b: some Collection<UInt8>
) -> Bool {
  a.count == b.count && zip(a, b).allSatisfy { lowercased($0) == lowercased($1) }
}

private func lowercased(_ byte: UInt8) -> UInt8 {
  (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
}
