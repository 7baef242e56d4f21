import Certificates
import Primitives
import Wire

/// The proof that the peer is who our trust took it for. Whatever comes after that needs
/// one, and there is no other way to make one than these initialisers.
struct PeerVerified: ~Copyable {
  /// In DER; empty if the peer showed none.
  let certificate: [UInt8]
  /// A bare public key (SubjectPublicKeyInfo, in DER); empty if the peer showed none.
  let key: [UInt8]
  /// Of the pre-shared key that only the peer and we have; empty if there was none.
  let identity: [UInt8]
  let isResumed: Bool

  /// The peer's key has signed this handshake, in a scheme that we allow and that fits
  /// the key.
  init<Crypto: CryptoProvider>(
    _ claim: PeerClaim, scheme: SignatureScheme, signature: Span<UInt8>,
    over content: Span<UInt8>, in message: HandshakeType, _ context: TLSContext<Crypto>
  ) throws(TLSError) {
    let peer = context.role.peer
    //= rfc8446#4.4.3
    //# If the CertificateVerify message is sent by a server, the signature
    //# algorithm MUST be one offered in the client's "signature_algorithms"
    //# extension unless no valid certificate chain can be produced without
    //# unsupported algorithms (see Section 4.2.3).
    guard context.schemes.contains(scheme) else {
      throw TLSError(.illegalParameter, by: peer, in: message, "RFC 8446, 4.4.3")
    }
    //= rfc8446#4.4.3
    //# If the verification fails, the receiver MUST terminate the handshake
    //# with a "decrypt_error" alert.
    guard
      try claim.hasSigned(
        content, signature, scheme, by: peer, in: message, using: Crypto.self)
    else { throw TLSError(.badProof, by: peer, in: message, "RFC 8446, 4.4.3") }
    switch claim {
    case .certificate(let certificate):
      self.certificate = certificate.der
      key = []
    case .bareKey(let info):
      certificate = []
      key = info.der
    }
    identity = []
    isResumed = false
  }

  /// The peer has the key that we share: it has made a binder with it, or will make a
  /// Finished that nobody else could.
  init(preSharedKey identity: [UInt8]) {
    certificate = []
    key = []
    self.identity = identity
    isResumed = false
  }

  /// The peer has the key of a session in which it was verified.
  init(resuming certificate: [UInt8], key: [UInt8], identity: [UInt8]) {
    self.certificate = certificate
    self.key = key
    self.identity = identity
    isResumed = true
  }

  /// A client of whom nothing was asked.
  init(anonymousClient: ()) {
    certificate = []
    key = []
    identity = []
    isResumed = false
  }
}

extension PeerClaim {
  fileprivate func hasSigned<Crypto: CryptoProvider>(
    _ content: Span<UInt8>, _ signature: Span<UInt8>, _ scheme: SignatureScheme,
    by peer: TLSRole, in message: HandshakeType, using crypto: Crypto.Type
  ) throws(TLSError) -> Bool {
    switch self {
    case .certificate(let certificate):
      try scheme.verify(
        signature, over: content, certificate.publicKeyAlgorithm, certificate.publicKey,
        by: peer, in: message, using: crypto)
    case .bareKey(let info):
      try scheme.verify(
        signature, over: content, info.algorithm, info.publicKey, by: peer,
        in: message, using: crypto)
    }
  }
}

extension SignatureScheme {
  /// Whether the signature is good; throws for a scheme that this key has no part in.
  func verify<Crypto: CryptoProvider>(
    _ signature: Span<UInt8>, over content: Span<UInt8>,
    _ algorithm: PublicKeyAlgorithm, _ key: Span<UInt8>,
    by peer: TLSRole, in message: HandshakeType, using crypto: Crypto.Type
  ) throws(TLSError) -> Bool {
    guard fits(algorithm) else {
      throw TLSError(.illegalParameter, by: peer, in: message, "RFC 8446, 4.4.3")
    }
    do throws(CryptoError) {
      switch self {
      case .ecdsaSecp256r1SHA256:
        var key = try Crypto.P256.PublicKey(publicKey: key)
        try key.verify(signature, of: content)
      case .ed25519:
        var key = try Crypto.Ed25519.PublicKey(publicKey: key)
        try key.verify(signature, of: content)
      default:
        var key = try Crypto.RSA(publicKey: key)
        try key.verify(signature, of: content, padding: .pss, hash: digestAlgorithm)
      }
      return true
    } catch {
      switch error {
      case .invalidSignature, .invalidKey, .wrongKeyLength: return false
      default: throw TLSError(error)
      }
    }
  }

  func fits(_ algorithm: PublicKeyAlgorithm) -> Bool {
    switch (self, algorithm) {
    case (.ecdsaSecp256r1SHA256, .p256), (.ed25519, .ed25519),
      (.rsaPSSRSAESHA256, .rsa),
      (.rsaPSSRSAESHA384, .rsa), (.rsaPSSRSAESHA512, .rsa):
      true
    default: false
    }
  }

  private var digestAlgorithm: DigestAlgorithm {
    switch self {
    case .rsaPSSRSAESHA384: .sha384
    case .rsaPSSRSAESHA512: .sha512
    default: .sha256
    }
  }
}
