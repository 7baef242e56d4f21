/// HKDF (RFC 5869) over any code.
public enum HKDF<Code: MessageAuthenticationCode & ~Copyable>: KeyDerivation {
  public static var isAvailable: Bool { Code.isAvailable }
  public static var pseudorandomKeyLength: Int { Code.codeLength }

  /// PRK = HMAC(salt, IKM) (RFC 5869, 2.2). HMAC fills a short key up with zeros, so
  /// that an empty salt is one of zeros already.
  public static func extract(
    salt: Span<UInt8>, keyMaterial: Span<UInt8>
  ) throws(CryptoError) -> Secret {
    var code = try Code(key: salt)
    try code.update(keyMaterial)
    return try Secret(count: Code.codeLength) { bytes throws(CryptoError) in
      try overwrite(&bytes) { out throws(CryptoError) in try code.finish(into: &out) }
    }
  }

  public static func expand(
    _ key: Span<UInt8>, info: Span<UInt8>, into out: inout MutableSpan<UInt8>
  ) throws(CryptoError) {
    let limit = 255 &* Code.codeLength
    var code = try Code(key: key)
    guard out.count <= limit else { throw .tooLong(limit: limit) }
    do throws(CryptoError) {
      try expand(&code, info: info, into: &out)
    } catch {
      wipe(&out)
      throw error
    }
  }
}

extension HKDF where Code: ~Copyable {
  /// T(i) = HMAC(PRK, T(i − 1) | info | i), one after another (RFC 5869, 2.3).
  private static func expand(
    _ code: inout Code, info: Span<UInt8>, into out: inout MutableSpan<UInt8>
  ) throws(CryptoError) {
    var block = LongestDigest(repeating: 0)
    defer { wipe(&block) }
    var number: UInt8 = 0
    var filled = 0
    while filled < out.count {
      if number > 0 { try code.update(block.span.extracting(first: Code.codeLength)) }
      number &+= 1
      try code.update(info)
      let byte: InlineArray<1, UInt8> = [number]
      try code.update(byte.span)
      var place = block.mutableSpan
      try overwrite(&place) { out throws(CryptoError) in try code.finish(into: &out) }
      let count = min(Code.codeLength, out.count &- filled)
      for i in 0..<count { out[filled &+ i] = block[i] }
      filled &+= count
    }
  }
}
