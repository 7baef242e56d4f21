import COpenSSL
import Primitives

/// The primitives of OpenSSL 3, through its EVP interface.
public enum OpenSSLCrypto: CryptoProvider {
  public static var name: StaticString { "openssl" }

  /// Its random source, for whatever takes one.
  public struct Random: RandomSource {
    public init() {}

    public mutating func fill(_ out: inout MutableSpan<UInt8>) throws(CryptoError) {
      try random(&out)
    }
  }

  public static func random(_ out: inout MutableSpan<UInt8>) throws(CryptoError) {
    let filled = out.withUnsafeMutableBufferPointer {
      $0.isEmpty ? 1 : RAND_bytes_ex(nil, $0.baseAddress, $0.count, 0)
    }
    guard filled == 1 else {
      wipe(&out)
      throw failure(.entropyFailure)
    }
  }
}

extension OpenSSLCrypto {
  /// What to throw: the reason we know, or else the oldest in this thread's queue.
  ///
  /// The queue is emptied, or libssl would take what is left there for its own failure.
  static func failure(_ known: CryptoError? = nil) -> CryptoError {
    let code = ERR_get_error()
    ERR_clear_error()
    return known ?? .library(Int(bitPattern: code))
  }

  // Fetched once: looking an algorithm up by its name costs more than using it once.
  nonisolated(unsafe) static let sha256 = EVP_MD_fetch(nil, "SHA256", nil)
  nonisolated(unsafe) static let sha384 = EVP_MD_fetch(nil, "SHA384", nil)
  nonisolated(unsafe) static let sha512 = EVP_MD_fetch(nil, "SHA512", nil)
  nonisolated(unsafe) static let aes128GCM = EVP_CIPHER_fetch(nil, "AES-128-GCM", nil)
  nonisolated(unsafe) static let aes256GCM = EVP_CIPHER_fetch(nil, "AES-256-GCM", nil)
  nonisolated(unsafe) static let aes128CCM = EVP_CIPHER_fetch(nil, "AES-128-CCM", nil)
  nonisolated(unsafe) static let aes256CCM = EVP_CIPHER_fetch(nil, "AES-256-CCM", nil)
  nonisolated(unsafe) static let chaCha20Poly1305 =
    EVP_CIPHER_fetch(nil, "ChaCha20-Poly1305", nil)
}
