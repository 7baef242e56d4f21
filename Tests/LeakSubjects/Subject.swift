// SPDX-License-Identifier: Apache-2.0
import CLeaks
import Primitives

/// Something that is done with a secret, and that ought not to show it.
public struct Subject {
  public let name: String
  /// Bytes of the secret.
  public let count: Int
  /// False for the controls: code that leaks, and must be found.
  public let isOurs: Bool
  /// What an attacker who may choose takes for the class that never changes.
  public let fixed: [UInt8]
  /// Does it; the result depends on every byte, so that nothing can be left out.
  public let run: (Span<UInt8>) throws(CryptoError) -> UInt8

  init(
    _ name: String, count: Int, isOurs: Bool = true, fixed: [UInt8]? = nil,
    _ run: @escaping (Span<UInt8>) throws(CryptoError) -> UInt8
  ) {
    self.name = name
    self.count = count
    self.isOurs = isOurs
    // Small numbers are what careless loops are quick with.
    self.fixed = fixed ?? [UInt8](repeating: 0, count: count - 1) + [1]
    self.run = run
  }
}

extension Subject {
  /// Everything in plain Swift that is given a secret, and two controls.
  public static var all: [Subject] {
    controls() + comparing()
      + [
        hash("SHA-256", PortableCrypto.SHA256.self), hash("SHA-512", PortableCrypto.SHA512.self),
        code("HMAC-SHA-256", PortableCrypto.HMACSHA256.self),
        derivation("HKDF-SHA-256", PortableCrypto.HKDFSHA256.self),
        seal("AES-128-GCM, seal", PortableCrypto.AESGCM.self, 16),
        seal("AES-256-GCM, seal", PortableCrypto.AESGCM.self, 32),
        seal("AES-128-CCM, seal", PortableCrypto.AESCCM.self, 16),
        seal("AES-128-CCM_8, seal", PortableCrypto.AESCCM8.self, 16),
        seal("ChaCha20-Poly1305, seal", PortableCrypto.ChaCha20Poly1305.self, 32),
        open("AES-128-GCM, open", PortableCrypto.AESGCM.self, 16),
        open("AES-128-CCM_8, open", PortableCrypto.AESCCM8.self, 16),
        open("ChaCha20-Poly1305, open", PortableCrypto.ChaCha20Poly1305.self, 32),
        publicKey("X25519, public key", PortableCrypto.X25519.self),
        agree("X25519, agree", PortableCrypto.X25519.self, [9] + [UInt8](repeating: 0, count: 31)),
        publicKey("P-256, public key", PortableCrypto.P256KeyAgreement.self),
        agree("P-256, agree", PortableCrypto.P256KeyAgreement.self, basePoint),
        sign("P-256, sign", PortableCrypto.P256.self),
        sign("Ed25519, sign", PortableCrypto.Ed25519.self),
      ].compactMap { $0 }
  }
}

/// SP 800-186, 3.2.1.3.
private let basePoint: [UInt8] = [
  0x04,
  0x6b, 0x17, 0xd1, 0xf2, 0xe1, 0x2c, 0x42, 0x47, 0xf8, 0xbc, 0xe6, 0xe5, 0x63, 0xa4, 0x40, 0xf2,
  0x77, 0x03, 0x7d, 0x81, 0x2d, 0xeb, 0x33, 0xa0, 0xf4, 0xa1, 0x39, 0x45, 0xd8, 0x98, 0xc2, 0x96,
  0x4f, 0xe3, 0x42, 0xe2, 0xfe, 0x1a, 0x7f, 0x9b, 0x8e, 0xe7, 0xeb, 0x4a, 0x7c, 0x0f, 0x9e, 0x16,
  0x2b, 0xce, 0x33, 0x57, 0x6b, 0x31, 0x5e, 0xce, 0xcb, 0xb6, 0x40, 0x68, 0x37, 0xbf, 0x51, 0xf5,
]

private let text = [UInt8](repeating: 0x5A, count: 64)
private let nonce = [UInt8](repeating: 7, count: 12)
private let data = [UInt8](repeating: 3, count: 5)
/// What a comparison looks for: the fixed class is equal to it, and the other hardly ever is.
private let wanted = [UInt8](repeating: 0, count: 255) + [1]

private func sum(_ bytes: Span<UInt8>) -> UInt8 {
  var sum: UInt8 = 0
  for i in bytes.indices { sum &+= bytes[i] }
  return sum
}

