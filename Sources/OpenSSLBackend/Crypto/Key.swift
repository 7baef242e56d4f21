import COpenSSL
import Primitives

extension OpenSSLCrypto {
  /// An `EVP_PKEY`, and whose it is: ours to free.
  struct Key: ~Copyable {
    let pointer: OpaquePointer

    init(owning pointer: OpaquePointer) { self.pointer = pointer }

    deinit { EVP_PKEY_free(pointer) }
  }

  /// One thing that is done with a key: generate, check, sign, verify, agree.
  struct KeyContext: ~Copyable {
    let pointer: OpaquePointer

    init(_ key: OpaquePointer?) throws(CryptoError) {
      guard let pointer = EVP_PKEY_CTX_new(key, nil) else { throw failure() }
      self.pointer = pointer
    }

    init(algorithm: CInt) throws(CryptoError) {
      guard let pointer = EVP_PKEY_CTX_new_id(algorithm, nil) else { throw failure() }
      self.pointer = pointer
    }

    deinit { EVP_PKEY_CTX_free(pointer) }
  }
}

extension OpenSSLCrypto.KeyContext {
  /// A new key, from OpenSSL's own random source.
  func generate() throws(CryptoError) -> OpenSSLCrypto.Key {
    var key: OpaquePointer?
    guard EVP_PKEY_keygen_init(pointer) == 1, EVP_PKEY_generate(pointer, &key) == 1,
      let key
    else { throw OpenSSLCrypto.failure() }
    return OpenSSLCrypto.Key(owning: key)
  }
}

extension OpenSSLCrypto.Key {
  /// Appends the public half, which must be `length` bytes long.
  func publicKey(
    _ length: Int, into out: inout OutputSpan<UInt8>
  ) throws(CryptoError) {
    guard out.freeCapacity >= length else { throw .bufferTooSmall(needed: length) }
    let copied = out.withUnsafeMutableBufferPointer { buffer, count in
      var written = 0
      guard let end = buffer.baseAddress?.advanced(by: count),
        EVP_PKEY_get_octet_string_param(
          pointer, OSSL_PKEY_PARAM_PUB_KEY, end, length, &written) == 1,
        written == length
      else { return false }
      count += length
      return true
    }
    guard copied else { throw OpenSSLCrypto.failure() }
  }
}
