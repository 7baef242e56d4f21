/// A deterministic generator from a code (NIST SP 800-90A rev. 1, 10.1.2): as
/// unpredictable as the entropy that it was given, and no more.
public struct HMACDRBG<Code: MessageAuthenticationCode & ~Copyable>: RandomSource,
  ~Copyable
{
  /// Bytes that one request may ask for (SP 800-90A, table 2: 2¹⁹ bits).
  public static var requestLimit: Int { 1 << 16 }
  /// Bytes of entropy that a seed has at least: 256 bits, or as many as the code has.
  public static var minimumEntropyLength: Int { min(Code.codeLength, 32) }

  private var state: HMACDRBGState<Code>
  private var requests: UInt64 = 1
  private let reseedInterval: UInt64

  /// The nonce has half as many unpredictable bits as the entropy, or never comes twice
  /// (8.6.7). An interval over 2⁴⁸ requests counts as 2⁴⁸ (table 2).
  /// Throws `.entropyFailure` if `entropy` is shorter than `minimumEntropyLength`.
  public init(
    entropy: Span<UInt8>, nonce: Span<UInt8>, personalization: Span<UInt8>,
    reseedInterval: UInt64 = 1 << 48
  ) throws(CryptoError) {
    try Self.check(entropy)
    var state = try HMACDRBGState<Code>()
    try state.mix(entropy, nonce, personalization)
    self.state = state
    self.reseedInterval = min(reseedInterval, 1 << 48)
  }

  /// New entropy in addition to what is there (10.1.2.4).
  public mutating func reseed(
    entropy: Span<UInt8>, additionalInput: Span<UInt8>
  ) throws(CryptoError) {
    try Self.check(entropy)
    try state.mix(entropy, additionalInput, Span())
    requests = 1
  }

  private static func check(_ entropy: Span<UInt8>) throws(CryptoError) {
    guard entropy.count >= minimumEntropyLength else { throw .entropyFailure }
  }

  /// One request (10.1.2.5). Throws `.tooLong` over `requestLimit`, and `.reseedRequired`
  /// after `reseedInterval` requests; then `out` is as it was.
  public mutating func generate(
    _ out: inout MutableSpan<UInt8>, additionalInput: Span<UInt8>
  ) throws(CryptoError) {
    guard out.count <= Self.requestLimit else {
      throw .tooLong(limit: Self.requestLimit)
    }
    guard requests <= reseedInterval else { throw .reseedRequired }
    requests &+= 1
    do throws(CryptoError) {
      if !additionalInput.isEmpty { try state.mix(additionalInput, Span(), Span()) }
      try state.write(&out)
      try state.mix(additionalInput, Span(), Span())
    } catch {
      wipe(&out)
      throw error
    }
  }

  /// Fills `out`, however long it is, in as many requests as that takes.
  public mutating func fill(_ out: inout MutableSpan<UInt8>) throws(CryptoError) {
    var start = 0
    do throws(CryptoError) {
      while start < out.count {
        let count = min(Self.requestLimit, out.count &- start)
        var part = out._mutatingExtracting(start..<(start &+ count))
        try generate(&part, additionalInput: Span())
        start &+= count
      }
    } catch {
      wipe(&out)
      throw error
    }
  }
}
