import Primitives

/// What both sides of one HPKE message compute (RFC 9180, 4.1 and 5.1).
struct HPKEKeys<Crypto: CryptoProvider>: ~Copyable {
  /// 16 bytes.
  let key: Secret
  /// 12 bytes; the one message has the number zero, so that this is its nonce.
  let baseNonce: Secret

  init(
    agreed: borrowing Secret, encapsulated: Span<UInt8>, publicKey: Span<UInt8>,
    info: Span<UInt8>
  ) throws(CryptoError) {
    let nothing = Secret(count: 0) { _ in }
    let shared = try Self.sharedSecret(
      agreed: agreed, encapsulated: encapsulated, publicKey: publicKey)
    // KeySchedule: mode_base is zero, and the pre-shared key and its name are empty.
    let nameHash = try Self.extract(
      .hpke, salt: nothing.bytes, "psk_id_hash", nothing.bytes)
    let infoHash = try Self.extract(.hpke, salt: nothing.bytes, "info_hash", info)
    let context = Secret(writing: 65) { context in
      context.append(0)
      context.append(nameHash.bytes)
      context.append(infoHash.bytes)
    }
    let secret = try Self.extract(.hpke, salt: shared.bytes, "secret", nothing.bytes)
    let key = try Self.expand(.hpke, secret, "key", context.bytes, count: 16)
    let nonce = try Self.expand(
      .hpke, secret, "base_nonce", context.bytes, count: 12)
    self.key = key
    baseNonce = nonce
  }

  /// ExtractAndExpand: both public keys go in, so that it is a secret of this pair only.
  private static func sharedSecret(
    agreed: borrowing Secret, encapsulated: Span<UInt8>, publicKey: Span<UInt8>
  ) throws(CryptoError) -> Secret {
    let nothing = Secret(count: 0) { _ in }
    let eaePRK = try extract(.kem, salt: nothing.bytes, "eae_prk", agreed.bytes)
    let context = Secret(writing: encapsulated.count &+ publicKey.count) { context in
      context.append(encapsulated)
      context.append(publicKey)
    }
    return try expand(.kem, eaePRK, "shared_secret", context.bytes, count: 32)
  }

  /// LabeledExtract (RFC 9180, 4).
  private static func extract(
    _ suite: HPKESuite, salt: Span<UInt8>, _ label: StaticString,
    _ material: Span<UInt8>
  ) throws(CryptoError) -> Secret {
    let length = suite.prefixLength &+ label.utf8CodeUnitCount &+ material.count
    let labelled = Secret(writing: length) { bytes in
      suite.appendPrefix(to: &bytes)
      bytes.append(label)
      bytes.append(material)
    }
    return try Crypto.HKDFSHA256.extract(salt: salt, keyMaterial: labelled.bytes)
  }

  /// LabeledExpand (RFC 9180, 4).
  private static func expand(
    _ suite: HPKESuite, _ key: borrowing Secret, _ label: StaticString,
    _ info: Span<UInt8>, count: Int
  ) throws(CryptoError) -> Secret {
    let length = 2 &+ suite.prefixLength &+ label.utf8CodeUnitCount &+ info.count
    let labelled = Secret(writing: length) { bytes in
      bytes.append(UInt8(truncatingIfNeeded: count &>> 8))
      bytes.append(UInt8(truncatingIfNeeded: count))
      suite.appendPrefix(to: &bytes)
      bytes.append(label)
      bytes.append(info)
    }
    return try Secret(count: count) { out throws(CryptoError) in
      try Crypto.HKDFSHA256.expand(key.bytes, info: labelled.bytes, into: &out)
    }
  }
}

/// "HPKE-v1" and suite_id: which part of which algorithms a derivation belongs to.
enum HPKESuite {
  /// DHKEM(P-256, HKDF-SHA256).
  case kem
  /// The same, HKDF-SHA256 and AES-128-GCM.
  case hpke

  var prefixLength: Int { self == .kem ? 12 : 17 }

  func appendPrefix(to out: inout OutputSpan<UInt8>) {
    out.append("HPKE-v1")
    switch self {
    case .kem: out.append("KEM\u{00}\u{10}")
    case .hpke: out.append("HPKE\u{00}\u{10}\u{00}\u{01}\u{00}\u{01}")
    }
  }
}
