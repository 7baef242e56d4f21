import COpenSSL
import Primitives

/// X25519's and Ed25519's keys are 32 bytes each, and OpenSSL takes any.
extension OpenSSLCrypto.Key {
  init(_ algorithm: CInt, privateKey: Span<UInt8>) throws(CryptoError) {
    guard privateKey.count == 32 else { throw .wrongKeyLength(privateKey.count) }
    let pointer = privateKey.withUnsafeBufferPointer {
      EVP_PKEY_new_raw_private_key(algorithm, nil, $0.baseAddress, 32)
    }
    guard let pointer else { throw OpenSSLCrypto.failure() }
    self.init(owning: pointer)
  }

  init(_ algorithm: CInt, publicKey: Span<UInt8>) throws(CryptoError) {
    guard publicKey.count == 32 else { throw .wrongKeyLength(publicKey.count) }
    let pointer = publicKey.withUnsafeBufferPointer {
      EVP_PKEY_new_raw_public_key(algorithm, nil, $0.baseAddress, 32)
    }
    guard let pointer else { throw OpenSSLCrypto.failure() }
    self.init(owning: pointer)
  }

  func rawPrivateKey() throws(CryptoError) -> Secret {
    try Secret(count: 32) { bytes throws(CryptoError) in
      var length = 32
      let copied = bytes.withUnsafeMutableBufferPointer {
        EVP_PKEY_get_raw_private_key(pointer, $0.baseAddress, &length)
      }
      guard copied == 1, length == 32 else { throw OpenSSLCrypto.failure() }
    }
  }
}
