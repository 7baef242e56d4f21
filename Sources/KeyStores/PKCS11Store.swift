// SPDX-License-Identifier: Apache-2.0
import CPKCS11
import Identity
import Primitives

/// Keys in a token behind any module that speaks PKCS #11 (OASIS, version 2.40).
///
/// They are CKA_SENSITIVE and not CKA_EXTRACTABLE, so the module refuses to show them. What
/// that is worth depends on where the module keeps them: in a chip, or in a file and in this
/// process's memory, as SoftHSM does.
public struct PKCS11Store: KeyStore, ~Copyable {
  private let session: PKCS11Session

  /// `token` is the token's label; without it there must be one token only.
  /// A wrong PIN counts: after a few of them the token locks itself.
  public init(
    module path: String, token: String? = nil, pin: borrowing Secret
  ) throws(PKCS11Fault) {
    let module = try PKCS11Module(path: path)
    session = try PKCS11Session(module, slot: module.slot(ofToken: token), pin: pin)
  }

  public mutating func generate(
    _ algorithm: KeyAlgorithm, as label: KeyLabel
  ) throws(KeyStoreError) {
    // PKCS #11 lets two objects have one label; among those who ask first, none will.
    guard try session.privateObjects(labelled: label.bytes).isEmpty else { throw .labelTaken }
    try session.destroyPublicObjects(labelled: label.bytes)
    try session.generate(algorithm, labelled: label.bytes)
  }

  /// Made when it is first asked for.
  public mutating func wrappingKey() throws(KeyStoreError) -> [UInt8] {
    if try session.privateObjects(labelled: Self.wrappingLabel).isEmpty {
      try session.generate(.ecdhP256, labelled: Self.wrappingLabel)
    }
    return try session.publicKey(labelled: Self.wrappingLabel, .ecdhP256)
  }

  /// With spaces, which no `KeyLabel` has.
  private static var wrappingLabel: [UInt8] { Array("things wrapping key".utf8) }

  /// The agreement happens in the token, but what follows it cannot; so the key is in this
  /// process's memory for the moment between two calls, in a `Secret`.
  public mutating func inject(
    _ wrapped: Span<UInt8>, as label: KeyLabel
  ) throws(KeyStoreError) {
    guard try session.privateObjects(labelled: label.bytes).isEmpty else { throw .labelTaken }
    let own = try session.privateObjects(labelled: Self.wrappingLabel)
    // For a key that was never given, nobody has wrapped anything.
    guard own.count == 1 else { throw .notWrappedForUs }
    let wrappingKey = try session.publicKey(labelled: Self.wrappingLabel, .ecdhP256)
    let key = try WrappedKey<PortableCrypto>.unwrap(wrapped, wrappingKey: wrappingKey.span) {
      other throws(KeyStoreError) in
      try agreement(of: own[0], with: other)
    }
    try session.destroyPublicObjects(labelled: label.bytes)
    try session.create(key.algorithm, key.privateKey.bytes, labelled: label.bytes)
  }

  public mutating func list() throws(KeyStoreError) -> [KeyEntry] {
    let objects = try session.find([
      attribute(CKA_CLASS, CKO_PRIVATE_KEY), attribute(CKA_TOKEN, true),
    ])
    var entries = [KeyEntry]()
    for object in objects {
      if let key = try session.key(object) { entries.append(key.entry) }
    }
    return entries.sorted { $0.label.bytes.lexicographicallyPrecedes($1.label.bytes) }
  }

  public mutating func publicKey(of label: KeyLabel) throws(KeyStoreError) -> [UInt8] {
    let key = try session.key(labelled: label)
    return try session.publicKey(labelled: label.bytes, key.entry.algorithm)
  }

  public mutating func sign(
    _ message: Span<UInt8>, with label: KeyLabel, into out: inout OutputSpan<UInt8>
  ) throws(KeyStoreError) {
    let key = try session.key(labelled: label)
    let algorithm = key.entry.algorithm
    guard algorithm.signs, let spelling = algorithm.pkcs11 else { throw .wrongUse(algorithm) }
    let room = algorithm.maximumSignatureLength
    guard out.freeCapacity >= room else { throw .crypto(.bufferTooSmall(needed: room)) }
    guard algorithm == .ecdsaP256 else {
      let signature = try session.sign(message, with: key, spelling.use)
      for i in signature.indices { out.append(signature[i]) }
      return
    }
    // Few modules hash; all sign a digest.
    let digest = try sha256(message)
    let signature = try session.sign(digest.span, with: key, spelling.use)
    do throws(CryptoError) { try ECDSASignature(bytes: signature).write(into: &out) } catch {
      throw .crypto(error)
    }
  }

  public mutating func agree(
    _ label: KeyLabel, with publicKey: Span<UInt8>
  ) throws(KeyStoreError) -> Secret {
    let key = try session.key(labelled: label)
    let algorithm = key.entry.algorithm
    guard !algorithm.signs else { throw .wrongUse(algorithm) }
    return try agreement(of: key.object, with: publicKey)
  }

  private func agreement(
    of key: CK_OBJECT_HANDLE, with publicKey: Span<UInt8>
  ) throws(KeyStoreError) -> Secret {
    // A module that does not look whether the point is on the curve gives its key away, one
    // small subgroup at a time; we cannot know whether it looks.
    do throws(CryptoError) {
      _ = try PortableCrypto.P256.PublicKey(publicKey: publicKey)
    } catch { throw .crypto(.invalidKey) }
    return try Secret(count: 32) { secret throws(KeyStoreError) in
      try session.agree(key, with: publicKey, into: &secret)
    }
  }

  /// The private key first; without it the public one is only a number.
  public mutating func destroy(_ label: KeyLabel) throws(KeyStoreError) {
    let key = try session.key(labelled: label)
    try session.destroy(key.object)
    try session.destroyPublicObjects(labelled: label.bytes)
  }
}

private func sha256(_ message: Span<UInt8>) throws(KeyStoreError) -> [UInt8] {
  do throws(CryptoError) {
    return try [UInt8](capacity: 32) { out throws(CryptoError) in
      var hash = PortableCrypto.SHA256()
      try hash.update(message)
      try hash.finish(into: &out)
    }
  } catch { throw .crypto(error) }
}
