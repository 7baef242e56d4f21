// SPDX-License-Identifier: Apache-2.0
import BenchmarkProtocol
import CMbedTLS

/// AES-128-GCM as a C program would call mbedTLS: one context for the life of a key.
struct RawMbedTLSSeal: Operation, ~Copyable {
  private let context: UnsafeMutablePointer<mbedtls_gcm_context>
  private let text: Buffer
  private let nonce = Buffer(12)
  private let data = Buffer(associatedDataLength)
  private let tag = Buffer(16)

  init(bytes: Int) throws(OperationFailed) {
    let key = Buffer(16)
    text = Buffer(bytes)
    context = .allocate(capacity: 1)
    mbedtls_gcm_init(context)
    guard mbedtls_gcm_setkey(context, MBEDTLS_CIPHER_ID_AES, key.pointer, 128) == 0 else {
      throw OperationFailed("mbedTLS refused an AES-128-GCM key")
    }
  }

  mutating func run() throws(OperationFailed) {
    nonce.increment()
    let status = mbedtls_gcm_crypt_and_tag(
      context, MBEDTLS_GCM_ENCRYPT, text.count, nonce.pointer, nonce.count, data.pointer,
      data.count, text.pointer, text.pointer, tag.count, tag.pointer)
    guard status == 0 else { throw OperationFailed("mbedTLS could not seal (\(status))") }
  }

  deinit {
    mbedtls_gcm_free(context)
    context.deallocate()
  }
}

/// ChaCha20-Poly1305 as a C program would call mbedTLS.
struct RawMbedTLSChaCha20Poly1305: Operation, ~Copyable {
  private let context: UnsafeMutablePointer<mbedtls_chachapoly_context>
  private let text: Buffer
  private let nonce = Buffer(12)
  private let data = Buffer(associatedDataLength)
  private let tag = Buffer(16)

  init(bytes: Int) throws(OperationFailed) {
    let key = Buffer(32)
    text = Buffer(bytes)
    context = .allocate(capacity: 1)
    mbedtls_chachapoly_init(context)
    guard mbedtls_chachapoly_setkey(context, key.pointer) == 0 else {
      throw OperationFailed("mbedTLS refused a ChaCha20-Poly1305 key")
    }
  }

  mutating func run() throws(OperationFailed) {
    nonce.increment()
    let status = mbedtls_chachapoly_encrypt_and_tag(
      context, text.count, nonce.pointer, data.pointer, data.count, text.pointer, text.pointer,
      tag.pointer)
    guard status == 0 else { throw OperationFailed("mbedTLS could not seal (\(status))") }
  }

  deinit {
    mbedtls_chachapoly_free(context)
    context.deallocate()
  }
}

/// SHA-256 as a C program would call mbedTLS: one context for many messages.
struct RawMbedTLSDigest: Operation, ~Copyable {
  private let context: UnsafeMutablePointer<mbedtls_sha256_context>
  private let message: Buffer
  private let digest = Buffer(32)

  init(bytes: Int) throws(OperationFailed) {
    message = Buffer(bytes)
    context = .allocate(capacity: 1)
    mbedtls_sha256_init(context)
    guard things_sha256_starts(context) == 0 else {
      throw OperationFailed("mbedTLS has no SHA-256")
    }
  }

  mutating func run() throws(OperationFailed) {
    guard things_sha256_update(context, message.pointer, message.count) == 0,
      things_sha256_finish(context, digest.pointer) == 0,
      things_sha256_starts(context) == 0
    else { throw OperationFailed("mbedTLS could not hash") }
  }

  deinit {
    mbedtls_sha256_free(context)
    context.deallocate()
  }
}
