import Primitives
import Wire

extension OCSPRequest {
  /// The question about one certificate, in DER. The nonce is 1 to 128 octets that nobody
  /// can guess, better 32; without one any answer that is not too old will do.
  public static func asking<Crypto: CryptoProvider>(
    about certificate: Certificate, issuer: Certificate, hash: NameHash = .sha256,
    nonce: [UInt8]? = nil, using crypto: Crypto.Type
  ) throws(X509Error) -> [UInt8] {
    let hashes: IssuerHashes
    do throws(CryptoError) {
      hashes = try IssuerHashes(of: issuer, hash, using: crypto)
    } catch { throw .crypto(error) }
    do throws(WireError) {
      return try [UInt8](capacity: 384) { out throws(WireError) in
        try out.sequence("OCSPRequest") { out throws(WireError) in
          try out.sequence("tbsRequest") { out throws(WireError) in
            try out.sequence("requestList") { out throws(WireError) in
              try out.sequence("Request") { out throws(WireError) in
                try out.certificateID(of: certificate.serialNumber, hashes)
              }
            }
            if let nonce { try out.nonce(nonce.span, .explicit(2)) }
          }
        }
      }
    } catch { throw .encoding(error) }
  }
}

extension OutputSpan where Element == UInt8 {
  /// Extensions, of which this is the only one: 1 to 128 octets (RFC 9654, 2.1).
  mutating func nonce(_ nonce: Span<UInt8>, _ tag: DERTag) throws(WireError) {
    guard 1...128 ~= nonce.count else {
      throw WireError(.invalid(UInt64(nonce.count)), "Nonce", at: count)
    }
    try constructed(tag, "Extensions") { out throws(WireError) in
      try out.sequence("Extensions") { out throws(WireError) in
        try out.sequence("Extension") { out throws(WireError) in
          try out.objectIdentifier(
            [1, 3, 6, 1, 5, 5, 7, 48, 1, 2], "id-pkix-ocsp-nonce")
          try out.octetString("extnValue") { out throws(WireError) in
            try out.octetString(nonce, "Nonce")
          }
        }
      }
    }
  }
}
