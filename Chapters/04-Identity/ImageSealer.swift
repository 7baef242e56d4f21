import Primitives
import Wire

/// The key of 256 bits that seals one device's images, and nothing else.
struct ImageSealer<Crypto: CryptoProvider>: ~Copyable {
  private var aead: Crypto.AESGCM

  init(rootKey: borrowing Secret, device: Span<UInt8>) throws(CryptoError) {
    guard rootKey.count >= 32 else { throw .wrongKeyLength(rootKey.count) }
    let purpose: StaticString = "Things That Keep Secrets: sealed store"
    let info = [UInt8](capacity: purpose.utf8CodeUnitCount &+ 1 &+ device.count) {
      out in
      out.append(purpose)
      out.append(SealedImage.version)
      out.append(device)
    }
    let noSalt = Secret(count: 0) { _ in }
    let extracted = try Crypto.HKDFSHA256.extract(
      salt: noSalt.bytes, keyMaterial: rootKey.bytes)
    let key = try Secret(count: 32) { key throws(CryptoError) in
      try Crypto.HKDFSHA256.expand(extracted.bytes, info: info.span, into: &key)
    }
    aead = try Crypto.AESGCM(key: key.bytes)
  }

  /// The whole image of `contents`.
  mutating func seal(
    _ contents: borrowing SealedContents, number: UInt64, nonce: borrowing Secret
  ) throws(KeyStoreError) -> [UInt8] {
    let header = try SealedImage.header(number: number, nonce: nonce.bytes)
    let text = contents.bytes.bytes
    do throws(CryptoError) {
      // Plaintext until it is sealed, so it is in a place that wipes itself.
      let sealed = try Secret(count: text.count &+ 16) { sealed throws(CryptoError) in
        for i in text.indices { sealed[i] = text[i] }
        try aead.seal(
          appendingTagTo: &sealed, nonce: nonce.bytes, authenticating: header.span)
      }
      return [UInt8](capacity: header.count &+ sealed.count) { out in
        out.append(header.span)
        out.append(sealed.bytes)
      }
    } catch { throw KeyStoreError(error) }
  }

  /// Throws `.notSealedHere` if a single bit is not as this device wrote it.
  mutating func open(
    _ image: borrowing SealedImage
  ) throws(KeyStoreError) -> SealedContents {
    let text: Secret
    do throws(CryptoError) {
      text = try Secret(count: image.ciphertext.count) { text throws(CryptoError) in
        for i in text.indices { text[i] = image.ciphertext[i] }
        try aead.open(
          &text, nonce: image.nonce, authenticating: image.header, tag: image.tag)
      }
    } catch {
      throw error == .authenticationFailed ? .notSealedHere : KeyStoreError(error)
    }
    do throws(WireError) { return try SealedContents(reading: text) } catch {
      throw .image(error)
    }
  }
}
