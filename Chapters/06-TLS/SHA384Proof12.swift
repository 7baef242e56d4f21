import Certificates
import Primitives
import Wire

/// In TLS 1.2 a scheme names a hash and a kind of key, and no curve. So a key on P-256
/// may sign with SHA-384 there, and in mbedTLS 2 it does whenever the suite hashes so,
/// whatever it was asked for. TLS 1.3 gave the number to keys on P-384 alone (RFC 8446,
/// 4.2.3).
extension SignatureScheme {
  static var ecdsaSHA384: SignatureScheme { SignatureScheme(code: 0x0503) }
}

extension PeerVerified {
  /// The client's key on P-256 has signed the digest of this handshake.
  init<Crypto: CryptoProvider>(
    _ claim: PeerClaim, signature: Span<UInt8>, ofDigest digest: Digest,
    by provider: Crypto.Type
  ) throws(TLSError) {
    do throws(CryptoError) {
      switch claim {
      case .certificate(let certificate)
      where certificate.publicKeyAlgorithm == .p256:
        var key = try Crypto.P256.PublicKey(publicKey: certificate.publicKey)
        try key.verify(signature, ofDigest: digest.bytes)
        self.certificate = certificate.der
        self.key = []
      case .bareKey(let info) where info.algorithm == .p256:
        var key = try Crypto.P256.PublicKey(publicKey: info.publicKey)
        try key.verify(signature, ofDigest: digest.bytes)
        self.certificate = []
        self.key = info.der
      default: throw .invalidKey
      }
    } catch {
      throw TLSError(.badProof, by: .client, in: .certificateVerify, "RFC 5246, 7.4.8")
    }
    identity = []
    isResumed = false
  }
}

extension Handshake12 {
  /// With which a client may prove itself to us, the preferred one first.
  var askedSchemes: [SignatureScheme] {
    var schemes = context.schemes.filter { $0.isForECDSASuites }
    if Crypto.P256.PublicKey.isAvailable, Crypto.SHA384.isAvailable {
      schemes.append(.ecdsaSHA384)
    }
    return schemes
  }
}
