// SPDX-License-Identifier: Apache-2.0
import Certificates
import Identity
import OpenSSLBackend
import Primitives
import TestSupport
import Testing
import Wire

/// The key of RFC 6979, A.2.5, field by field, so that it can be written in every form there is
/// and in many that there are not.
private struct KeyParts {
  static let scalar = hex("C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721")
  static let point = hex(
    """
    04 60FED4BA255A9D31C961EB74C6356D68C049B8923B61FA6CE669622E60F29FB6
    7903FE1008B8BC99A41AE9E95628BC64F2F1B20C2D7E9F5177A3C294D4462299
    """)
  static let p256 = hex("06082a8648ce3d030107")
  static let p384 = hex("06052b81040022")
  static let ecKey = hex("06072a8648ce3d0201")
  static let ed25519 = hex("06032b6570")

  var version = hex("020100")
  var algorithm = tlv(0x30, ecKey, p256)
  var ecVersion = hex("020101")
  var scalar = tlv(0x04, Self.scalar)
  var parameters: [UInt8] = []
  var publicKey: [UInt8] = []
  var behindKey: [UInt8] = []
  var attributes: [UInt8] = []
  var outerPublicKey: [UInt8] = []

  /// PKCS #8.
  var der: [UInt8] {
    let key = tlv(0x04, tlv(0x30, ecVersion, scalar, parameters, publicKey) + behindKey)
    return tlv(0x30, version, algorithm, key, attributes, outerPublicKey)
  }

  /// SEC 1.
  var sec1: [UInt8] { tlv(0x30, ecVersion, scalar, parameters, publicKey) }

  static func point(_ point: [UInt8]) -> [UInt8] { tlv(0xa1, tlv(0x03, [0], point)) }
  static func outer(_ point: [UInt8]) -> [UInt8] { tlv(0x81, [0], point) }

  init(_ change: (inout KeyParts) -> Void = { _ in }) { change(&self) }
}

/// RFC 8410, 10.3: the same key twice, the second time with a name and with its public half.
private let edwardsSeed = hex("D4EE72DBF913584AD5B6D8F1F769F8AD3AFE7C28CBF1D4FBE097A88F44755842")
private let edwardsPoint = hex("19BF44096984CDFE8541BAC167DC3B96C85086AA30B6B6CB0C5C38AD703166E1")
private let edwardsAlone = """
  -----BEGIN PRIVATE KEY-----
  MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC
  -----END PRIVATE KEY-----

  """
private let edwardsWithPublicKey = """
  -----BEGIN PRIVATE KEY-----
  MHICAQEwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC
  oB8wHQYKKoZIhvcNAQkJFDEPDA1DdXJkbGUgQ2hhaXJzgSEAGb9ECWmEzf6FQbrB
  Z9w7lshQhqowtrbLDFw4rXAxZuE=
  -----END PRIVATE KEY-----

  """

struct PrivateKeyFormsTests {
  private static let inner = KeyParts.point(KeyParts.point)
  private static let named = tlv(0xa0, KeyParts.p256)
  private static let label = tlv(
    0xa0, tlv(0x30, hex("060a2a864886f70d01090914"), tlv(0x31, tlv(0x0c, ascii("key")))))

  /// Every sound form is the same key, and is written down in the one form or the other.
  static let sound: [(name: String, der: [UInt8], hasPublicKey: Bool)] = [
    ("v1", KeyParts { $0.publicKey = inner }.der, true),
    ("v1 without public key", KeyParts().der, false),
    ("v1 with the curve inside", KeyParts { $0.parameters = named }.der, false),
    ("v1 with both", KeyParts { ($0.parameters, $0.publicKey) = (named, inner) }.der, true),
    ("v1 with an attribute", KeyParts { $0.attributes = label }.der, false),
    ("v1 with no attributes", KeyParts { $0.attributes = hex("a000") }.der, false),
    (
      "v2",
      KeyParts {
        ($0.version, $0.outerPublicKey) = (hex("020101"), KeyParts.outer(KeyParts.point))
      }.der, true
    ),
    (
      "v2 with everything",
      KeyParts {
        ($0.version, $0.outerPublicKey) = (hex("020101"), KeyParts.outer(KeyParts.point))
        ($0.parameters, $0.publicKey, $0.attributes) = (named, inner, label)
      }.der, true
    ),
    (
      "a sign in front, as GnuTLS writes it",
      KeyParts { $0.scalar = tlv(0x04, [0] + KeyParts.scalar) }.der, false
    ),
    ("SEC 1", KeyParts { $0.parameters = named }.sec1, false),
    (
      "SEC 1 with public key",
      KeyParts { ($0.parameters, $0.publicKey) = (named, inner) }.sec1, true
    ),
  ]

