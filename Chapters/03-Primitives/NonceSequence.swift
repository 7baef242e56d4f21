/// A nonce for each message under one key: the key's own 12 bytes, with a counter added
/// without carries (RFC 8446, 5.3). It cannot be copied, so nobody goes through it twice.
public struct NonceSequence: ~Copyable {
  private let start: InlineArray<12, UInt8>
  private var counter: UInt64
  private let limit: UInt64

  /// Twelve bytes. The first message has the number `counter`, and none has `limit`.
  public init(
    _ start: Span<UInt8>, from counter: UInt64 = 0, limit: UInt64 = .max
  ) throws(CryptoError) {
    guard start.count == 12 else { throw .wrongNonceLength(start.count) }
    self.start = InlineArray { start[$0] }
    self.counter = counter
    self.limit = limit
  }

  /// The next message's nonce. Throws when there are no more; then the key is spent.
  public mutating func next() throws(CryptoError) -> InlineArray<12, UInt8> {
    //= rfc8446#5.3
    //# If a TLS implementation would need to
    //# wrap a sequence number, it MUST either rekey (Section 4.6.3) or
    //# terminate the connection.
    guard counter < limit else { throw .tooLong(limit: Int(clamping: limit)) }
    var nonce = start
    for i in 0..<8 {
      nonce[11 - i] ^= UInt8(truncatingIfNeeded: counter &>> UInt64(8 &* i))
    }
    counter &+= 1
    return nonce
  }
}
