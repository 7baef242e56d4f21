import Wire

/// The proof that both saw the same handshake (RFC 8446, 4.4.4; RFC 5246, 7.4.9).
package struct Finished: Sendable {
  package var verifyData: Digest

  package init(_ verifyData: Digest) { self.verifyData = verifyData }
}

extension Finished: HandshakeBody {
  package static var type: HandshakeType { .finished }
  package static var rule: FieldName { "RFC 8446, 4.4.4" }

  /// `length` is that of the hash in 1.3, and 12 in 1.2.
  package init(reading body: Span<UInt8>, length: Int) throws(WireError) {
    self = try Reader.all(body, "Finished") { reader throws(WireError) in
      Finished(Digest(try reader.bytes(length, "verify_data")))
    }
  }

  package var capacity: Int { verifyData.count }

  @_lifetime(out: copy out)
  package func write(into out: inout OutputSpan<UInt8>) throws(WireError) {
    try out.write(bytes: verifyData.bytes, "verify_data")
  }
}

/// That what follows is sealed with the next key (RFC 8446, 4.6.3).
package struct KeyUpdate: Sendable, Equatable {
  /// Whether the peer must do the same.
  package var updateRequested: Bool

  package init(updateRequested: Bool) { self.updateRequested = updateRequested }
}

extension KeyUpdate: ReadableBody {
  package static var type: HandshakeType { .keyUpdate }
  package static var rule: FieldName { "RFC 8446, 4.6.3" }

  package init(reading body: Span<UInt8>) throws(WireError) {
    self = try Reader.all(body, "KeyUpdate") { reader throws(WireError) in
      let request = try reader.uint8("request_update")
      //= rfc8446#4.6.3
      //# If an implementation
      //# receives any other value, it MUST terminate the connection with an
      //# "illegal_parameter" alert.
      guard request < 2 else { throw reader.invalid(request, "request_update") }
      return KeyUpdate(updateRequested: request == 1)
    }
  }

  package var capacity: Int { 1 }

  @_lifetime(out: copy out)
  package func write(into out: inout OutputSpan<UInt8>) throws(WireError) {
    try out.write(uint8: updateRequested ? 1 : 0, "request_update")
  }
}

/// That the client's early data ends here (RFC 8446, 4.5).
package struct EndOfEarlyData: Sendable, EmptyBody {
  package static var type: HandshakeType { .endOfEarlyData }
  package static var rule: FieldName { "RFC 8446, 4.5" }
  package init() {}
}

/// That the server has said all, in TLS 1.2 (RFC 5246, 7.4.5).
package struct ServerHelloDone: Sendable, EmptyBody {
  package static var type: HandshakeType { .serverHelloDone }
  package static var rule: FieldName { "RFC 5246, 7.4.5" }
  package init() {}
}

/// That the server of TLS 1.2 wants another handshake (RFC 5246, 7.4.1.1).
package struct HelloRequest: Sendable, EmptyBody {
  package static var type: HandshakeType { .helloRequest }
  package static var rule: FieldName { "RFC 5246, 7.4.1.1" }
  package init() {}
}

/// A message that says all by its type.
package protocol EmptyBody: ReadableBody { init() }

extension EmptyBody {
  package init(reading body: Span<UInt8>) throws(WireError) {
    try Reader.all(body, "empty") { _ in }
    self.init()
  }

  package var capacity: Int { 0 }

  @_lifetime(out: copy out)
  package func write(into out: inout OutputSpan<UInt8>) throws(WireError) {}
}
