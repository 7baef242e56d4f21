// SPDX-License-Identifier: Apache-2.0
import Certificates
import Identity
import OpenSSLBackend
import Primitives
import TestSupport
import Testing

/// In the middle of what is valid in these tests.
let moment = Time(secondsSince1970: 1_700_000_000)

func seconds(_ time: Time, plus seconds: Int64) -> Time {
  Time(secondsSince1970: time.secondsSince1970 + seconds)
}

typealias TestResponder<Crypto: CryptoProvider> = OCSPResponder<Crypto, LooseKey<Crypto.P256>>

/// An authority whose key the tests know.
private final class KnownAuthority<Crypto: CryptoProvider> {
  var authority: CertificateAuthority<Crypto>
  let key: [UInt8]

  init(_ authority: consuming CertificateAuthority<Crypto>, _ key: [UInt8]) {
    self.authority = authority
    self.key = key
  }

  static func named(_ name: Name) throws -> KnownAuthority {
    let secret = newSecret()
    return KnownAuthority(
      try CertificateAuthority(name: name, key: Crypto.P256(privateKey: secret.span)), secret)
  }
}

/// A root, an authority below it and a server, and keys that can sign anything.
final class RevocationPKI<Crypto: CryptoProvider> {
  private let rootAuthority: KnownAuthority<Crypto>
  private let issuingAuthority: KnownAuthority<Crypto>
  let root: Certificate
  let issuing: Certificate
  private(set) var server: Certificate
  private var serial: UInt8 = 0

  static var validity: Validity {
    get throws {
      try Validity(
        notBefore: Time(secondsSince1970: 0), notAfter: Time(secondsSince1970: 4_000_000_000))
    }
  }

  init(_: Crypto.Type, name: String = "Issuing") throws {
    let name = Name(commonName: ascii(name))
    rootAuthority = try KnownAuthority.named(Name(commonName: ascii("Root")))
    issuingAuthority = try KnownAuthority.named(name)
    let validity = try Self.validity
    root = try Certificate(
      der: rootAuthority.authority.root(
        pathLength: 1, serialNumber: SerialNumber(random: hex("0101010101010101")),
        validity: validity))
    issuing = try Certificate(
      der: rootAuthority.authority.issue(
        .authority(pathLength: 0), to: name, publicKey: issuingAuthority.authority.publicKey,
        serialNumber: SerialNumber(random: hex("0202020202020202")), validity: validity))
    server = root
    server = try certify(.server([.dns(ascii("www.example"))]), "www", publicKey(Crypto.newKey()))
  }

  var rootKey: [UInt8] { rootAuthority.key }
  var issuingKey: [UInt8] { issuingAuthority.key }

  /// By the lower authority.
  func certify(
    _ profile: Profile, _ name: String, _ publicKey: [UInt8],
    details: CertificateDetails = CertificateDetails()
  ) throws -> Certificate {
    serial += 1
    return try Certificate(
      der: issuingAuthority.authority.issue(
        profile, to: Name(commonName: ascii(name)), publicKey: publicKey,
        serialNumber: SerialNumber(random: [0xf3, 1, 2, 3, 4, 5, 6, serial]),
        validity: Self.validity, details: details))
  }

  /// By the root.
  func certifyByRoot(_ name: String, _ publicKey: [UInt8]) throws -> Certificate {
    serial += 1
    return try Certificate(
      der: rootAuthority.authority.issue(
        .authority(pathLength: 0), to: Name(commonName: ascii(name)), publicKey: publicKey,
        serialNumber: SerialNumber(random: [0x44, 1, 2, 3, 4, 5, 6, serial]),
        validity: Self.validity))
  }

  /// What the authority below the root takes back, a day long.
  func list(
    _ revoked: [RevokedCertificate] = [], number: UInt64 = 7, from: Time = moment,
    until: Time? = nil
  ) throws -> RevocationList {
    try RevocationList(
      der: issuingAuthority.authority.revocationList(
        revoked, number: number, thisUpdate: from,
        nextUpdate: until ?? seconds(from, plus: 86_400)))
  }

  func rootList(_ revoked: [RevokedCertificate] = []) throws -> RevocationList {
    try RevocationList(
      der: rootAuthority.authority.revocationList(
        revoked, number: 1, thisUpdate: moment, nextUpdate: seconds(moment, plus: 86_400)))
  }

