import CMbedTLS
import Primitives

extension MbedTLSCrypto {
  public typealias AESGCM = SealingKey<GCM>

  /// NIST SP 800-38D.
  public enum GCM: SealingAlgorithm {
    public typealias Context = mbedtls_gcm_context

    public static var tagLength: Int { 16 }
    public static var hasShortKeys: Bool { true }
    /// 2³² − 2 blocks (SP 800-38D, 5.2.1.1).
    public static var textLimit: Int { 0xF_FFFF_FFE0 }
    public static var dataLimit: Int { 0x1FFF_FFFF_FFFF_FFFF }

    public static func initialize(_ context: UnsafeMutablePointer<Context>?) {
      mbedtls_gcm_init(context)
    }

    public static func free(_ context: UnsafeMutablePointer<Context>?) {
      mbedtls_gcm_free(context)
    }

    public static func set(
      _ key: UnsafeBufferPointer<UInt8>, _ context: UnsafeMutablePointer<Context>
    ) -> CInt {
      let bits = UInt32(key.count * 8)
      return mbedtls_gcm_setkey(context, MBEDTLS_CIPHER_ID_AES, key.baseAddress, bits)
    }

    public static func seal(
      _ message: SealingMessage, _ tag: UnsafeMutableBufferPointer<UInt8>,
      _ context: UnsafeMutablePointer<Context>
    ) -> CInt {
      mbedtls_gcm_crypt_and_tag(
        context, MBEDTLS_GCM_ENCRYPT, message.text.count,
        message.nonce.baseAddress, message.nonce.count,
        message.data.baseAddress, message.data.count,
        message.text.baseAddress, message.text.baseAddress,
        tag.count, tag.baseAddress)
    }

    public static func open(
      _ message: SealingMessage, _ tag: UnsafeBufferPointer<UInt8>,
      _ context: UnsafeMutablePointer<Context>
    ) -> CInt {
      mbedtls_gcm_auth_decrypt(
        context, message.text.count,
        message.nonce.baseAddress, message.nonce.count,
        message.data.baseAddress, message.data.count,
        tag.baseAddress, tag.count,
        message.text.baseAddress, message.text.baseAddress)
    }
  }
}
