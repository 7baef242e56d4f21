import Primitives

extension TLSHash {
  /// PRF (RFC 5246, 5): fills `out` with what the secret makes of a label and seeds.
  package func prf<Crypto: CryptoProvider>(
    _ secret: Span<UInt8>, label: StaticString, _ seed: Span<UInt8>,
    _ more: Span<UInt8> = Span(), into out: inout MutableSpan<UInt8>, by _: Crypto.Type
  ) throws(TLSError) {
    do throws(CryptoError) {
      let label = bytes(of: label)
      switch self {
      case .sha256:
        var code = try Crypto.HMACSHA256(key: secret)
        try expand(&code, label, seed, more, into: &out)
      case .sha384:
        var code = try Crypto.HMACSHA384(key: secret)
        try expand(&code, label, seed, more, into: &out)
      }
    } catch { throw TLSError(error) }
  }

  /// P_hash: HMAC(secret, A(i) | seed), one after another, where A(0) is the seed and A(i)
  /// is HMAC(secret, A(i − 1)).
  private func expand<Code: MessageAuthenticationCode & ~Copyable>(
    _ code: inout Code, _ label: Span<UInt8>, _ seed: Span<UInt8>, _ more: Span<UInt8>,
    into out: inout MutableSpan<UInt8>
  ) throws(CryptoError) {
    var filled = 0
    var a: Digest?
    while filled < out.count {
      if let a {
        try code.update(a.bytes)
      } else {
        try code.update(label)
        try code.update(seed)
        try code.update(more)
      }
      let next = try Digest { out throws(CryptoError) in try code.finish(into: &out) }
      try code.update(next.bytes)
      try code.update(label)
      try code.update(seed)
      try code.update(more)
      var block = try Digest { out throws(CryptoError) in try code.finish(into: &out) }
      for i in 0..<min(block.count, out.count &- filled) {
        out[filled &+ i] = block.bytes[i]
      }
      filled &+= block.count
      wipe(&block)
      a = next
    }
  }
}
