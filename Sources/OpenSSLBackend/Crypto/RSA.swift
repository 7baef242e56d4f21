import COpenSSL
import Primitives

extension OpenSSLCrypto {
  /// An RSA public key (RFC 8017).
  public struct RSA: RSAVerifier, ~Copyable, @unchecked Sendable {
    private let key: Key
    private let context: KeyContext
    private let signatureLength: Int

    public init(publicKey: Span<UInt8>) throws(CryptoError) {
      let signatureLength = try RSAPublicKey(der: publicKey).modulus.count
      let pointer = publicKey.withUnsafeBufferPointer {
        var next = $0.baseAddress
        return d2i_PublicKey(EVP_PKEY_RSA, nil, &next, $0.count)
      }
      guard let pointer else { throw failure(.invalidKey) }
      let key = Key(owning: pointer)
      let context = try KeyContext(pointer)
      guard EVP_PKEY_verify_init(context.pointer) == 1 else { throw failure() }
      self.key = key
      self.context = context
      self.signatureLength = signatureLength
    }

    public mutating func verify(
      _ signature: Span<UInt8>, of message: Span<UInt8>,
      padding: RSAPadding, hash: DigestAlgorithm
    ) throws(CryptoError) {
      switch hash {
      case .sha256: try verify(signature, of: message, padding, SHA256())
      case .sha384: try verify(signature, of: message, padding, SHA384())
      case .sha512: try verify(signature, of: message, padding, SHA512())
      }
    }

    private func verify<let length: Int>(
      _ signature: Span<UInt8>, of message: Span<UInt8>,
      _ padding: RSAPadding, _ hash: consuming SHA2<length>
    ) throws(CryptoError) {
      guard signature.count == signatureLength else { throw .invalidSignature }
      let digest = try hash.digest(of: message)
      guard set(padding, SHA2<length>.algorithm) else { throw failure() }
      let verified = digest.span.withUnsafeBufferPointer { digest in
        signature.withUnsafeBufferPointer {
          EVP_PKEY_verify(
            context.pointer, $0.baseAddress, $0.count, digest.baseAddress, digest.count)
        }
      }
      guard verified == 1 else { throw failure(.invalidSignature) }
    }

    private func set(_ padding: RSAPadding, _ hash: OpaquePointer?) -> Bool {
      switch padding {
      case .pkcs1:
        EVP_PKEY_CTX_set_rsa_padding(context.pointer, RSA_PKCS1_PADDING) == 1
          && EVP_PKEY_CTX_set_signature_md(context.pointer, hash) == 1
      case .pss:
        EVP_PKEY_CTX_set_rsa_padding(context.pointer, RSA_PKCS1_PSS_PADDING) == 1
          && EVP_PKEY_CTX_set_signature_md(context.pointer, hash) == 1
          && EVP_PKEY_CTX_set_rsa_mgf1_md(context.pointer, hash) == 1
          && EVP_PKEY_CTX_set_rsa_pss_saltlen(context.pointer, RSA_PSS_SALTLEN_DIGEST)
            == 1
      }
    }
  }
}
