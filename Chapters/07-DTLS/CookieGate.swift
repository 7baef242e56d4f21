import Primitives
import Wire

/// Lets a ClientHello pass only if it returns a cookie that was sent to its address, and
/// remembers nobody: who asks from a false address costs us one hash and one answer, which
/// is shorter than the question (RFC 6347, 4.2.1).
public struct CookieGate<Hash: HashFunction & ~Copyable>: ~Copyable {
  public enum Decision: Sendable, Equatable {
    /// It is no ClientHello, or one that we could not answer with less than it is long.
    case ignore
    /// The answer is in `out`.
    case answer
    /// The client is where it says; its ClientHello may be taken.
    case pass
  }

  /// For how long a cookie is made; it is taken for as long again.
  public static var slot: Duration { .seconds(60) }

  private var code: HMAC<Hash>

  /// `secret`: 32 random bytes, new at each start.
  public init(secret: Span<UInt8>) throws(CryptoError) {
    code = try HMAC(key: secret)
  }

  public mutating func decide(
    _ datagram: Span<UInt8>, from peer: PeerAddress, now: Instant,
    into out: inout OutputSpan<UInt8>
  ) -> Decision {
    do throws(WireError) {
      let hello = try ClientHello(datagram)
      return decide(hello, size: datagram.count, from: peer, now: now, into: &out)
    } catch { return .ignore }
  }

  private mutating func decide(
    _ hello: borrowing ClientHello, size: Int, from peer: PeerAddress, now: Instant,
    into out: inout OutputSpan<UInt8>
  ) -> Decision {
    let slot = now.nanoseconds / Self.slot.nanoseconds
    do throws(CryptoError) {
      for age in 0...min(slot, 1) {
        if try returns(hello, peer, slot - age) { return .pass }
      }
      //= rfc6347#4.2.1
      //# If a server receives a ClientHello with an invalid cookie, it SHOULD treat it
      //# the same as a ClientHello with no cookie.
      let cookie = try cookie(for: hello, peer, slot)
      guard HelloVerifyRequest.length(cookie: cookie.count) <= size else {
        return .ignore
      }
      return answer(hello, cookie.span, into: &out)
    } catch { return .ignore }
  }

  private func answer(
    _ hello: borrowing ClientHello, _ cookie: Span<UInt8>,
    into out: inout OutputSpan<UInt8>
  ) -> Decision {
    do throws(WireError) {
      try HelloVerifyRequest(sequenceNumber: hello.record.sequenceNumber)
        .write(cookie: cookie, to: &out)
      return .answer
    } catch { return .ignore }
  }

  private mutating func returns(
    _ hello: borrowing ClientHello, _ peer: PeerAddress, _ slot: UInt64
  ) throws(CryptoError) -> Bool {
    guard hello.cookie.count == Hash.digestLength else { return false }
    try bind(hello, peer, slot)
    return try code.isValid(hello.cookie)
  }

  private mutating func cookie(
    for hello: borrowing ClientHello, _ peer: PeerAddress, _ slot: UInt64
  ) throws(CryptoError) -> [UInt8] {
    try bind(hello, peer, slot)
    return try [UInt8](capacity: Hash.digestLength) { out throws(CryptoError) in
      try code.finish(into: &out)
    }
  }

  /// What a cookie is good for: one minute, one address, and the same ClientHello again.
  private mutating func bind(
    _ hello: borrowing ClientHello, _ peer: PeerAddress, _ slot: UInt64
  ) throws(CryptoError) {
    for number in [slot, peer.high, peer.low, UInt64(peer.port), UInt64(hello.version)]
    {
      try update(number)
    }
    try code.update(hello.random)
    for field in 0..<3 {
      let bytes =
        switch field {
        case 0: hello.sessionID
        case 1: hello.cipherSuites
        default: hello.compressionMethods
        }
      try update(UInt64(bytes.count))
      try code.update(bytes)
    }
  }

  private mutating func update(_ number: UInt64) throws(CryptoError) {
    let bytes = InlineArray<8, UInt8> {
      UInt8(truncatingIfNeeded: number >> (8 * (7 - $0)))
    }
    try code.update(bytes.span)
  }
}