  func responder(
    as delegate: Certificate? = nil, key: [UInt8]? = nil
  ) throws -> TestResponder<Crypto> {
    let secret = key ?? issuingKey
    let key = try Crypto.P256(privateKey: secret.span)
    return try OCSPResponder(
      for: issuing, as: delegate, key: LooseKey(key, algorithm: .ecdsaP256))
  }

  func validate(
    _ policy: RevocationPolicy, of endEntity: Certificate? = nil, others: [Certificate] = [],
    issuing: Certificate? = nil, at time: Time = moment
  ) throws(PathFailure) -> ValidatedPath {
    var all = PathPolicy(time: time, purpose: .server)
    all.revocation = policy
    return try ValidatedPath(
      from: endEntity ?? server, through: [issuing ?? self.issuing] + others, to: [root],
      policy: all, using: Crypto.self)
  }

  /// SEQUENCE { toBeSigned, signatureAlgorithm, signature }.
  static func signed(_ toBeSigned: [UInt8], by key: [UInt8]) throws -> [UInt8] {
    var signer = try Crypto.P256(privateKey: key.span)
    let signature = try written(room: 72) { out throws(CryptoError) in
      try signer.sign(toBeSigned.span, into: &out)
    }
    return tlv(0x30, toBeSigned, ecdsaWithSHA256, tlv(0x03, [0], signature))
  }
}

/// A private key for P-256, below the order of the curve and not zero.
func newSecret() -> [UInt8] {
  [1] + (0..<31).map { _ in UInt8.random(in: 0...255) }
}

func point<Crypto: CryptoProvider>(of secret: [UInt8], _: Crypto.Type) throws -> [UInt8] {
  try publicKey(Crypto.P256(privateKey: secret.span))
}

let ecdsaWithSHA256 = hex("300a06082a8648ce3d040302")

extension Certificate {
  func revoked(
    _ reason: RevocationReason? = .keyCompromise, at time: Time = moment
  ) -> RevokedCertificate {
    RevokedCertificate(
      serialNumber: array(serialNumber), Revocation(date: time, reason: reason))
  }
}

/// A list, field by field, so that one can be spoilt.
struct ListParts {
  var version = hex("020101")
  var algorithm = ecdsaWithSHA256
  var issuer: [UInt8]
  var thisUpdate = tlv(0x17, ascii("231114000000Z"))
  var nextUpdate = tlv(0x17, ascii("231124000000Z"))
  /// Whole elements of revokedCertificates; `nil` leaves the list away.
  var entries: [[UInt8]]?
  /// Whole extensions.
  var extensions: [[UInt8]] = []

  var toBeSigned: [UInt8] {
    let list = entries.map { tlv(0x30, $0.flatMap { $0 }) } ?? []
    let all = extensions.isEmpty ? [] : tlv(0xa0, tlv(0x30, extensions.flatMap { $0 }))
    return tlv(0x30, version, algorithm, issuer, thisUpdate, nextUpdate, list, all)
  }

  var der: [UInt8] {
    tlv(0x30, toBeSigned, ecdsaWithSHA256, hex("0309003006020101020102"))
  }

  static func entry(_ serialNumber: [UInt8], _ extensions: [UInt8]...) -> [UInt8] {
    let all = extensions.isEmpty ? [] : tlv(0x30, extensions.flatMap { $0 })
    return tlv(0x30, tlv(0x02, serialNumber), tlv(0x17, ascii("231114000000Z")), all)
  }

  /// `id` in hexadecimal.
  static func with(_ id: String, critical: Bool = false, _ value: [UInt8]) -> [UInt8] {
    tlv(0x30, tlv(0x06, hex(id)), critical ? hex("0101ff") : [], tlv(0x04, value))
  }

  /// issuingDistributionPoint, of these fields.
  static func distribution(_ fields: [UInt8]...) -> [UInt8] {
    with("551d1c", critical: true, tlv(0x30, fields.flatMap { $0 }))
  }
}

func copied(_ bytes: Span<UInt8>?) -> [UInt8]? {
  guard let bytes else { return nil }
  return array(bytes)
}

extension Certificate {
  var serial: [UInt8] { array(serialNumber) }
  var name: [UInt8] { array(subject) }
  var seal: [UInt8] { array(signature) }
}

func pemText(_ label: PEMLabel, _ der: [UInt8]) -> [UInt8] { pem(label, der.span) }

func keyText<Crypto: CryptoProvider>(_ secret: [UInt8], _: Crypto.Type) throws -> [UInt8] {
  let key = try Crypto.P256(privateKey: secret.span)
  let text = try PrivateKeyInfo(key).pem()
  return array(text.bytes)
}
