import CMbedTLS
import Primitives

extension MbedTLSCrypto {
  /// AES-GCM (NIST SP 800-38D), one context for the life of a key.
  public struct AESGCM: AEAD, ~Copyable, @unchecked Sendable {
    public static var nonceLength: Int { 12 }
    public static var tagLength: Int { 16 }

    private let context = Pinned(mbedtls_gcm_init, mbedtls_gcm_free)

    public init(key: Span<UInt8>) throws(CryptoError) {
      guard key.count == 16 || key.count == 32 else { throw .wrongKeyLength(key.count) }
      try check(
        key.withUnsafeBufferPointer {
          mbedtls_gcm_setkey(
            context.pointer, MBEDTLS_CIPHER_ID_AES, $0.baseAddress,
            UInt32($0.count * 8))
        })
    }

    public mutating func seal(
      _ text: inout MutableSpan<UInt8>, nonce: Span<UInt8>,
      authenticating data: Span<UInt8>, tag: inout MutableSpan<UInt8>
    ) throws(CryptoError) {
      try Self.checkLengths(nonce.count, tag.count)
      let status = withPointers(&text, nonce, data) { text, nonce, data in
        tag.withUnsafeMutableBufferPointer { tag in
          mbedtls_gcm_crypt_and_tag(
            context.pointer, MBEDTLS_GCM_ENCRYPT, text.count, nonce.baseAddress, nonce.count,
            data.baseAddress, data.count, text.baseAddress, text.baseAddress,
            tag.count, tag.baseAddress)
        }
      }
      try finish(status, &text)
    }

    public mutating func open(
      _ text: inout MutableSpan<UInt8>, nonce: Span<UInt8>,
      authenticating data: Span<UInt8>, tag: Span<UInt8>
    ) throws(CryptoError) {
      try Self.checkLengths(nonce.count, tag.count)
      let status = withPointers(&text, nonce, data) { text, nonce, data in
        tag.withUnsafeBufferPointer { tag in
          mbedtls_gcm_auth_decrypt(
            context.pointer, text.count, nonce.baseAddress, nonce.count,
            data.baseAddress, data.count, tag.baseAddress, tag.count,
            text.baseAddress, text.baseAddress)
        }
      }
      try finish(status, &text)
    }

    private static func checkLengths(_ nonce: Int, _ tag: Int) throws(CryptoError) {
      guard nonce == nonceLength else { throw .wrongNonceLength(nonce) }
      guard tag == tagLength else { throw .wrongTagLength(tag) }
    }

    /// Whatever went wrong, nobody shall mistake what is in `text` for a result.
    private func finish(
      _ status: CInt, _ text: inout MutableSpan<UInt8>
    ) throws(CryptoError) {
      if status != 0 { wipe(&text) }
      try check(status)
    }

    private func withPointers(
      _ text: inout MutableSpan<UInt8>, _ nonce: Span<UInt8>, _ data: Span<UInt8>,
      _ call: (
        _ text: UnsafeMutableBufferPointer<UInt8>, _ nonce: UnsafeBufferPointer<UInt8>,
        _ data: UnsafeBufferPointer<UInt8>
      ) -> CInt
    ) -> CInt {
      text.withUnsafeMutableBufferPointer { text in
        nonce.withUnsafeBufferPointer { nonce in
          data.withUnsafeBufferPointer { data in call(text, nonce, data) }
        }
      }
    }
  }
}
