// SPDX-License-Identifier: Apache-2.0
import BenchmarkProtocol
import COpenSSL

/// An AEAD as a C program would call OpenSSL: one context for the life of a key.
struct RawOpenSSLSeal: Operation, ~Copyable {
  private let context: OpaquePointer
  private let text: Buffer
  private let nonce = Buffer(12)
  private let data = Buffer(associatedDataLength)
  private let tag = Buffer(16)

  init(_ name: String, keyLength: Int, bytes: Int) throws(OperationFailed) {
    let key = Buffer(keyLength)
    let cipher = EVP_CIPHER_fetch(nil, name, nil)
    defer { EVP_CIPHER_free(cipher) }
    guard let context = EVP_CIPHER_CTX_new() else {
      throw OperationFailed("OpenSSL gave no cipher context")
    }
    guard EVP_EncryptInit_ex2(context, cipher, key.pointer, nil, nil) == 1 else {
      EVP_CIPHER_CTX_free(context)
      throw OperationFailed("OpenSSL refused a key for \(name)")
    }
    self.context = context
    text = Buffer(bytes)
  }

  mutating func run() throws(OperationFailed) {
    nonce.increment()
    var length: CInt = 0
    var nothing: UInt8 = 0
    guard EVP_EncryptInit_ex(context, nil, nil, nil, nonce.pointer) == 1,
      EVP_EncryptUpdate(context, nil, &length, data.pointer, CInt(data.count)) == 1,
      EVP_EncryptUpdate(context, text.pointer, &length, text.pointer, CInt(text.count)) == 1,
      EVP_EncryptFinal_ex(context, &nothing, &length) == 1,
      EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, CInt(tag.count), tag.pointer) == 1
    else { throw OperationFailed("OpenSSL could not seal") }
  }

  deinit { EVP_CIPHER_CTX_free(context) }
}

/// SHA-256 as a C program would call OpenSSL: one context for many messages.
struct RawOpenSSLDigest: Operation, ~Copyable {
  private let context: OpaquePointer
  private let message: Buffer
  private let digest = Buffer(32)

  init(bytes: Int) throws(OperationFailed) {
    let hash = EVP_MD_fetch(nil, "SHA256", nil)
    defer { EVP_MD_free(hash) }
    guard let context = EVP_MD_CTX_new() else {
      throw OperationFailed("OpenSSL gave no digest context")
    }
    guard EVP_DigestInit_ex2(context, hash, nil) == 1 else {
      EVP_MD_CTX_free(context)
      throw OperationFailed("OpenSSL has no SHA-256")
    }
    self.context = context
    message = Buffer(bytes)
  }

  mutating func run() throws(OperationFailed) {
    guard EVP_DigestUpdate(context, message.pointer, message.count) == 1,
      EVP_DigestFinal_ex(context, digest.pointer, nil) == 1,
      EVP_DigestInit_ex2(context, nil, nil) == 1
    else { throw OperationFailed("OpenSSL could not hash") }
  }

  deinit { EVP_MD_CTX_free(context) }
}
