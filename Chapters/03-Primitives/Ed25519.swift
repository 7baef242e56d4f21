extension PortableCrypto {
  /// Ed25519 (RFC 8032, 5.1): the message itself is signed, without a context.
  public struct Ed25519: Signer, ~Copyable {
    public static var privateKeyLength: Int { 32 }
    public static var publicKeyLength: Int { 32 }
    public static var maximumSignatureLength: Int { 64 }

    private let key: SecretBox<Ed25519Key>
    private var hash: SHA512

    /// The seed of 32 bytes, any at all, from which RFC 8032 makes what it needs (5.1.5).
    public init(privateKey: Span<UInt8>) throws(CryptoError) {
      guard privateKey.count == 32 else { throw .wrongKeyLength(privateKey.count) }
      var hash = SHA512()
      var key = try Ed25519Key(seed: privateKey, &hash)
      self.key = SecretBox(key)
      self.hash = hash
      wipe(&key)
    }

    public func publicKey(into out: inout OutputSpan<UInt8>) throws(CryptoError) {
      guard out.freeCapacity >= 32 else { throw .bufferTooSmall(needed: 32) }
      for i in 0..<32 { out.append(key.value.publicKey[i]) }
    }

    public func privateKey() throws(CryptoError) -> Secret {
      Secret(copying: key.value.seed.span)
    }

    /// Appends R and S (RFC 8032, 5.1.6); the same message has the same signature.
    public mutating func sign(
      _ message: Span<UInt8>, into out: inout OutputSpan<UInt8>
    ) throws(CryptoError) {
      guard out.freeCapacity >= 64 else { throw .bufferTooSmall(needed: 64) }
      let signature = try key.value.signature(of: message, &hash)
      for i in 0..<32 { out.append(signature.r[i]) }
      for i in 0..<32 { out.append(signature.s.byte(i)) }
    }
  }
}

/// What RFC 8032, 5.1.5 makes of a seed, and the seed.
struct Ed25519Key: BitwiseCopyable {
  let seed: InlineArray<32, UInt8>
  let publicKey: InlineArray<32, UInt8>
  /// What the base point is multiplied by to get the public key.
  private let scalar: Scalar25519
  /// What each message's nonce is made of.
  private let prefix: InlineArray<32, UInt8>

  init(seed: Span<UInt8>, _ hash: inout PortableCrypto.SHA512) throws(CryptoError) {
    self.seed = InlineArray { i in seed[i] }
    try hash.update(seed)
    var digest = try hash.digest()
    defer { wipe(&digest) }
    prefix = InlineArray { i in digest[32 &+ i] }
    scalar = Scalar25519(Limbs256(clamping: digest.span.extracting(first: 32)))
    let point = Edwards25519.multiplyBase(by: scalar).encoded
    publicKey = InlineArray { i in point.byte(i) }
  }

  func signature(
    of message: Span<UInt8>, _ hash: inout PortableCrypto.SHA512
  ) throws(CryptoError) -> (r: InlineArray<32, UInt8>, s: Limbs256) {
    try hash.update(prefix.span)
    try hash.update(message)
    var digest = try hash.digest()
    var nonce = Scalar25519(digest)
    defer {
      wipe(&digest)
      wipe(&nonce)
    }
    let point = Edwards25519.multiplyBase(by: nonce).encoded
    let r = InlineArray<32, UInt8> { i in point.byte(i) }
    let k = try hash.challenge(r.span, publicKey.span, message)
    return (r, (nonce + k * scalar).number)
  }
}

extension PortableCrypto.SHA512 {
  mutating func digest() throws(CryptoError) -> InlineArray<64, UInt8> {
    try InlineArray<64, UInt8> { out throws(CryptoError) in try finish(into: &out) }
  }

  /// SHA-512(R || A || M), as a number modulo L.
  mutating func challenge(
    _ r: Span<UInt8>, _ publicKey: Span<UInt8>, _ message: Span<UInt8>
  ) throws(CryptoError) -> Scalar25519 {
    try update(r)
    try update(publicKey)
    try update(message)
    return Scalar25519(try digest())
  }
}
