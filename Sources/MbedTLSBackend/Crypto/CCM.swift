import CMbedTLS
import Primitives

extension MbedTLSCrypto {
  public typealias AESCCM = SealingKey<CCM<16>>
  public typealias AESCCM8 = SealingKey<CCM<8>>

  /// NIST SP 800-38C.
  public enum CCM<let length: Int>: SealingAlgorithm {
    public typealias Context = mbedtls_ccm_context

    public static var tagLength: Int { length }
    public static var hasShortKeys: Bool { true }
    /// A nonce of 12 bytes leaves 3 of 15 to count the text with.
    public static var textLimit: Int { 0xFF_FFFF }
    /// Longer data has a header (SP 800-38C, A.2.2) that mbedTLS does not write.
    public static var dataLimit: Int { 0xFEFF }

    public static func initialize(_ context: UnsafeMutablePointer<Context>?) {
      mbedtls_ccm_init(context)
    }

    public static func free(_ context: UnsafeMutablePointer<Context>?) {
      mbedtls_ccm_free(context)
    }

    public static func set(
      _ key: UnsafeBufferPointer<UInt8>, _ context: UnsafeMutablePointer<Context>
    ) -> CInt {
      let bits = UInt32(key.count * 8)
      return mbedtls_ccm_setkey(context, MBEDTLS_CIPHER_ID_AES, key.baseAddress, bits)
    }

    public static func seal(
      _ message: SealingMessage, _ tag: UnsafeMutableBufferPointer<UInt8>,
      _ context: UnsafeMutablePointer<Context>
    ) -> CInt {
      mbedtls_ccm_encrypt_and_tag(
        context, message.text.count,
        message.nonce.baseAddress, message.nonce.count,
        message.data.baseAddress, message.data.count,
        message.text.baseAddress, message.text.baseAddress,
        tag.baseAddress, tag.count)
    }

    public static func open(
      _ message: SealingMessage, _ tag: UnsafeBufferPointer<UInt8>,
      _ context: UnsafeMutablePointer<Context>
    ) -> CInt {
      mbedtls_ccm_auth_decrypt(
        context, message.text.count,
        message.nonce.baseAddress, message.nonce.count,
        message.data.baseAddress, message.data.count,
        message.text.baseAddress, message.text.baseAddress,
        tag.baseAddress, tag.count)
    }
  }
}
