import Primitives

/// One message to the owner of a public key: RFC 9180 in base mode, 6.1, with
/// DHKEM(P-256, HKDF-SHA256), HKDF-SHA256 and AES-128-GCM.
public enum HPKE<Crypto: CryptoProvider> {
  /// Nenc: 0x04, X, Y.
  public static var encapsulatedLength: Int { 65 }
  /// What `seal` adds to a text: the encapsulated key, and a tag.
  public static var overhead: Int { encapsulatedLength &+ 16 }

  /// Appends the encapsulated key, then `text` under a key that only the owner of
  /// `publicKey` (65 bytes) can find again.
  public static func seal(
    _ text: Span<UInt8>, to publicKey: Span<UInt8>, info: Span<UInt8>,
    authenticating data: Span<UInt8>, using random: inout some RandomSource & ~Copyable,
    into out: inout OutputSpan<UInt8>
  ) throws(CryptoError) {
    let length = text.count &+ overhead
    guard out.freeCapacity >= length else { throw .bufferTooSmall(needed: length) }
    var ephemeral = try Crypto.P256KeyAgreement.generate(using: &random)
    let encapsulated = try Secret(writing: encapsulatedLength) {
      key throws(CryptoError) in
      try ephemeral.publicKey(into: &key)
    }
    //= rfc9180#7.1.4
    //# For P-256, P-384, and P-521, senders and recipients MUST perform
    //# partial public key validation on all public key inputs, as defined in
    //# Section 5.6.2.3.4 of [keyagreement].
    let agreed = try ephemeral.sharedSecret(with: publicKey)
    let keys = try HPKEKeys<Crypto>(
      agreed: agreed, encapsulated: encapsulated.bytes, publicKey: publicKey,
      info: info)
    var aead = try Crypto.AESGCM(key: keys.key.bytes)
    let sealed = try Secret(count: text.count &+ 16) { sealed throws(CryptoError) in
      for i in text.indices { sealed[i] = text[i] }
      try aead.seal(
        appendingTagTo: &sealed, nonce: keys.baseNonce.bytes, authenticating: data)
    }
    out.append(encapsulated.bytes)
    out.append(sealed.bytes)
  }
}

extension HPKE {
  /// Opens what `seal` made. The private key has done its one step already: `agreed` is
  /// what it shares with the encapsulated key, the first 65 bytes of `sealed`.
  public static func open(
    _ sealed: Span<UInt8>, agreed: borrowing Secret, publicKey: Span<UInt8>,
    info: Span<UInt8>, authenticating data: Span<UInt8>
  ) throws(CryptoError) -> Secret {
    guard sealed.count >= overhead else { throw .authenticationFailed }
    let end = sealed.count &- 16
    let keys = try HPKEKeys<Crypto>(
      agreed: agreed, encapsulated: sealed.extracting(first: encapsulatedLength),
      publicKey: publicKey, info: info)
    var aead = try Crypto.AESGCM(key: keys.key.bytes)
    return try Secret(count: end &- encapsulatedLength) { text throws(CryptoError) in
      for i in text.indices { text[i] = sealed[encapsulatedLength &+ i] }
      try aead.open(
        &text, nonce: keys.baseNonce.bytes, authenticating: data,
        tag: sealed.extracting(end...))
    }
  }
}
