import Wire

/// How the key exchange messages of TLS 1.2 look, which the suite decides and they do
/// not say.
package enum KeyExchange12: Sendable, Equatable {
  /// A signed share (RFC 8422, 5.4).
  case ecdhe
  /// A share that the pre-shared key protects (RFC 5489, 2).
  case ecdhePSK
  /// No share at all (RFC 4279, 2).
  case psk
}

/// The server's share (RFC 8422, 5.4; RFC 5489, 2; RFC 4279, 2).
package struct ServerKeyExchange: Sendable {
  /// psk_identity_hint; empty with certificates.
  package var identityHint: [UInt8] = []
  /// `nil` only for `.psk`.
  package var share: KeyShareEntry?
  /// `nil` unless `.ecdhe`.
  package var signature: CertificateVerify?

  package init() {}
}

/// The client's share (RFC 8422, 5.7; RFC 5489, 2; RFC 4279, 2).
package struct ClientKeyExchange: Sendable {
  /// psk_identity; empty with certificates.
  package var identity: [UInt8] = []
  /// The public key, without its group; empty for `.psk`.
  package var publicKey: [UInt8] = []

  package init() {}
}

extension ServerKeyExchange: HandshakeBody {
  package static var type: HandshakeType { .serverKeyExchange }
  package static var rule: FieldName { "RFC 8422, 5.4" }

  package init(
    reading body: Span<UInt8>, as exchange: KeyExchange12
  ) throws(WireError) {
    self.init()
    try Reader.all(body, "ServerKeyExchange") { reader throws(WireError) in
      if exchange != .ecdhe {
        identityHint = try reader.opaque16("psk_identity_hint")
      }
      if exchange != .psk { share = try reader.serverECDHParams() }
      if exchange == .ecdhe { signature = try CertificateVerify(from: &reader) }
    }
  }

  package var capacity: Int {
    16 + identityHint.count + (share?.keyExchange.count ?? 0)
      + (signature?.capacity ?? 0)
  }

  /// Behind a signature, or before none: a hint is never signed.
  @_lifetime(out: copy out)
  package func write(into out: inout OutputSpan<UInt8>) throws(WireError) {
    if signature == nil { try out.write(opaque16: identityHint, "psk_identity_hint") }
    if let share { try out.write(serverECDHParams: share) }
    try signature?.write(into: &out)
  }

  /// ServerECDHParams: what is signed, behind the two random numbers.
  package func parameters() throws(TLSError) -> [UInt8] {
    guard let share else { return [] }
    do throws(WireError) {
      return try [UInt8](capacity: 8 + share.keyExchange.count) {
        out throws(WireError) in try out.write(serverECDHParams: share)
      }
    } catch {
      throw TLSError(writing: error, .serverKeyExchange)
    }
  }
}

extension ClientKeyExchange: HandshakeBody {
  package static var type: HandshakeType { .clientKeyExchange }
  package static var rule: FieldName { "RFC 8422, 5.7" }

  package init(
    reading body: Span<UInt8>, as exchange: KeyExchange12
  ) throws(WireError) {
    self.init()
    try Reader.all(body, "ClientKeyExchange") { reader throws(WireError) in
      if exchange != .ecdhe { identity = try reader.opaque16("psk_identity") }
      if exchange != .psk { publicKey = try reader.opaque8("point", atLeast: 1) }
    }
  }

  package var capacity: Int { 4 + identity.count + publicKey.count }

  /// An identity is never empty where there is one.
  @_lifetime(out: copy out)
  package func write(into out: inout OutputSpan<UInt8>) throws(WireError) {
    if !identity.isEmpty { try out.write(opaque16: identity, "psk_identity") }
    if !publicKey.isEmpty { try out.write(opaque8: publicKey, "point") }
  }
}

extension Reader {
  /// curve_type must be named_curve; the other two, curves by their coefficients, are
  /// gone (RFC 8422, 5.4).
  mutating func serverECDHParams() throws(WireError) -> KeyShareEntry {
    let type = try uint8("curve_type")
    guard type == 3 else { throw invalid(type, "curve_type") }
    let group = NamedGroup(code: try uint16("namedcurve"))
    return KeyShareEntry(group, try opaque8("point", atLeast: 1))
  }
}

extension OutputSpan where Element == UInt8 {
  @_lifetime(self: copy self)
  mutating func write(serverECDHParams share: KeyShareEntry) throws(WireError) {
    try write(uint8: 3, "curve_type")
    try write(uint16: share.group.code, "namedcurve")
    try write(opaque8: share.keyExchange, "point")
  }
}
