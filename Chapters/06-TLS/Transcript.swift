import Primitives

/// The hash of all handshake messages so far (RFC 8446, 4.4.1; RFC 5246, 7.4.9).
///
/// Which hash it is, only the ServerHello tells: until then we keep the messages.
package struct Transcript<Crypto: CryptoProvider>: ~Copyable {
  private var waiting: [UInt8] = []
  private var hash: RunningHash<Crypto>?

  package init() {}

  /// A whole message, its header included.
  package mutating func add(_ message: Span<UInt8>) throws(TLSError) {
    if hash == nil {
      message.withUnsafeBufferPointer { waiting.append(contentsOf: $0) }
    } else {
      try hash?.update(message)
    }
  }

  /// All of them, as long as no hash is chosen: what CertificateVerify signs in TLS 1.2
  /// (RFC 5246, 7.4.8).
  package var messages: [UInt8] { waiting }

  /// Gives it to whoever goes on, and begins anew.
  mutating func take() -> Transcript {
    var taken = Transcript()
    swap(&taken, &self)
    return taken
  }

  package mutating func choose(_ algorithm: TLSHash) throws(TLSError) {
    var chosen = try RunningHash<Crypto>(algorithm)
    try chosen.update(waiting.span)
    hash = consume chosen
    waiting = []
  }
}

extension Transcript {
  /// Of all so far; the transcript goes on.
  package borrowing func digest() throws(TLSError) -> Digest {
    guard let digest = try hash?.digest() else { throw TLSError(.library) }
    return digest
  }

  /// Of all so far and a beginning of the next message, which is not kept: what a binder
  /// covers (RFC 8446, 4.2.11.2).
  package borrowing func digest(
    adding beginning: Span<UInt8>, as algorithm: TLSHash
  ) throws(TLSError) -> Digest {
    if hash == nil {
      var other = try RunningHash<Crypto>(algorithm)
      try other.update(waiting.span)
      try other.update(beginning)
      return try other.finish()
    }
    guard let digest = try hash?.digest(adding: beginning) else {
      throw TLSError(.library)
    }
    return digest
  }

  /// Puts the first ClientHello's digest in its place, before a HelloRetryRequest is added,
  /// so that a server with a cookie need not remember the hello (RFC 8446, 4.4.1).
  package mutating func replaceFirstHello() throws(TLSError) {
    let first = try digest()
    let length = UInt8(truncatingIfNeeded: first.count)
    let header: InlineArray<4, UInt8> = [HandshakeType.messageHash.code, 0, 0, length]
    try hash?.restart()
    try hash?.update(header.span)
    try hash?.update(first.bytes)
  }
}
