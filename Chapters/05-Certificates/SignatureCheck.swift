import Primitives

extension Certificate {
  /// Returns only if the key in `issuer` signed this certificate.
  ///
  /// Whether it was allowed to is another question.
  public func checkSignature<Crypto: CryptoProvider>(
    by issuer: Certificate, using crypto: Crypto.Type
  ) throws(SignatureFault) {
    try issuer.check(signature, signatureAlgorithm, of: toBeSigned, using: crypto)
  }

  /// The same for whatever else the key in this certificate may have signed.
  func check<Crypto: CryptoProvider>(
    _ signature: Span<UInt8>, _ algorithm: SignatureAlgorithm, of message: Span<UInt8>,
    using crypto: Crypto.Type
  ) throws(SignatureFault) {
    switch (algorithm, publicKeyAlgorithm) {
    case (.broken, _): throw .brokenHash
    case (.unknown, _), (_, .unknown): throw .unknownAlgorithm
    case (.ecdsa(let hash), .p256):
      try crypting { () throws(CryptoError) in
        try checkECDSA(signature, hash, of: message, crypto)
      }
    case (.ed25519, .ed25519):
      try crypting { () throws(CryptoError) in
        var key = try Crypto.Ed25519.PublicKey(publicKey: publicKey)
        try key.verify(signature, of: message)
      }
    case (.rsaPKCS1(let hash), .rsa(let bits)):
      guard bits >= 2048 else { throw .shortKey(bits: bits) }
      try crypting { () throws(CryptoError) in
        var key = try Crypto.RSA(publicKey: publicKey)
        try key.verify(signature, of: message, padding: .pkcs1, hash: hash)
      }
    case (.ecdsa, _), (.ed25519, _), (.rsaPKCS1, _): throw .otherKey
    }
  }

  /// The curve is P-256, and the hash whichever the issuer chose.
  private func checkECDSA<Crypto: CryptoProvider>(
    _ signature: Span<UInt8>, _ hash: DigestAlgorithm, of message: Span<UInt8>,
    _: Crypto.Type
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
