import Wire

/// The proof that both saw the same handshake (RFC 8446, 4.4.4; RFC 5246, 7.4.9).
package struct Finished: Sendable {
  package var verifyData: Digest

  package init(_ verifyData: Digest) { self.verifyData = verifyData }
}

/// That what follows is sealed with the next key (RFC 8446, 4.6.3).
package struct KeyUpdate: Sendable, Equatable {
  /// Whether the peer must do the same.
  package var updateRequested: Bool

  package init(updateRequested: Bool) { self.updateRequested = updateRequested }
}

/// That the client's early data ends here (RFC 8446, 4.5).
package struct EndOfEarlyData: Sendable { package init() {} }

/// That the server has said all, in TLS 1.2 (RFC 5246, 7.4.5).
package struct ServerHelloDone: Sendable { package init() {} }

/// That the server of TLS 1.2 wants another handshake (RFC 5246, 7.4.1.1).
package struct HelloRequest: Sendable { package init() {} }
