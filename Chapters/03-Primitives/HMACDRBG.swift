/// A deterministic generator from a code (NIST SP 800-90A rev. 1, 10.1.2): as
/// unpredictable as the entropy that it was given, and no more.
public struct HMACDRBG<Code: MessageAuthenticationCode & ~Copyable>: RandomSource,
  ~Copyable
{
  /// Bytes that one request may ask for (SP 800-90A, table 2: 2¹⁹ bits).
  public static var requestLimit: Int { 1 << 16 }
  /// Bytes of entropy that a seed has at least: as strong as SHA-256 (table 2).
  public static var minimumEntropyLength: Int { min(Code.codeLength, 32) }

  /// `Key` lives in the code, `V` in a place of its own.
  private var code: Code
  private let value = SecretBox(LongestDigest(repeating: 0x01))
  private var requests: UInt64 = 1
  private let reseedInterval: UInt64

  /// The nonce has half as many unpredictable bytes, or never comes twice (8.6.7).
  /// Throws `.entropyFailure` if `entropy` is shorter than `minimumEntropyLength`.
  public init(
    entropy: Span<UInt8>, nonce: Span<UInt8>, personalization: Span<UInt8>,
    reseedInterval: UInt64 = 1 << 48
  ) throws(CryptoError) {
    try Self.check(entropy)
    let zeros = LongestDigest(repeating: 0)
    let code = try Code(key: zeros.span.extracting(first: Code.codeLength))
    self.init(code, min(reseedInterval, 1 << 48))
    try mix(entropy, nonce, personalization)
  }

  private init(_ code: consuming Code, _ reseedInterval: UInt64) {
    self.code = code
    self.reseedInterval = reseedInterval
  }

  /// New entropy in addition to what is there (10.1.2.4).
  public mutating func reseed(
    entropy: Span<UInt8>, additionalInput: Span<UInt8>
  ) throws(CryptoError) {
    try Self.check(entropy)
    try mix(entropy, additionalInput, Span())
    requests = 1
  }

  /// Fills `out`, however long, in as many requests as it takes.
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

  /// One request (10.1.2.5). Throws `.tooLong` over `requestLimit` and `.reseedRequired`
  /// after `reseedInterval` requests, and then leaves `out` as it was.
  public mutating func generate(
    _ out: inout MutableSpan<UInt8>, additionalInput: Span<UInt8>
  ) throws(CryptoError) {
    guard out.count <= Self.requestLimit else {
      throw .tooLong(limit: Self.requestLimit)
    }
    guard requests <= reseedInterval else { throw .reseedRequired }
    requests &+= 1
    if !additionalInput.isEmpty { try mix(additionalInput, Span(), Span()) }
    do throws(CryptoError) { try write(&out) } catch {
      wipe(&out)
      throw error
    }
    try mix(additionalInput, Span(), Span())
  }
}

extension HMACDRBG where Code: ~Copyable {
  private static func check(_ entropy: Span<UInt8>) throws(CryptoError) {
    guard Code.codeLength <= LongestDigest(repeating: 0).count else { throw .unsupported }
    guard entropy.count >= minimumEntropyLength else { throw .entropyFailure }
  }

  /// V = HMAC(Key, V), again and again, which is what goes out.
  private mutating func write(_ out: inout MutableSpan<UInt8>) throws(CryptoError) {
    var filled = 0
    while filled < out.count {
      try stepValue()
      let count = min(Code.codeLength, out.count &- filled)
      for i in 0..<count { out[filled &+ i] = value.value[i] }
      filled &+= count
    }
  }

  /// HMAC_DRBG_Update (10.1.2.2): after it, nobody finds out what came before.
  private mutating func mix(
    _ a: Span<UInt8>, _ b: Span<UInt8>, _ c: Span<UInt8>
  ) throws(CryptoError) {
    try stepKey(0x00, a, b, c)
    try stepValue()
    guard a.count | b.count | c.count > 0 else { return }
    try stepKey(0x01, a, b, c)
    try stepValue()
  }

  /// Key = HMAC(Key, V | mark | a | b | c).
  private mutating func stepKey(
    _ mark: UInt8, _ a: Span<UInt8>, _ b: Span<UInt8>, _ c: Span<UInt8>
  ) throws(CryptoError) {
    var key = LongestDigest(repeating: 0)
    defer { wipe(&key) }
    try code.update(value.value.span.extracting(first: Code.codeLength))
    try code.update(CollectionOfOne(mark).span)
    try code.update(a)
    try code.update(b)
    try code.update(c)
    try finish(into: &key)
    try code.rekey(key.span.extracting(first: Code.codeLength))
  }

  /// V = HMAC(Key, V).
  private mutating func stepValue() throws(CryptoError) {
    try code.update(value.value.span.extracting(first: Code.codeLength))
    var next = LongestDigest(repeating: 0)
    defer { wipe(&next) }
    try finish(into: &next)
    value.value = next
  }

  private mutating func finish(into digest: inout LongestDigest) throws(CryptoError) {
    var place = digest.mutableSpan
    try overwrite(&place) { out throws(CryptoError) in try code.finish(into: &out) }
  }
}