  @Test(arguments: everyProvider, Array(sound.indices))
  func everySoundFormIsTheSameKey(provider: Provider, form: Int) throws {
    try isTheSame(provider.type, Self.sound[form])
  }

  private func isTheSame<Crypto: CryptoProvider>(
    _: Crypto.Type, _ form: (name: String, der: [UInt8], hasPublicKey: Bool)
  ) throws {
    let info = try PrivateKeyInfo(der: form.der.span)
    #expect(info.algorithm == .ecdsaP256)
    #expect(info.publicKey == (form.hasPublicKey ? KeyParts.point : nil))
    let canonical = KeyParts { if form.hasPublicKey { $0.publicKey = Self.inner } }.der
    #expect(hexString(array(info.der.bytes)) == hexString(canonical))
    let key: Crypto.P256 = try info.key()
    #expect(try publicKey(key) == KeyParts.point)
    let scalar = try key.privateKey()
    #expect(array(scalar.bytes) == KeyParts.scalar)
    let again = try PrivateKeyInfo(der: info.der.bytes)
    #expect(again.der == info.der && again.publicKey == info.publicKey)
  }

  @Test(arguments: everyProvider, [edwardsAlone, edwardsWithPublicKey])
  func edwardsKeysOfTheRFC(provider: Provider, text: String) throws {
    try edwards(provider.type, text)
  }

  private func edwards<Crypto: CryptoProvider>(_: Crypto.Type, _ text: String) throws {
    let info = try PrivateKeyInfo(pem: ascii(text).span)
    #expect(info.algorithm == .ed25519)
    #expect(info.publicKey == (text == edwardsAlone ? nil : edwardsPoint))
    let text = info.pem()
    #expect(array(text.bytes) == ascii(edwardsAlone))
    guard Crypto.Ed25519.isAvailable else {
      #expect(keyRefusal(info, Crypto.Ed25519.self) == .crypto(.unsupported))
      return
    }
    let key: Crypto.Ed25519 = try info.key()
    #expect(try publicKey(key) == edwardsPoint)
    let written = try PrivateKeyInfo(key)
    #expect(written.der == info.der && written.publicKey == edwardsPoint)
    let reread: Crypto.Ed25519 = try written.key()
    #expect(try publicKey(reread) == edwardsPoint)
  }

