// SPDX-License-Identifier: Apache-2.0
import BenchmarkProtocol
import Primitives

/// The secret shared with another's public key; our own key was made before.
struct Agree<Key: KeyAgreement & ~Copyable>: Operation, ~Copyable {
  private var key: Key
  private let other: Buffer

  init() throws(OperationFailed) {
    var random = CountingSource()
    let other = Buffer(Key.publicKeyLength)
    let key = try attempt { () throws(CryptoError) in
      let key = try Key.generate(using: &random)
      _ = try other.filled { (out) throws(CryptoError) in try key.publicKey(into: &out) }
      return try Key.generate(using: &random)
    }
    self.key = key
    self.other = other
  }

  mutating func run() throws(OperationFailed) {
    let other = other.bytes
    do throws(CryptoError) {
      _ = try key.sharedSecret(with: other.span)
    } catch {
      throw OperationFailed("the provider could not agree: \(error)")
    }
  }
}

/// A message as long as a short record, hash and all.
private let messageLength = 64

struct Sign<Key: Signer & ~Copyable>: Operation, ~Copyable {
  private var key: Key
  private let message = Buffer(messageLength)
  private let signature: Buffer

  init() throws(OperationFailed) {
    var random = CountingSource()
    let key = try attempt { () throws(CryptoError) in try Key.generate(using: &random) }
    self.key = key
    signature = Buffer(Key.maximumSignatureLength)
  }

  mutating func run() throws(OperationFailed) {
    let (message, signature) = (message.bytes, signature.bytes)
    do throws(CryptoError) {
      var out = OutputSpan(buffer: signature, initializedCount: 0)
      try key.sign(message.span, into: &out)
      _ = out.finalize(for: signature)
    } catch {
      throw OperationFailed("the provider could not sign: \(error)")
    }
  }
}

/// One public key, made before, and one signature of its owner's.
struct Verify<Key: Signer & ~Copyable>: Operation, ~Copyable {
  private var publicKey: Key.PublicKey
  private let message = Buffer(messageLength)
  private let signature: Buffer

  init() throws(OperationFailed) {
    var random = CountingSource()
    let signature = Buffer(Key.maximumSignatureLength)
    let point = Buffer(Key.publicKeyLength)
    let message = message.bytes
    var length = 0
    let publicKey = try attempt { () throws(CryptoError) in
      var key = try Key.generate(using: &random)
      length = try signature.filled { (out) throws(CryptoError) in
        try key.sign(message.span, into: &out)
      }
      _ = try point.filled { (out) throws(CryptoError) in try key.publicKey(into: &out) }
      return try Key.PublicKey(publicKey: point.bytes.span)
    }
    self.publicKey = publicKey
    self.signature = Buffer(length)
    self.signature.pointer.update(from: signature.pointer, count: length)
  }

  mutating func run() throws(OperationFailed) {
    let (message, signature) = (message.bytes, signature.bytes)
    do throws(CryptoError) {
      try publicKey.verify(signature.span, of: message.span)
    } catch {
      throw OperationFailed("the provider could not verify: \(error)")
    }
  }
}

struct VerifyRSA<Key: RSAVerifier & ~Copyable>: Operation, ~Copyable {
  private var publicKey: Key
  private let message = Buffer(messageLength)
  private let signature: Buffer

  init() throws(OperationFailed) {
    let point = Buffer(hex: RSASample.publicKey)
    let signature = Buffer(hex: RSASample.signature)
    let publicKey = try attempt { () throws(CryptoError) in
      try Key(publicKey: point.bytes.span)
    }
    self.publicKey = publicKey
    self.signature = signature
  }

  mutating func run() throws(OperationFailed) {
    let (message, signature) = (message.bytes, signature.bytes)
    do throws(CryptoError) {
      try publicKey.verify(signature.span, of: message.span, padding: .pkcs1, hash: .sha256)
    } catch {
      throw OperationFailed("the provider could not verify: \(error)")
    }
  }
}

/// A private key, and the public key that belongs to it.
struct GenerateToAgree<Key: KeyAgreement & ~Copyable>: Operation, ~Copyable {
  private var random = CountingSource()
  private let publicKey: Buffer

  init() throws(OperationFailed) {
    guard Key.isAvailable else { throw .missing }
    publicKey = Buffer(Key.publicKeyLength)
  }

  mutating func run() throws(OperationFailed) {
    let publicKey = publicKey.bytes
    do throws(CryptoError) {
      let key = try Key.generate(using: &random)
      var out = OutputSpan(buffer: publicKey, initializedCount: 0)
      try key.publicKey(into: &out)
      _ = out.finalize(for: publicKey)
    } catch {
      throw OperationFailed("the provider could not generate: \(error)")
    }
  }
}

struct GenerateToSign<Key: Signer & ~Copyable>: Operation, ~Copyable {
  private var random = CountingSource()
  private let publicKey: Buffer

  init() throws(OperationFailed) {
    guard Key.isAvailable else { throw .missing }
    publicKey = Buffer(Key.publicKeyLength)
  }

  mutating func run() throws(OperationFailed) {
    let publicKey = publicKey.bytes
    do throws(CryptoError) {
      let key = try Key.generate(using: &random)
      var out = OutputSpan(buffer: publicKey, initializedCount: 0)
      try key.publicKey(into: &out)
      _ = out.finalize(for: publicKey)
    } catch {
      throw OperationFailed("the provider could not generate: \(error)")
    }
  }
}
