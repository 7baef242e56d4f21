// SPDX-License-Identifier: Apache-2.0
import CPKCS11
import Identity

/// How the token spells our algorithms.
extension KeyAlgorithm {
  /// `nil` for X25519, that version 2.40 does not know.
  struct PKCS11Spelling {
    let keyType: CK_ULONG
    /// The DER of the curve's OBJECT IDENTIFIER, or of its name; some modules know one of them,
    /// and some are given the one and answer with the other.
    let parameters: [[UInt8]]
    let generation: CK_MECHANISM_TYPE
    let use: CK_MECHANISM_TYPE
  }

  var pkcs11: PKCS11Spelling? {
    switch self {
    case .ecdsaP256, .ecdhP256:
      PKCS11Spelling(
        keyType: CKK_EC,
        parameters: [[0x06, 0x08, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07]],
        generation: CKM_EC_KEY_PAIR_GEN,
        use: self == .ecdsaP256 ? CKM_ECDSA : CKM_ECDH1_DERIVE)
    case .ed25519:
      PKCS11Spelling(
        keyType: CKK_EC_EDWARDS,
        parameters: [[0x06, 0x03, 0x2B, 0x65, 0x70], [0x13, 0x0C] + Array("edwards25519".utf8)],
        generation: CKM_EC_EDWARDS_KEY_PAIR_GEN, use: CKM_EDDSA)
    case .x25519: nil
    }
  }
}

/// A private key in the token that we would use.
struct PKCS11Key {
  let entry: KeyEntry
  let object: CK_OBJECT_HANDLE
}

extension PKCS11Session {
  /// Only what never leaves the token and does one thing: a key that others put there with
  /// laxer rules is not one of this store's.
  func key(_ object: CK_OBJECT_HANDLE) throws(KeyStoreError) -> PKCS11Key? {
    guard let text = try value(CKA_LABEL, of: object), let label = try? KeyLabel(text.span),
      try flag(CKA_SENSITIVE, of: object) == true,
      try flag(CKA_EXTRACTABLE, of: object) == false,
      let algorithm = try algorithm(of: object)
    else { return nil }
    let isLocal = try flag(CKA_LOCAL, of: object) == true
    return PKCS11Key(
      entry: KeyEntry(
        label: label, algorithm: algorithm, origin: isLocal ? .generated : .injected),
      object: object)
  }

  private func algorithm(of object: CK_OBJECT_HANDLE) throws(KeyStoreError) -> KeyAlgorithm? {
    let type = try value(CKA_KEY_TYPE, of: object)
    guard let parameters = try value(CKA_EC_PARAMS, of: object) else { return nil }
    let signs = try flag(CKA_SIGN, of: object) == true
    let agrees = try flag(CKA_DERIVE, of: object) == true
    guard signs != agrees else { return nil }
    return KeyAlgorithm.allCases.first { algorithm in
      guard let spelling = algorithm.pkcs11 else { return false }
      return type == attribute(CKA_KEY_TYPE, spelling.keyType).value
        && spelling.parameters.contains(parameters) && algorithm.signs == signs
    }
  }

  func privateObjects(labelled text: [UInt8]) throws(KeyStoreError) -> [CK_OBJECT_HANDLE] {
    try find([
      attribute(CKA_CLASS, CKO_PRIVATE_KEY), attribute(CKA_TOKEN, true), (CKA_LABEL, text),
    ])
  }

  /// Throws `.noSuchKey`; two private keys of one label are none that we could tell apart.
  func key(labelled label: KeyLabel) throws(KeyStoreError) -> PKCS11Key {
    let found = try privateObjects(labelled: label.bytes)
    guard found.count == 1, let key = try key(found[0]) else { throw .noSuchKey }
    return key
  }

  func publicKey(
    labelled text: [UInt8], _ algorithm: KeyAlgorithm
  ) throws(KeyStoreError) -> [UInt8] {
    guard let spelling = algorithm.pkcs11 else { throw .unsupported }
    let found = try find([
      attribute(CKA_CLASS, CKO_PUBLIC_KEY), attribute(CKA_TOKEN, true), (CKA_LABEL, text),
      attribute(CKA_KEY_TYPE, spelling.keyType),
    ])
    guard found.count == 1, let point = try value(CKA_EC_POINT, of: found[0]) else {
      throw .noSuchKey
    }
    let length = algorithm.publicKeyLength
    // An OCTET STRING around it (2.40, 2.3.3); some modules leave that out.
    if point.count == length + 2, point[0] == 0x04, Int(point[1]) == length {
      return Array(point.dropFirst(2))
    }
    guard point.count == length else { throw .unsupported }
    return point
  }

  func generate(_ algorithm: KeyAlgorithm, labelled text: [UInt8]) throws(KeyStoreError) {
    guard let spelling = algorithm.pkcs11, has(spelling.generation), has(spelling.use) else {
      throw .unsupported
    }
    var failure = KeyStoreError.unsupported
    for parameters in spelling.parameters {
      do throws(KeyStoreError) {
        return try generate(algorithm, spelling.generation, parameters, labelled: text)
      } catch { failure = error }
    }
    throw failure
  }

  private func generate(
    _ algorithm: KeyAlgorithm, _ generation: CK_MECHANISM_TYPE, _ parameters: [UInt8],
    labelled text: [UInt8]
  ) throws(KeyStoreError) {
    let make = try present(functions.C_GenerateKeyPair)
    var mechanism = CK_MECHANISM(mechanism: generation, pParameter: nil, ulParameterLen: 0)
    let shown = publicTemplate(algorithm, text) + [(CKA_EC_PARAMS, parameters)]
    let hidden = privateTemplate(algorithm, text)
    try withTemplate(shown) { shown, shownCount throws(KeyStoreError) in
      try withTemplate(hidden) { hidden, hiddenCount throws(KeyStoreError) in
        var publicKey: CK_OBJECT_HANDLE = 0
        var privateKey: CK_OBJECT_HANDLE = 0
        try KeyStoreError.check(
          make(
            handle, &mechanism, shown, shownCount, hidden, hiddenCount, &publicKey, &privateKey))
      }
    }
  }
}

/// What every public key of ours is.
func publicTemplate(_ algorithm: KeyAlgorithm, _ text: [UInt8]) -> PKCS11Attributes {
  [
    attribute(CKA_TOKEN, true), attribute(CKA_PRIVATE, false), (CKA_LABEL, text),
    (CKA_ID, text), attribute(CKA_VERIFY, algorithm.signs), attribute(CKA_ENCRYPT, false),
    attribute(CKA_WRAP, false),
  ]
}

/// What every private key of ours is. What is not forbidden here may be allowed by default, and
/// a key does one thing.
func privateTemplate(_ algorithm: KeyAlgorithm, _ text: [UInt8]) -> PKCS11Attributes {
  [
    attribute(CKA_TOKEN, true), attribute(CKA_PRIVATE, true), (CKA_LABEL, text),
    (CKA_ID, text), attribute(CKA_SENSITIVE, true), attribute(CKA_EXTRACTABLE, false),
    attribute(CKA_SIGN, algorithm.signs), attribute(CKA_DERIVE, !algorithm.signs),
    attribute(CKA_DECRYPT, false), attribute(CKA_UNWRAP, false),
  ]
}
