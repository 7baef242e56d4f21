// SPDX-License-Identifier: Apache-2.0
import Primitives

/// AES-128-GCM through the book's protocol.
struct ProviderSeal<Provider: CryptoProvider>: Operation, ~Copyable {
  private var cipher: Provider.AESGCM
  private let text: Buffer
  private let nonce = Buffer(12)
  private let data = Buffer(associatedDataLength)
  private let tag = Buffer(16)

  init(_ provider: Provider.Type, bytes: Int) throws(OperationFailed) {
    let key = Buffer(16)
    do throws(CryptoError) {
      cipher = try Provider.AESGCM(key: key.bytes.span)
    } catch {
      throw OperationFailed("\(Provider.name) refused an AES-128-GCM key: \(error)")
    }
    text = Buffer(bytes)
  }

  mutating func run() throws(OperationFailed) {
    nonce.increment()
    let (text, nonce, data, tag) = (text.bytes, nonce.bytes, data.bytes, tag.bytes)
    do throws(CryptoError) {
      var textSpan = text.mutableSpan
      var tagSpan = tag.mutableSpan
      try cipher.seal(&textSpan, nonce: nonce.span, authenticating: data.span, tag: &tagSpan)
    } catch {
      throw OperationFailed("\(Provider.name) could not seal: \(error)")
    }
  }
}

/// SHA-256 through the book's protocol.
struct ProviderDigest<Provider: CryptoProvider>: Operation, ~Copyable {
  private var hash: Provider.SHA256
  private let message: Buffer
  private let digest = Buffer(32)

  init(_ provider: Provider.Type, bytes: Int) throws(OperationFailed) {
    do throws(CryptoError) {
      hash = try Provider.SHA256()
    } catch {
      throw OperationFailed("\(Provider.name) has no SHA-256: \(error)")
    }
    message = Buffer(bytes)
  }

  mutating func run() throws(OperationFailed) {
    let (message, digest) = (message.bytes, digest.bytes)
    do throws(CryptoError) {
      try hash.update(message.span)
      var out = OutputSpan(buffer: digest, initializedCount: 0)
      try hash.finish(into: &out)
      _ = out.finalize(for: digest)
    } catch {
      throw OperationFailed("\(Provider.name) could not hash: \(error)")
    }
  }
}
