import Primitives

extension Certificate {
  /// Returns only if the key in `issuer` signed this certificate.
  ///
  /// Whether it was allowed to is another question.
  public func checkSignature<Crypto: CryptoProvider>(
    by issuer: Certificate, using crypto: Crypto.Type
  ) throws(SignatureFault) {
    try signatureAlgorithm.check(
      signature, of: toBeSigned, by: issuer.publicKeyAlgorithm, issuer.publicKey,
      using: crypto)
  }
}

extension Certificate {
  /// The same for whatever else the key in this certificate may have signed.
  func check<Crypto: CryptoProvider>(
    _ signature: Span<UInt8>, _ algorithm: SignatureAlgorithm, of message: Span<UInt8>,
    using crypto: Crypto.Type
  ) throws(SignatureFault) {
    try algorithm.check(
      signature, of: message, by: publicKeyAlgorithm, publicKey, using: crypto)
  }
}

extension SignatureAlgorithm {
  /// Returns only if the owner of `key`, which is of this kind, signed `message`.
  func check<Crypto: CryptoProvider>(
    _ signature: Span<UInt8>, of message: Span<UInt8>,
    by kind: PublicKeyAlgorithm, _ key: Span<UInt8>, using crypto: Crypto.Type
  ) throws(SignatureFault) {
    switch (self, kind) {
    case (.broken, _): throw .brokenHash
    case (.unknown, _), (_, .unknown): throw .unknownAlgorithm
    case (.ecdsa(let hash), .p256):
      try crypting { () throws(CryptoError) in
        try checkECDSA(signature, of: message, hash, key, crypto)
      }
    case (.ed25519, .ed25519):
      try crypting { () throws(CryptoError) in
        var key = try Crypto.Ed25519.PublicKey(publicKey: key)
        try key.verify(signature, of: message)
      }
    case (.rsaPKCS1(let hash), .rsa(let bits)):
      try checkRSA(signature, of: message, .pkcs1, hash, key, bits, crypto)
    case (.rsaPSS(let hash), .rsa(let bits)):
      try checkRSA(signature, of: message, .pss, hash, key, bits, crypto)
    case (.ecdsa, _), (.ed25519, _), (.rsaPKCS1, _), (.rsaPSS, _): throw .otherKey
    }
  }
}

private func checkRSA<Crypto: CryptoProvider>(
  _ signature: Span<UInt8>, of message: Span<UInt8>, _ padding: RSAPadding,
  _ hash: DigestAlgorithm, _ publicKey: Span<UInt8>, _ bits: Int, _: Crypto.Type
) throws(SignatureFault) {
  guard bits >= 2048 else { throw .shortKey(bits: bits) }
  try crypting { () throws(CryptoError) in
    var key = try Crypto.RSA(publicKey: publicKey)
    try key.verify(signature, of: message, padding: padding, hash: hash)
  }
}

/// The curve is P-256, and the hash whichever the issuer chose.
private func checkECDSA<Crypto: CryptoProvider>(
  _ signature: Span<UInt8>, of message: Span<UInt8>,
  _ hash: DigestAlgorithm, _ publicKey: Span<UInt8>, _: Crypto.Type
) throws(CryptoError) {
  var key = try Crypto.P256.PublicKey(publicKey: publicKey)
  switch hash {
  case .sha256: try key.verify(signature, of: message)
  case .sha384:
    let digest = try digest(message, Crypto.SHA384.self)
    try key.verify(signature, ofDigest: digest.span)
  case .sha512:
    let digest = try digest(message, Crypto.SHA512.self)
    try key.verify(signature, ofDigest: digest.span)
  }
}

private func digest<Hash: HashFunction & ~Copyable>(
  _ message: Span<UInt8>, _: Hash.Type
) throws(CryptoError) -> [UInt8] {
  var hash = try Hash()
  try hash.update(message)
  return try [UInt8](capacity: Hash.digestLength) { out throws(CryptoError) in
    try hash.finish(into: &out)
  }
}

private func crypting(_ check: () throws(CryptoError) -> Void) throws(SignatureFault) {
  do throws(CryptoError) { try check() } catch { throw .crypto(error) }
}
