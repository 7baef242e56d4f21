import Wire

/// The first record of a datagram, if it is a ClientHello that nothing protects and nothing
/// has cut into pieces (RFC 6347, 4.2.1; RFC 5246, 7.4.1.2). It borrows the datagram.
public struct ClientHello: ~Escapable {
  public let record: RecordHeader
  public let handshake: HandshakeHeader
  public let version: UInt16
  public let random: Span<UInt8>
  public let sessionID: Span<UInt8>
  /// Empty in a client's first attempt.
  public let cookie: Span<UInt8>
  public let cipherSuites: Span<UInt8>
  public let compressionMethods: Span<UInt8>
  /// As they stand, with their length; empty if there are none.
  public let extensions: Span<UInt8>

  @_lifetime(copy datagram)
  public init(_ datagram: Span<UInt8>) throws(WireError) {
    var reader = Reader(datagram)
    record = try RecordHeader(from: &reader)
    guard record.type == 22 else { throw reader.invalid(record.type, "type") }
    guard record.epoch == 0 else { throw reader.invalid(record.epoch, "epoch") }
    let fragment = try reader.bytes(Int(record.fragmentLength), "fragment")

    var message = Reader(fragment, base: RecordHeader.length)
    handshake = try HandshakeHeader(from: &message)
    guard handshake.type == 1 else { throw message.invalid(handshake.type, "msg_type") }
    guard handshake.isWhole else {
      throw message.invalid(handshake.fragmentLength, "fragment_length")
    }
    let start = message.offset
    let length = Int(handshake.messageLength)
    var body = Reader(try message.bytes(length, "body"), base: start)
    version = try body.uint16("client_version")
    random = try body.bytes(32, "random")
    sessionID = try body.prefixed8("session_id")
    cookie = try body.prefixed8("cookie")
    cipherSuites = try body.prefixed16("cipher_suites")
    compressionMethods = try body.prefixed8("compression_methods")
    extensions = body.rest("extensions")
  }
}
