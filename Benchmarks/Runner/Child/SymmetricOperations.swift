// SPDX-License-Identifier: Apache-2.0
import BenchmarkProtocol
import Primitives

struct Digest<Hash: HashFunction & ~Copyable>: Operation, ~Copyable {
  private var hash: Hash
  private let message: Buffer
  private let digest: Buffer

  init(bytes: Int) throws(OperationFailed) {
    hash = try attempt { () throws(CryptoError) in try Hash() }
    message = Buffer(bytes)
    digest = Buffer(Hash.digestLength)
  }

  mutating func run() throws(OperationFailed) {
    let (message, digest) = (message.bytes, digest.bytes)
    do throws(CryptoError) {
      try hash.update(message.span)
      var out = OutputSpan(buffer: digest, initializedCount: 0)
      try hash.finish(into: &out)
      _ = out.finalize(for: digest)
    } catch {
      throw OperationFailed("the provider could not hash: \(error)")
    }
  }
}

struct Code<MAC: MessageAuthenticationCode & ~Copyable>: Operation, ~Copyable {
  private var mac: MAC
  private let message: Buffer
  private let code: Buffer

  init(bytes: Int) throws(OperationFailed) {
    let key = Buffer(32)
    mac = try attempt { () throws(CryptoError) in try MAC(key: key.bytes.span) }
    message = Buffer(bytes)
    code = Buffer(MAC.codeLength)
  }

  mutating func run() throws(OperationFailed) {
    let (message, code) = (message.bytes, code.bytes)
    do throws(CryptoError) {
      try mac.update(message.span)
      var out = OutputSpan(buffer: code, initializedCount: 0)
      try mac.finish(into: &out)
      _ = out.finalize(for: code)
    } catch {
      throw OperationFailed("the provider could not authenticate: \(error)")
    }
  }
}

struct Seal<Cipher: AEAD & ~Copyable>: Operation, ~Copyable {
  private var cipher: Cipher
  private let text: Buffer
  private let nonce: Buffer
  private let data = Buffer(associatedDataLength)
  private let tag: Buffer

  init(keyLength: Int, bytes: Int) throws(OperationFailed) {
    let key = Buffer(keyLength)
    cipher = try attempt { () throws(CryptoError) in try Cipher(key: key.bytes.span) }
    text = Buffer(bytes)
    nonce = Buffer(Cipher.nonceLength)
    tag = Buffer(Cipher.tagLength)
  }

  mutating func run() throws(OperationFailed) {
    nonce.increment()
    let (text, nonce, data, tag) = (text.bytes, nonce.bytes, data.bytes, tag.bytes)
    do throws(CryptoError) {
      var textSpan = text.mutableSpan
      var tagSpan = tag.mutableSpan
      try cipher.seal(&textSpan, nonce: nonce.span, authenticating: data.span, tag: &tagSpan)
    } catch {
      throw OperationFailed("the provider could not seal: \(error)")
    }
  }
}

/// Opening turns the ciphertext into plaintext where it lies, so each time the ciphertext is
/// first copied there, as it would come from a socket.
struct Open<Cipher: AEAD & ~Copyable>: Operation, ~Copyable {
  private var cipher: Cipher
  private let sealed: Buffer
  private let text: Buffer
  private let nonce: Buffer
  private let data = Buffer(associatedDataLength)
  private let tag: Buffer

  init(keyLength: Int, bytes: Int) throws(OperationFailed) {
    let key = Buffer(keyLength)
    var cipher = try attempt { () throws(CryptoError) in try Cipher(key: key.bytes.span) }
    let sealed = Buffer(bytes)
    let nonce = Buffer(Cipher.nonceLength)
    let tag = Buffer(Cipher.tagLength)
    do throws(CryptoError) {
      let (sealed, nonce, data, tag) = (sealed.bytes, nonce.bytes, data.bytes, tag.bytes)
      var text = sealed.mutableSpan
      var tagSpan = tag.mutableSpan
      try cipher.seal(
        &text, nonce: nonce.span, authenticating: data.span, tag: &tagSpan)
    } catch {
      throw OperationFailed("the provider could not seal: \(error)")
    }
    self.cipher = cipher
    self.sealed = sealed
    self.nonce = nonce
    self.tag = tag
    text = Buffer(bytes)
  }

  mutating func run() throws(OperationFailed) {
    text.pointer.update(from: sealed.pointer, count: sealed.count)
    let (text, nonce, data, tag) = (text.bytes, nonce.bytes, data.bytes, tag.bytes)
    do throws(CryptoError) {
      var textSpan = text.mutableSpan
      try cipher.open(&textSpan, nonce: nonce.span, authenticating: data.span, tag: tag.span)
    } catch {
      throw OperationFailed("the provider could not open: \(error)")
    }
  }
}
