// SPDX-License-Identifier: Apache-2.0
import Authority
import Certificates
import Foundation
import Identity
import OpenSSLBackend
import Primitives
import TestSupport

/// The beginning of 2026, and ten years of it.
let now = Time(secondsSince1970: 1_767_225_600)

func days(_ count: Int64, from start: Time = now) throws -> Validity {
  try Validity(
    notBefore: start,
    notAfter: Time(secondsSince1970: start.secondsSince1970 + count * 86_400))
}

func serialNumber(of der: [UInt8]) throws -> [UInt8] {
  let certificate = try Certificate(der: der)
  return certificate.serialNumber.withUnsafeBufferPointer { Array($0) }
}

func ascii(_ text: String) -> [UInt8] { Array(text.utf8) }

/// An authority of the tests, with its ledger in a folder that goes away.
final class Office {
  let folder: TemporaryFolder
  private(set) var authority: RegisteredAuthority<OpenSSLCrypto>
  /// Its key again, in PKCS #8.
  let kept: [UInt8]

  var path: String { "\(folder.path)/ca.sqlite" }
  var ledger: Ledger { authority.ledger }
  var root: [UInt8] { authority.certificate.der }

  init(maximumPages: Int? = nil, random: any RandomSource = OpenSSLCrypto.Random()) throws {
    let folder = try TemporaryFolder()
    let kept = try Self.newPrivateKey()
    let ledger = try Ledger(path: "\(folder.path)/ca.sqlite", maximumPages: maximumPages)
    authority = try Self.root(kept, ledger, random)
    self.folder = folder
    self.kept = kept
  }

  private static func root(
    _ kept: [UInt8], _ ledger: Ledger, _ random: any RandomSource
  ) throws -> RegisteredAuthority<OpenSSLCrypto> {
    let validity = try days(3650)
    let key = try key(kept)
    return try RegisteredAuthority.root(
      named: Name(commonName: ascii("Root")), key: key, pathLength: 1, validity: validity,
      ledger: ledger, random: random)
  }

  /// One that stands in the ledger of this folder already.
  private init(_ folder: TemporaryFolder, _ root: [UInt8], _ kept: [UInt8]) throws {
    let ledger = try Ledger(path: "\(folder.path)/ca.sqlite")
    authority = try Self.known(root, kept, ledger)
    self.folder = folder
    self.kept = kept
  }

  private static func known(
    _ root: [UInt8], _ kept: [UInt8], _ ledger: Ledger
  ) throws -> RegisteredAuthority<OpenSSLCrypto> {
    let certificate = try Certificate(der: root)
    let key = try key(kept)
    return try RegisteredAuthority(certificate: certificate, key: key, ledger: ledger)
  }

  @discardableResult
  func issue(
    _ profile: Profile = .device, to subject: Name = Name(serialNumber: ascii("SN-1"))
  ) throws -> IssuedCertificate {
    try authority.issue(profile, to: subject, key: Self.newKey(), validity: days(365))
  }

  func renew(
    _ old: [UInt8], key: SubjectPublicKeyInfo? = nil, validity: Validity
  ) throws -> IssuedCertificate {
    try authority.renew(Certificate(der: old), key: key ?? Self.newKey(), validity: validity)
  }

  func list(at time: Time = now, hours: Int64 = 24) throws -> [UInt8] {
    try authority.revocationList(
      at: time, until: Time(secondsSince1970: time.secondsSince1970 + hours * 3600))
  }

  /// A new key, and the authority that has it, with the same ledger.
  func rotate() throws -> (Rotation, Office) {
    let next = try Self.newPrivateKey()
    let later = Time(secondsSince1970: now.secondsSince1970 + 30)
    let validity = try days(7300, from: later)
    let key = try Self.key(next)
    let rotation = try authority.rotate(to: key, validity: validity)
    return (rotation, try Office(folder, rotation.newRoot, next))
  }

  /// An authority below this one, and a device below that.
  func intermediate() throws -> (certificate: [UInt8], leaf: [UInt8]) {
    let pair = try Self.newPrivateKey()
    let certificate = try authority.issue(
      .authority(pathLength: 0), to: Name(commonName: ascii("Below")),
      key: Self.publicKey(pair), validity: days(365)
    ).der
    let read = try Certificate(der: certificate)
    let key = try Self.key(pair)
    var below = try CertificateAuthority<OpenSSLCrypto>(certificate: read, key: key)
    let leaf = try below.issue(
      .device, to: Name(serialNumber: ascii("SN-3")), key: Self.newKey(),
      serialNumber: SerialNumber(random: hex("0102030405060708")), validity: days(365))
    return (certificate, leaf)
  }

  /// Who answers for it, with a handle on its key of his own.
  static func generation(
    root: [UInt8], key kept: [UInt8], ledger: Ledger, at time: Time
  ) throws -> RevocationAnswers<OpenSSLCrypto>.Generation {
    let authority = try known(root, kept, ledger)
    return try RevocationAnswers.Generation(authority, at: time)
  }

  /// A certificate of this authority's name that it has not issued.
  func unrecorded() throws -> [UInt8] {
    let certificate = try Certificate(der: root)
    let key = try Self.key(kept)
    var shadow = try CertificateAuthority<OpenSSLCrypto>(certificate: certificate, key: key)
    return try shadow.issue(
      .device, to: Name(serialNumber: ascii("SN-9")), key: Self.newKey(),
      serialNumber: SerialNumber(random: hex("0102030405060708")), validity: days(365))
  }

  /// A second handle on a key.
  private static func key(_ der: [UInt8]) throws -> OpenSSLCrypto.P256 {
    try PrivateKeyInfo(der: der.span).key()
  }

  /// What stands in another ledger about this authority's certificates, the root left out.
  static func serialNumbers(in ledger: Ledger) throws -> [[UInt8]] {
    var all = [[UInt8]]()
    try ledger.each { all.append($0.serialNumber) }
    return Array(all.dropFirst())
  }

  static func newKey() throws -> SubjectPublicKeyInfo { try publicKey(newPrivateKey()) }

  /// In PKCS #8.
  static func newPrivateKey() throws -> [UInt8] {
    let key = try OpenSSLCrypto.P256.generate()
    let info = try PrivateKeyInfo(key)
    return info.der.array
  }

  private static func publicKey(_ kept: [UInt8]) throws -> SubjectPublicKeyInfo {
    let key = try key(kept)
    let bytes = try [UInt8](capacity: 65) { out throws(CryptoError) in
      try key.publicKey(into: &out)
    }
    return try SubjectPublicKeyInfo(.ecdsaP256, bytes.span)
  }
}

extension Secret {
  fileprivate var array: [UInt8] { bytes.withUnsafeBufferPointer { Array($0) } }
}

/// The same bytes over and over: what must not pass for chance.
struct StuckRandom: RandomSource {
  mutating func fill(_ out: inout MutableSpan<UInt8>) {
    for i in out.indices { out[i] = 7 }
  }
}
