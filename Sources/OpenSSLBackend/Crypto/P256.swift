import COpenSSL
import Primitives

extension OpenSSLCrypto {
  /// A private key on P-256 that signs with ECDSA and SHA-256.
  public struct P256: DigestSigner, ~Copyable, @unchecked Sendable {
    public static var privateKeyLength: Int { 32 }
    public static var publicKeyLength: Int { 65 }
    public static var maximumSignatureLength: Int { ECDSASignature.maximumDERLength }

    private let key: Key
    private let signing: KeyContext
    private var hash: SHA256

    public static func generate() throws(CryptoError) -> P256 {
      try P256(KeyContext(Key.p256).generate())
    }

    public init(privateKey: Span<UInt8>) throws(CryptoError) {
      try self.init(Key(p256Scalar: privateKey))
    }

    private init(_ key: consuming Key) throws(CryptoError) {
      let signing = try KeyContext(key.pointer)
      let hash = try SHA256()
      guard EVP_PKEY_sign_init(signing.pointer) == 1 else { throw failure() }
      self.key = key
      self.signing = signing
      self.hash = hash
    }

    public func publicKey(into out: inout OutputSpan<UInt8>) throws(CryptoError) {
      try key.publicKey(Self.publicKeyLength, into: &out)
    }

    public func privateKey() throws(CryptoError) -> Secret { try key.p256Scalar() }

    public mutating func sign(
      _ message: Span<UInt8>, into out: inout OutputSpan<UInt8>
    ) throws(CryptoError) {
      guard out.freeCapacity >= Self.maximumSignatureLength else {
        throw .bufferTooSmall(needed: Self.maximumSignatureLength)
      }
      let digest = try hash.digest(of: message)
      let signed = out.withUnsafeMutableBufferPointer { buffer, count in
        var length = Self.maximumSignatureLength
        guard let end = buffer.baseAddress?.advanced(by: count),
          digest.span.withUnsafeBufferPointer({
            EVP_PKEY_sign(signing.pointer, end, &length, $0.baseAddress, $0.count) == 1
          })
        else { return false }
        count += length
        return true
      }
      guard signed else { throw failure() }
    }

    /// A public key on P-256, one context for many signatures.
    public struct PublicKey: DigestVerifier, ~Copyable, @unchecked Sendable {
      private let key: Key
      private let context: KeyContext
      private var hash: SHA256

      public init(publicKey: Span<UInt8>) throws(CryptoError) {
        let hash = try SHA256()
        let key = try Key(p256Point: publicKey)
        let context = try KeyContext(key.pointer)
        guard EVP_PKEY_verify_init(context.pointer) == 1 else { throw failure() }
        self.key = key
        self.context = context
        self.hash = hash
      }

      public mutating func verify(
        _ signature: Span<UInt8>, of message: Span<UInt8>
      ) throws(CryptoError) {
        let digest = try hash.digest(of: message)
        try verify(signature, ofDigest: digest.span)
      }

      public mutating func verify(
        _ signature: Span<UInt8>, ofDigest digest: Span<UInt8>
      ) throws(CryptoError) {
        guard digest.count >= 32 else { throw .invalidSignature }
        let verified = digest.withUnsafeBufferPointer { digest in
          signature.withUnsafeBufferPointer {
            EVP_PKEY_verify(
              context.pointer, $0.baseAddress, $0.count, digest.baseAddress,
              digest.count)
          }
        }
        guard verified == 1 else { throw failure(.invalidSignature) }
      }
    }
  }
}
