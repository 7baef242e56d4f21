import COpenSSL
import Primitives

extension OpenSSLCrypto {
  /// AES-GCM (NIST SP 800-38D), one context for the life of a key.
  public struct AESGCM: AEAD, ~Copyable, @unchecked Sendable {
    public static var nonceLength: Int { 12 }
    public static var tagLength: Int { 16 }

    private let context: OpaquePointer

    public init(key: Span<UInt8>) throws(CryptoError) {
      let cipher: OpaquePointer?
      switch key.count {
      case 16: cipher = aes128GCM
      case 32: cipher = aes256GCM
      default: throw .wrongKeyLength(key.count)
      }
      guard let context = EVP_CIPHER_CTX_new() else { throw failure() }
      let keyed = key.withUnsafeBufferPointer {
        EVP_CipherInit_ex2(context, cipher, $0.baseAddress, nil, 1, nil)
      }
      guard keyed == 1 else {
        EVP_CIPHER_CTX_free(context)
        throw failure()
      }
      self.context = context
    }

    public mutating func seal(
      _ text: inout MutableSpan<UInt8>, nonce: Span<UInt8>,
      authenticating data: Span<UInt8>, tag: inout MutableSpan<UInt8>
    ) throws(CryptoError) {
      try Self.check(text.count, nonce.count, data.count, tag.count)
      guard
        start(nonce, encrypting: 1), authenticate(data), crypt(&text), finish(),
        read(&tag)
      else {
        wipe(&text)
        throw failure()
      }
    }

    public mutating func open(
      _ text: inout MutableSpan<UInt8>, nonce: Span<UInt8>,
      authenticating data: Span<UInt8>, tag: Span<UInt8>
    ) throws(CryptoError) {
      try Self.check(text.count, nonce.count, data.count, tag.count)
      guard start(nonce, encrypting: 0), authenticate(data), crypt(&text), expect(tag)
      else {
        wipe(&text)
        throw failure()
      }
      guard finish() else {
        wipe(&text)
        throw failure(.authenticationFailed)
      }
    }

    private static func check(
      _ text: Int, _ nonce: Int, _ data: Int, _ tag: Int
    ) throws(CryptoError) {
      guard nonce == nonceLength else { throw .wrongNonceLength(nonce) }
      guard tag == tagLength else { throw .wrongTagLength(tag) }
      guard max(text, data) <= CInt.max else { throw .tooLong(limit: Int(CInt.max)) }
    }

    private func start(_ nonce: Span<UInt8>, encrypting: CInt) -> Bool {
      nonce.withUnsafeBufferPointer {
        EVP_CipherInit_ex(context, nil, nil, nil, $0.baseAddress, encrypting) == 1
      }
    }

    private func authenticate(_ data: Span<UInt8>) -> Bool {
      var length: CInt = 0
      return data.isEmpty
        || data.withUnsafeBufferPointer {
          EVP_CipherUpdate(context, nil, &length, $0.baseAddress, CInt($0.count)) == 1
        }
    }

    private func crypt(_ text: inout MutableSpan<UInt8>) -> Bool {
      var length: CInt = 0
      return text.isEmpty
        || text.withUnsafeMutableBufferPointer {
          let start = $0.baseAddress
          return EVP_CipherUpdate(context, start, &length, start, CInt($0.count)) == 1
        }
    }

    /// GCM has no last block, so nothing is written here.
    private func finish() -> Bool {
      var nothing: UInt8 = 0
      var length: CInt = 0
      return EVP_CipherFinal_ex(context, &nothing, &length) == 1
    }

    private func read(_ tag: inout MutableSpan<UInt8>) -> Bool {
      tag.withUnsafeMutableBufferPointer {
        EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, 16, $0.baseAddress) == 1
      }
    }

    private func expect(_ tag: Span<UInt8>) -> Bool {
      tag.withUnsafeBufferPointer {
        let tag = UnsafeMutablePointer(mutating: $0.baseAddress)
        return EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, 16, tag) == 1
      }
    }

    deinit { EVP_CIPHER_CTX_free(context) }
  }
}
