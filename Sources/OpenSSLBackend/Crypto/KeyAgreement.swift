import COpenSSL
import Primitives

extension OpenSSLCrypto.KeyContext {
  static func agreement(
    _ key: borrowing OpenSSLCrypto.Key
  ) throws(CryptoError) -> OpenSSLCrypto.KeyContext {
    let context = try OpenSSLCrypto.KeyContext(key.pointer)
    guard EVP_PKEY_derive_init(context.pointer) == 1 else {
      throw OpenSSLCrypto.failure()
    }
    return context
  }

  /// Nil if OpenSSL refused, for a reason that is still in the queue.
  func sharedSecret(with peer: borrowing OpenSSLCrypto.Key) -> Secret? {
    // Without a second check (0): who made a `Key` has made the first.
    guard EVP_PKEY_derive_set_peer_ex(pointer, peer.pointer, 0) == 1 else { return nil }
    var length = 32
    let secret = Secret(count: length) { bytes in
      let derived = bytes.withUnsafeMutableBufferPointer {
        EVP_PKEY_derive(pointer, $0.baseAddress, &length)
      }
      if derived != 1 { length = 0 }
    }
    guard length == secret.count else { return nil }
    return secret
  }
}

extension OpenSSLCrypto {
  /// Diffie–Hellman on Curve25519 (RFC 7748).
  public struct X25519: KeyAgreement, ~Copyable, @unchecked Sendable {
    public static var privateKeyLength: Int { 32 }
    public static var publicKeyLength: Int { 32 }
    public static var sharedSecretLength: Int { 32 }

    private let key: Key
    private let agreement: KeyContext

    public static func generate() throws(CryptoError) -> X25519 {
      try X25519(KeyContext(algorithm: EVP_PKEY_X25519).generate())
    }

    public init(privateKey: Span<UInt8>) throws(CryptoError) {
      try self.init(Key(EVP_PKEY_X25519, privateKey: privateKey))
    }

    private init(_ key: consuming Key) throws(CryptoError) {
      agreement = try KeyContext.agreement(key)
      self.key = key
    }

    public func publicKey(into out: inout OutputSpan<UInt8>) throws(CryptoError) {
      try key.publicKey(Self.publicKeyLength, into: &out)
    }

    public func privateKey() throws(CryptoError) -> Secret { try key.rawPrivateKey() }

    public mutating func sharedSecret(
      with publicKey: Span<UInt8>
    ) throws(CryptoError) -> Secret {
      let peer = try Key(EVP_PKEY_X25519, publicKey: publicKey)
      guard let secret = agreement.sharedSecret(with: peer) else {
        throw failure(.invalidKey)
      }
      return secret
    }
  }

  /// Diffie–Hellman on P-256, the secret being x (SP 800-56A, 5.7.1.2).
  public struct P256KeyAgreement: KeyAgreement, ~Copyable, @unchecked Sendable {
    public static var privateKeyLength: Int { 32 }
    public static var publicKeyLength: Int { 65 }
    public static var sharedSecretLength: Int { 32 }

    private let key: Key
    private let agreement: KeyContext

    public static func generate() throws(CryptoError) -> P256KeyAgreement {
      try P256KeyAgreement(KeyContext(Key.p256).generate())
    }

    public init(privateKey: Span<UInt8>) throws(CryptoError) {
      try self.init(Key(p256Scalar: privateKey))
    }

    private init(_ key: consuming Key) throws(CryptoError) {
      agreement = try KeyContext.agreement(key)
      self.key = key
    }

    public func publicKey(into out: inout OutputSpan<UInt8>) throws(CryptoError) {
      try key.publicKey(Self.publicKeyLength, into: &out)
    }

    public func privateKey() throws(CryptoError) -> Secret { try key.p256Scalar() }

    public mutating func sharedSecret(
      with publicKey: Span<UInt8>
    ) throws(CryptoError) -> Secret {
      let peer = try Key(p256Point: publicKey)
      guard let secret = agreement.sharedSecret(with: peer) else { throw failure() }
      return secret
    }
  }
}