private func controls() -> [Subject] {
  [
    Subject("AES by tables", count: 16, isOurs: false, fixed: TableAES.sparestKey) {
      (key) throws(CryptoError) in
      sum(TableAES(key: key).encrypt([UInt8](repeating: 0, count: 16)).span)
    },
    Subject("comparison that stops", count: 256, isOurs: false) { (secret) throws(CryptoError) in
      for i in secret.indices where secret[i] != wanted[i] { return 0 }
      return 1
    },
  ]
}

private func comparing() -> [Subject] {
  [
    Subject("comparison of ours", count: 256) { (secret) throws(CryptoError) in
      constantTimeEqual(secret, wanted.span) ? 1 : 0
    }
  ]
}

private func hash<Hash: HashFunction & ~Copyable>(_ name: String, _: Hash.Type) -> Subject {
  Subject(name, count: 64) { (message) throws(CryptoError) in
    var hash = try Hash()
    try hash.update(message)
    let digest = try [UInt8](capacity: Hash.digestLength) { (out) throws(CryptoError) in
      try hash.finish(into: &out)
    }
    return sum(digest.span)
  }
}

private func code<Code: MessageAuthenticationCode & ~Copyable>(
  _ name: String, _: Code.Type
) -> Subject {
  Subject(name, count: 32) { (key) throws(CryptoError) in
    var code = try Code(key: key)
    try code.update(text.span)
    let bytes = try [UInt8](capacity: Code.codeLength) { (out) throws(CryptoError) in
      try code.finish(into: &out)
    }
    return sum(bytes.span)
  }
}

private func derivation<Derivation: KeyDerivation>(_ name: String, _: Derivation.Type) -> Subject {
  Subject(name, count: 32) { (material) throws(CryptoError) in
    let key = try Derivation.extract(salt: nonce.span, keyMaterial: material)
    var out = [UInt8](repeating: 0, count: 42)
    var span = out.mutableSpan
    try Derivation.expand(key.bytes, info: data.span, into: &span)
    return sum(out.span)
  }
}

private func seal<Cipher: AEAD & ~Copyable>(
  _ name: String, _: Cipher.Type, _ count: Int
) -> Subject? {
  guard Cipher.isAvailable else { return nil }
  return Subject(name, count: count) { (key) throws(CryptoError) in
    var cipher = try Cipher(key: key)
    var buffer = text + [UInt8](repeating: 0, count: Cipher.tagLength)
    var span = buffer.mutableSpan
    try cipher.seal(appendingTagTo: &span, nonce: nonce.span, authenticating: data.span)
    return sum(buffer.span)
  }
}

/// A forgery: that it is refused is no secret, and everything before is.
private func open<Cipher: AEAD & ~Copyable>(
  _ name: String, _: Cipher.Type, _ count: Int
) -> Subject? {
  guard Cipher.isAvailable else { return nil }
  return Subject(name, count: count) { (key) throws(CryptoError) in
    var cipher = try Cipher(key: key)
    var buffer = text + [UInt8](repeating: 0, count: Cipher.tagLength)
    var span = buffer.mutableSpan
    do throws(CryptoError) {
      _ = try cipher.open(tagAppendedTo: &span, nonce: nonce.span, authenticating: data.span)
    } catch { guard error == .authenticationFailed else { throw error } }
    return sum(buffer.span)
  }
}

private func publicKey<Key: KeyAgreement & ~Copyable>(_ name: String, _: Key.Type) -> Subject? {
  guard Key.isAvailable else { return nil }
  return Subject(name, count: Key.privateKeyLength) { (privateKey) throws(CryptoError) in
    let key = try Key(privateKey: privateKey)
    let bytes = try [UInt8](capacity: Key.publicKeyLength) { (out) throws(CryptoError) in
      try key.publicKey(into: &out)
    }
    return sum(bytes.span)
  }
}

private func agree<Key: KeyAgreement & ~Copyable>(
  _ name: String, _: Key.Type, _ peer: [UInt8]
) -> Subject? {
  guard Key.isAvailable else { return nil }
  return Subject(name, count: Key.privateKeyLength) { (privateKey) throws(CryptoError) in
    var key = try Key(privateKey: privateKey)
    let secret = try key.sharedSecret(with: peer.span)
    return sum(secret.bytes)
  }
}

private func sign<Key: Signer & ~Copyable>(_ name: String, _: Key.Type) -> Subject? {
  guard Key.isAvailable else { return nil }
  return Subject(name, count: Key.privateKeyLength) { (privateKey) throws(CryptoError) in
    var key = try Key(privateKey: privateKey)
    // Its length and encoding are public, so only that it was made counts here.
    let signature = try [UInt8](capacity: Key.maximumSignatureLength) {
      (out) throws(CryptoError) in try key.sign(text.span, into: &out)
    }
    return UInt8(truncatingIfNeeded: signature.count)
  }
}
