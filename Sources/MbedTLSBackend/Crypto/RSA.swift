import CMbedTLS
import Primitives

extension MbedTLSCrypto {
  /// An RSA public key (RFC 8017).
  public struct RSA: RSAVerifier, ~Copyable, @unchecked Sendable {
    private let context = Pinned(things_rsa_init, mbedtls_rsa_free)

    public init(publicKey: Span<UInt8>) throws(CryptoError) {
      let key = try RSAPublicKey(der: publicKey)
      let read = key.modulus.withUnsafeBufferPointer { modulus in
        key.exponent.withUnsafeBufferPointer { exponent in
          mbedtls_rsa_import_raw(
            context.pointer, modulus.baseAddress, modulus.count, nil, 0, nil, 0, nil, 0,
            exponent.baseAddress, exponent.count)
        }
      }
      try check(read)
      guard mbedtls_rsa_complete(context.pointer) == 0,
        mbedtls_rsa_check_pubkey(context.pointer) == 0
      else { throw .invalidKey }
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
      // mbedTLS reads as many bytes as the modulus has, however many there are.
      guard signature.count == mbedtls_rsa_get_len(context.pointer) else {
        throw .invalidSignature
      }
      let digest = try hash.digest(of: message)
      let status = digest.span.withUnsafeBufferPointer { digest in
        signature.withUnsafeBufferPointer { signature in
          let verify = padding == .pss ? things_rsa_verify_pss : things_rsa_verify_pkcs1
          return verify(
            context.pointer, SHA2<length>.algorithm, digest.baseAddress,
            signature.baseAddress)
        }
      }
      guard status == 0 else { throw .invalidSignature }
    }
  }
}
