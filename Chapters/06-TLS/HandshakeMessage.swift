import Wire

/// A whole handshake message, borrowed from wherever it lies: one byte of type, three
/// of length, and the body (RFC 8446, 4; RFC 5246, 7.4).
package struct HandshakeMessage: ~Escapable {
  package static var headerLength: Int { 4 }

  package let type: HandshakeType
  /// With its header, as the transcript hashes it.
  package let bytes: Span<UInt8>

  /// Throws unless `bytes` is exactly one message.
  @_lifetime(copy bytes)
  package init(_ bytes: Span<UInt8>) throws(WireError) {
    var reader = Reader(bytes)
    type = HandshakeType(code: try reader.uint8("msg_type"))
    _ = try reader.prefixed24("length")
    guard reader.isEmpty else {
      throw WireError(.leftover(reader.remaining), "Handshake", at: reader.offset)
    }
    self.bytes = bytes
  }

  package var body: Span<UInt8> {
    @_lifetime(copy self) get {
      bytes.extracting(droppingFirst: HandshakeMessage.headerLength)
    }
  }
}
