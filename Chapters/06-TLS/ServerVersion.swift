import Primitives
import Wire

extension ClientHello {
  /// The newest version that both speak.
  func version(for context: TLSContext<some CryptoProvider>) throws(TLSError)
    -> TLSVersion
  {
    //= rfc8446#4.2.1
    //# If this extension is present in the ClientHello, servers MUST NOT use
    //# the ClientHello.legacy_version value for version negotiation and MUST
    //# use only the "supported_versions" extension to determine client
    //# preferences.
    let offered: [TLSVersion] =
      if !supportedVersions.isEmpty {
        supportedVersions
      } else if version >= .tls12 {
        [.tls12]
      } else {
        []
      }
    let known: [TLSVersion] = [.tls13, .tls12]
    guard
      let version = known.first(where: {
        offered.contains($0) && context.versions.contains($0)
      })
    else { throw TLSError(.nothingInCommon(.version), peer: .client) }

    // A client that says that it fell back, though we both speak something newer, was
    // made to by somebody between us (RFC 7507, 3).
    guard version == context.versions.upperBound || !suites.contains(.fallback) else {
      throw TLSError(.fallback, by: .client, in: .clientHello, "RFC 7507, 3")
    }
    return version
  }
}

extension CipherSuite {
  /// TLS_FALLBACK_SCSV: no suite, but the word of a client that it has tried something
  /// newer before.
  static var fallback: CipherSuite { CipherSuite(code: 0x5600) }
}
