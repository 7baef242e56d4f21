import CMbedTLS
import Primitives

extension MbedTLSCrypto {
  public typealias ChaCha20Poly1305 = SealingKey<ChaChaPoly>

  /// RFC 8439.
  public enum ChaChaPoly: SealingAlgorithm {
    public typealias Context = mbedtls_chachapoly_context

    public static var tagLength: Int { 16 }
    public static var hasShortKeys: Bool { false }
    /// 2³² − 1 blocks; the block before them makes the key of Poly1305 (RFC 8439, 2.8).
    public static var textLimit: Int { 0x3F_FFFF_FFC0 }
    public static var dataLimit: Int { .max }

    public static func initialize(_ context: UnsafeMutablePointer<Context>?) {
      mbedtls_chachapoly_init(context)
    }

    public static func free(_ context: UnsafeMutablePointer<Context>?) {
      mbedtls_chachapoly_free(context)
    }

    public static func set(
      _ key: UnsafeBufferPointer<UInt8>, _ context: UnsafeMutablePointer<Context>
    ) -> CInt {
      mbedtls_chachapoly_setkey(context, key.baseAddress)
    }

    public static func seal(
      _ message: SealingMessage, _ tag: UnsafeMutableBufferPointer<UInt8>,
      _ context: UnsafeMutablePointer<Context>
    ) -> CInt {
      mbedtls_chachapoly_encrypt_and_tag(
        context, message.text.count, message.nonce.baseAddress,
        message.data.baseAddress, message.data.count,
        message.text.baseAddress, message.text.baseAddress, tag.baseAddress)
    }

    public static func open(
      _ message: SealingMessage, _ tag: UnsafeBufferPointer<UInt8>,
      _ context: UnsafeMutablePointer<Context>
    ) -> CInt {
      mbedtls_chachapoly_auth_decrypt(
        context, message.text.count, message.nonce.baseAddress,
        message.data.baseAddress, message.data.count, tag.baseAddress,
        message.text.baseAddress, message.text.baseAddress)
    }
  }
}
