import Wire

/// The question that a client must answer from its own address (RFC 6347, 4.2.1).
struct HelloVerifyRequest {
  /// The ClientHello's own: a server that keeps nothing has no count of its own.
  var sequenceNumber: UInt64

  static func length(cookie: Int) -> Int {
    RecordHeader.length + HandshakeHeader.length + 2 + 1 + cookie
  }

  /// Appends the datagram, or throws for want of room and appends nothing.
  @_lifetime(out: copy out)
  func write(
    cookie: Span<UInt8>, to out: inout OutputSpan<UInt8>
  ) throws(WireError) {
    let body = 2 + 1 + cookie.count
    guard out.freeCapacity >= Self.length(cookie: cookie.count) else {
      throw WireError(.noRoom(missing: body), "hello_verify_request", at: out.count)
    }
    //= rfc6347#4.2.1
    //# DTLS 1.2 server implementations SHOULD use DTLS version 1.0 regardless of
    //# the version of TLS that is expected to be negotiated.
    let version: UInt16 = 0xFEFF
    try RecordHeader(
      type: 22, version: version, epoch: 0, sequenceNumber: sequenceNumber,
      fragmentLength: UInt16(truncatingIfNeeded: HandshakeHeader.length + body)
    ).write(to: &out)
    try HandshakeHeader(
      type: 3, messageLength: UInt32(truncatingIfNeeded: body), messageSequence: 0,
      fragmentLength: UInt32(truncatingIfNeeded: body)
    ).write(to: &out)
    try out.write(uint16: version, "server_version")
    try out.prefixed8("cookie") { out throws(WireError) in
      try out.write(bytes: cookie, "cookie")
    }
  }
}
