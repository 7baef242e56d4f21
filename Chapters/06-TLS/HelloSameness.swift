import Primitives
import Wire

extension HandshakeMessage {
  /// Of a ClientHello, the digest of all that a second one must say again: everything
  /// but what the RFC lets a client change.
  func unchangingDigest<Crypto: CryptoProvider>(
    using crypto: Crypto.Type
  ) throws(TLSError) -> Digest {
    let unchanging = try read(by: .client, "RFC 8446, 4.1.2") {
      body throws(WireError) in
      try Self.unchanging(in: body)
    }
    var hash = try RunningHash<Crypto>(.sha256)
    try hash.update(unchanging.span)
    return try hash.finish()
  }

  //= rfc8446#4.1.2
  //# In that case, the client MUST send the same
  //# ClientHello without modification, except as follows:
  private static func unchanging(in body: Span<UInt8>) throws(WireError) -> [UInt8] {
    var reader = Reader(body)
    _ = try reader.bytes(34, "ClientHello")
    _ = try reader.prefixed8("legacy_session_id")
    _ = try reader.prefixed16("cipher_suites")
    _ = try reader.prefixed8("legacy_compression_methods")
    let fixed = body.count - reader.remaining
    var extensions = Reader(try reader.prefixed16("extensions"))

    return try [UInt8](capacity: body.count) { out throws(WireError) in
      try out.write(bytes: body.extracting(0..<fixed), "ClientHello")
      while !extensions.isEmpty {
        let type = ExtensionType(code: try extensions.uint16("extension_type"))
        let data = try extensions.prefixed16("extension_data")
        guard !type.mayChange else { continue }
        try out.write(uint16: type.code, "extension_type")
        try out.prefixed16("extension_data") { out throws(WireError) in
          try out.write(bytes: data, "extension_data")
        }
      }
    }
  }
}

extension ExtensionType {
  /// Whether a second ClientHello may have another one than the first, or none.
  fileprivate var mayChange: Bool {
    switch self {
    case .keyShare, .earlyData, .cookie, .preSharedKey, .padding: true
    default: false
    }
  }
}