  /// Each is right but for one thing.
  static let unsound: [(name: String, der: [UInt8], PrivateKeyFault)] = [
    ("nothing", [], .form("PrivateKeyInfo")),
    ("version 3", KeyParts { $0.version = hex("020102") }.der, .form("version")),
    ("negative version", KeyParts { $0.version = hex("0201ff") }.der, .form("version")),
    ("v2 without public key", KeyParts { $0.version = hex("020101") }.der, .form("publicKey")),
    (
      "v1 with an outer public key",
      KeyParts { $0.outerPublicKey = KeyParts.outer(KeyParts.point) }.der, .form("PrivateKeyInfo")
    ),
    ("no algorithm", KeyParts { $0.algorithm = [] }.der, .form("version")),
    ("no curve", KeyParts { $0.algorithm = tlv(0x30, KeyParts.ecKey) }.der, .form("namedCurve")),
    (
      "something behind the curve",
      KeyParts { $0.algorithm = tlv(0x30, KeyParts.ecKey, KeyParts.p256, hex("0500")) }.der,
      .form("privateKeyAlgorithm")
    ),
    (
      "P-384", KeyParts { $0.algorithm = tlv(0x30, KeyParts.ecKey, KeyParts.p384) }.der, .otherCurve
    ),
    (
      "a curve spelt out",
      KeyParts { $0.algorithm = tlv(0x30, KeyParts.ecKey, tlv(0x30, hex("020101"))) }.der,
      .otherCurve
    ),
    ("P-384 inside", KeyParts { $0.parameters = tlv(0xa0, KeyParts.p384) }.der, .otherCurve),
    (
      "something behind the curve inside",
      KeyParts { $0.parameters = tlv(0xa0, KeyParts.p256, hex("0500")) }.der, .form("parameters")
    ),
    ("SEC 1 version 2", KeyParts { $0.ecVersion = hex("020102") }.der, .form("version")),
    (
      "31 bytes", KeyParts { $0.scalar = tlv(0x04, Array(KeyParts.scalar.prefix(31))) }.der,
      .form("privateKey")
    ),
    (
      "33 bytes", KeyParts { $0.scalar = tlv(0x04, [1] + KeyParts.scalar) }.der, .form("privateKey")
    ),
    (
      "34 bytes", KeyParts { $0.scalar = tlv(0x04, [0, 0] + KeyParts.scalar) }.der,
      .form("privateKey")
    ),
    ("no bytes", KeyParts { $0.scalar = tlv(0x04) }.der, .form("privateKey")),
    (
      "the scalar as a number", KeyParts { $0.scalar = tlv(0x02, KeyParts.scalar) }.der,
      .form("privateKey")
    ),
    (
      "a compressed point",
      KeyParts { $0.publicKey = KeyParts.point([3] + KeyParts.point[1...32]) }.der,
      .form("publicKey")
    ),
    (
      "a compressed point's mark",
      KeyParts { $0.publicKey = KeyParts.point([3] + KeyParts.point[1...]) }.der,
      .form("publicKey")
    ),
    (
      "unused bits",
      KeyParts { $0.publicKey = tlv(0xa1, tlv(0x03, [1], KeyParts.point)) }.der, .form("publicKey")
    ),
    ("an empty public key", KeyParts { $0.publicKey = hex("a10203 00") }.der, .form("publicKey")),
    (
      "something behind the public key",
      KeyParts { $0.publicKey = inner + hex("0500") }.der, .form("ECPrivateKey")
    ),
    ("something behind the key", KeyParts { $0.behindKey = hex("0500") }.der, .form("privateKey")),
    ("something at the end", KeyParts { $0.attributes = hex("0500") }.der, .form("PrivateKeyInfo")),
    (
      "an attribute twice",
      KeyParts { $0.attributes = tlv(0xa0, Array(label[2...]), Array(label[2...])) }.der,
      .form("type")
    ),
    (
      "an attribute without value",
      KeyParts { $0.attributes = tlv(0xa0, tlv(0x30, hex("060101"), hex("3100"))) }.der,
      .form("values")
    ),
    ("SEC 1 without a curve", KeyParts().sec1, .form("parameters")),
    (
      "SEC 1, version 0", KeyParts { ($0.ecVersion, $0.parameters) = (hex("020100"), named) }.sec1,
      .form("version")
    ),
    ("SEC 1 on P-384", KeyParts { $0.parameters = tlv(0xa0, KeyParts.p384) }.sec1, .otherCurve),
    ("SEC 1 and more", KeyParts { $0.parameters = named }.sec1 + [0], .form("PrivateKeyInfo")),
    (
      "Ed25519 with parameters",
      tlv(
        0x30, hex("020100"), tlv(0x30, KeyParts.ed25519, hex("0500")),
        tlv(0x04, tlv(0x04, edwardsSeed))), .form("privateKeyAlgorithm")
    ),
    (
      "Ed25519, bare",
      tlv(0x30, hex("020100"), tlv(0x30, KeyParts.ed25519), tlv(0x04, edwardsSeed)),
      .form("CurvePrivateKey")
    ),
    (
      "Ed25519, 31 bytes",
      tlv(
        0x30, hex("020100"), tlv(0x30, KeyParts.ed25519),
        tlv(0x04, tlv(0x04, Array(edwardsSeed.dropFirst())))), .form("CurvePrivateKey")
    ),
    (
      "Ed25519 and more",
      tlv(
        0x30, hex("020100"), tlv(0x30, KeyParts.ed25519),
        tlv(0x04, tlv(0x04, edwardsSeed), hex("0500"))), .form("privateKey")
    ),
    (
      "Ed25519, public key too short",
      tlv(
        0x30, hex("020101"), tlv(0x30, KeyParts.ed25519), tlv(0x04, tlv(0x04, edwardsSeed)),
        KeyParts.outer(Array(edwardsPoint.dropFirst()))), .form("publicKey")
    ),
    (
      "X25519",
      tlv(0x30, hex("020100"), tlv(0x30, hex("06032b656e")), tlv(0x04, tlv(0x04, edwardsSeed))),
      .otherAlgorithm
    ),
    (
      "RSA in PKCS #8",
      tlv(0x30, hex("020100"), hex("300d06092a864886f70d0101010500"), tlv(0x04, hex("3000"))), .rsa
    ),
    ("RSA in PKCS #1", hex("3006 020100 020103"), .rsa),
    ("encrypted", hex("3004 3000 0400"), .encrypted),
    (
      "a length in too many octets", [0x30, 0x81] + KeyParts().der.dropFirst(),
      .form("PrivateKeyInfo")
    ),
    (
      "an open length", [0x30, 0x80] + KeyParts().der.dropFirst(2) + [0, 0], .form("PrivateKeyInfo")
    ),
  ]

