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
      key = SecretBox(try Ed25519Key(seed: privateKey, &hash))
      self.hash = hash
    }

    public func publicKey(into out: inout OutputSpan<UInt8>) throws(CryptoError) {
      guard out.freeCapacity >= 32 else { throw .bufferTooSmall(needed: 32) }
      for i in 0..<32 { out.append(key.value.publicKey.byte(i)) }
    }

    public func privateKey() throws(CryptoError) -> Secret {
      Secret(copying: key.value.seed.span)
    }

    /// Appends R and S (RFC 8032, 5.1.6); the same message has the same signature.
    public mutating func sign(
      _ message: Span<UInt8>, into out: inout OutputSpan<UInt8>
    ) throws(CryptoError) {
      guard out.freeCapacity >= 64 else { throw .bufferTooSmall(needed: 64) }
      var nonce = try key.value.nonce(for: message, &hash)
      defer { wipe(&nonce) }
      let r = Edwards25519.encodedBase(times: nonce)
      let k = try hash.challenge(r, key.value.publicKey, message)
      let s = (nonce + k * key.value.scalar).number
      for i in 0..<32 { out.append(r.byte(i)) }
      for i in 0..<32 { out.append(s.byte(i)) }
    }
  }
}

/// The seed, and what RFC 8032, 5.1.5 makes of it.
private struct Ed25519Key: BitwiseCopyable {
  let seed: InlineArray<32, UInt8>
  /// What the base point is multiplied by to get the public key.
  let scalar: Scalar25519
  /// What each message's nonce is made of.
  let prefix: InlineArray<32, UInt8>
  let publicKey: Limbs256

  init(seed: Span<UInt8>, _ hash: inout PortableCrypto.SHA512) throws(CryptoError) {
    self.seed = InlineArray { i in seed[i] }
    try hash.update(seed)
    var digest = try hash.digest()
    defer { wipe(&digest) }
    scalar = Scalar25519(Limbs256(clamping: digest.span.extracting(first: 32)))
    prefix = InlineArray { i in digest[32 &+ i] }
    publicKey = Edwards25519.encodedBase(times: scalar)
  }

  /// A number that nobody else can know, from a secret and the message.
  @inline(never)
  func nonce(
    for message: Span<UInt8>, _ hash: inout PortableCrypto.SHA512
  ) throws(CryptoError) -> Scalar25519 {
    try hash.update(prefix.span)
    try hash.update(message)
    var digest = try hash.digest()
    defer { wipe(&digest) }
    return Scalar25519(digest)
  }
}

extension PortableCrypto.SHA512 {
  /// SHA-512(R || A || M), as a number modulo L.
  @inline(never)
  mutating func challenge(
    _ r: Limbs256, _ publicKey: Limbs256, _ message: Span<UInt8>
  ) throws(CryptoError) -> Scalar25519 {
    let points = InlineArray<64, UInt8> { i in
      i < 32 ? r.byte(i) : publicKey.byte(i &- 32)
    }
    try update(points.span)
    try update(message)
    return Scalar25519(try digest())
  }

  fileprivate mutating func digest() throws(CryptoError) -> InlineArray<64, UInt8> {
    try InlineArray<64, UInt8> { out throws(CryptoError) in try finish(into: &out) }
  }
}
