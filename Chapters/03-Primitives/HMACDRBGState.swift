/// `Key` and `V` of the generator (SP 800-90A rev. 1, 10.1.2.1); the key lives in the code.
struct HMACDRBGState<Code: MessageAuthenticationCode & ~Copyable>: ~Copyable {
  private var code: Code
  private let value = SecretBox(LongestDigest(repeating: 0x01))

  init() throws(CryptoError) {
    guard Code.codeLength <= 64 else { throw .unsupported }
    let zeros = LongestDigest(repeating: 0)
    let code = try Code(key: zeros.span.extracting(first: Code.codeLength))
    self.code = code
  }

  /// V = HMAC(Key, V), again and again, which is what goes out.
  mutating func write(_ out: inout MutableSpan<UInt8>) throws(CryptoError) {
    var filled = 0
    while filled < out.count {
      try stepValue()
      let count = min(Code.codeLength, out.count &- filled)
      for i in 0..<count { out[filled &+ i] = value.value[i] }
      filled &+= count
    }
  }

  /// HMAC_DRBG_Update (10.1.2.2), over all three one after another; afterwards nobody
  /// finds out what came before.
  mutating func mix(
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
    let byte: InlineArray<1, UInt8> = [mark]
    try code.update(byte.span)
    try code.update(a)
    try code.update(b)
    try code.update(c)
    try finish(into: &key)
    try code.rekey(key.span.extracting(first: Code.codeLength))
  }

  /// V = HMAC(Key, V).
  private mutating func stepValue() throws(CryptoError) {
    var next = LongestDigest(repeating: 0)
    defer { wipe(&next) }
    try code.update(value.value.span.extracting(first: Code.codeLength))
    try finish(into: &next)
    value.value = next
  }

  private mutating func finish(into digest: inout LongestDigest) throws(CryptoError) {
    var place = digest.mutableSpan
    try overwrite(&place) { out throws(CryptoError) in try code.finish(into: &out) }
  }
}