  @Test(arguments: Array(unsound.indices))
  func oneThingWrong(form: Int) {
    let (name, der, fault) = Self.unsound[form]
    #expect(refusal(der) == .privateKey(fault), "\(name)")
  }

  @Test(arguments: Array(sound.indices))
  func cutOffAnywhere(form: Int) {
    let der = Self.sound[form].der
    for count in 0..<der.count {
      #expect(refusal(Array(der.prefix(count))) == .privateKey(.form("PrivateKeyInfo")))
    }
    #expect(refusal(der + [0]) == .privateKey(.form("PrivateKeyInfo")))
  }

  /// Each header within is made one byte longer or shorter than what it holds.
  @Test(arguments: Array(sound.indices))
  func aLengthThatIsWrong(form: Int) {
    let der = Self.sound[form].der
    let keys = [KeyParts.scalar, KeyParts.point].compactMap { firstRange(of: $0, in: der) }
    for i in der.indices where !keys.contains(where: { $0.contains(i) }) {
      for other in [der[i] &+ 1, der[i] &- 1, 0x80] where other != der[i] {
        var changed = der
        changed[i] = other
        // The one byte that no reader minds is in an attribute's value.
        if let label = firstRange(of: ascii("key"), in: der), label.contains(i) { continue }
        #expect(refusal(changed) != nil || isAttributeType(i, in: der), "byte \(i)")
      }
    }
  }

  /// An attribute of another kind is passed over like this one.
  private func isAttributeType(_ i: Int, in der: [UInt8]) -> Bool {
    firstRange(of: Self.label, in: der)?.contains(i) == true
  }

  @Test(arguments: everyProvider)
  func aPublicKeyOfAnother(provider: Provider) throws {
    let other = [0x04] + [UInt8](basePoint.dropFirst())
    let v2 = hex("020101")
    for der in [
      KeyParts { $0.publicKey = KeyParts.point(other) }.der,
      KeyParts { ($0.parameters, $0.publicKey) = (Self.named, KeyParts.point(other)) }.sec1,
      KeyParts { ($0.version, $0.outerPublicKey) = (v2, KeyParts.outer(other)) }.der,
      KeyParts {
        ($0.version, $0.publicKey, $0.outerPublicKey) = (v2, Self.inner, KeyParts.outer(other))
      }.der,
    ] { #expect(p256Refusal(der, provider.type) == .publicKeyMismatch) }
    let isMismatch = edwardsMismatch(provider.type)
    #expect(isMismatch)
  }

  private func edwardsMismatch<Crypto: CryptoProvider>(_: Crypto.Type) -> Bool {
    let der = tlv(
      0x30, hex("020101"), tlv(0x30, KeyParts.ed25519), tlv(0x04, tlv(0x04, edwardsSeed)),
      KeyParts.outer([edwardsPoint[0] ^ 1] + edwardsPoint.dropFirst()))
    do throws(X509Error) {
      let info = try PrivateKeyInfo(der: der.span)
      let expected: X509Error =
        Crypto.Ed25519.isAvailable ? .publicKeyMismatch : .crypto(.unsupported)
      return keyRefusal(info, Crypto.Ed25519.self) == expected
    } catch { return false }
  }

  /// n, n + 1, zero and all ones are no scalars, and n - 1 is one (SP 800-186, 3.2.1.3).
  @Test(arguments: everyProvider)
  func scalarsOutOfRange(provider: Provider) {
    let n = "FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC6325"
    for scalar in [
      hex(n + "51"), hex(n + "52"), [UInt8](repeating: 0, count: 32),
      [UInt8](repeating: 0xff, count: 32),
    ] {
      let parts = KeyParts { ($0.scalar, $0.parameters) = (tlv(0x04, scalar), Self.named) }
      #expect(p256Refusal(parts.der, provider.type) == .crypto(.invalidKey))
      #expect(p256Refusal(parts.sec1, provider.type) == .crypto(.invalidKey))
    }
    #expect(
      p256Refusal(KeyParts { $0.scalar = tlv(0x04, hex(n + "50")) }.der, provider.type) == nil)
  }

  /// 32 bytes are 32 bytes, and yet a seed is no scalar.
  @Test(arguments: everyProvider)
  func theOtherAlgorithmsKey(provider: Provider) throws { try other(provider.type) }

  private func other<Crypto: CryptoProvider>(_: Crypto.Type) throws {
    let point = try PrivateKeyInfo(der: KeyParts().der.span)
    #expect(keyRefusal(point, Crypto.P256.self) == nil)
    let edwards = try PrivateKeyInfo(pem: ascii(edwardsAlone).span)
    #expect(keyRefusal(edwards, Crypto.P256.self) == .privateKey(.otherAlgorithm))
    guard Crypto.Ed25519.isAvailable else { return }
    #expect(keyRefusal(point, Crypto.Ed25519.self) == .privateKey(.otherAlgorithm))
  }
}

private func refusal(_ der: [UInt8]) -> X509Error? {
  do throws(X509Error) {
    _ = try PrivateKeyInfo(der: der.span).algorithm
    return nil
  } catch { return error }
}

private func p256Refusal(_ der: [UInt8], _ crypto: any CryptoProvider.Type) -> X509Error? {
  func read<Crypto: CryptoProvider>(_: Crypto.Type) throws(X509Error) {
    let _: Crypto.P256 = try PrivateKeyInfo(der: der.span).key()
  }
  do throws(X509Error) {
    try read(crypto)
    return nil
  } catch { return error }
}

func keyRefusal<Key: Signer & ~Copyable>(
  _ info: borrowing PrivateKeyInfo, _: Key.Type
) -> X509Error? {
  do throws(X509Error) {
    let _: Key = try info.key()
    return nil
  } catch { return error }
}

private func firstRange(of part: [UInt8], in whole: [UInt8]) -> Range<Int>? {
  guard whole.count >= part.count else { return nil }
  for start in 0...whole.count - part.count
  where whole[start..<start + part.count].elementsEqual(part) {
    return start..<start + part.count
  }
  return nil
}
