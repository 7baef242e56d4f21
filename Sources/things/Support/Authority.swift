// SPDX-License-Identifier: Apache-2.0
import Authority
import Certificates
import Foundation
import Identity
import OpenSSLBackend
import Primitives
import TLS

/// An authority whose key is at hand, and whose ledger is open.
struct Authority: ~Copyable {
  private var authority: RegisteredAuthority<OpenSSLCrypto>
  private let key: PrivateKeyInfo
  private let folder: AuthorityFolder?

  private init(
    _ authority: consuming RegisteredAuthority<OpenSSLCrypto>, _ key: consuming PrivateKeyInfo,
    _ folder: AuthorityFolder?
  ) {
    self.authority = authority
    self.key = key
    self.folder = folder
  }

  /// A new root, in a folder that holds none: first its key, then its ledger, then its
  /// certificate, so that nothing is signed that could be lost.
  static func make(
    named name: String, in folder: AuthorityFolder, pathLength: UInt8 = 1, days: Int = 3650
  ) throws -> Authority {
    let signer = try OpenSSLCrypto.P256.generate()
    let key = try PrivateKeyInfo(signer)
    try folder.saveKey(key)
    let root = try RegisteredAuthority<OpenSSLCrypto>.root(
      named: Name(commonName: Array(name.utf8)), key: signer, pathLength: pathLength,
      validity: .days(days, from: Date()), ledger: folder.newLedger())
    try folder.saveCertificate(root.certificate.der)
    try folder.sync()
    return Authority(root, key, folder)
  }

  /// A root that nobody will need again, and nothing of it in any file.
  static func fleeting(named name: String) throws -> Authority {
    let signer = try OpenSSLCrypto.P256.generate()
    let key = try PrivateKeyInfo(signer)
    let root = try RegisteredAuthority<OpenSSLCrypto>.root(
      named: Name(commonName: Array(name.utf8)), key: signer, pathLength: 1,
      validity: .days(3650, from: Date()), ledger: Ledger(path: ":memory:"))
    return Authority(root, key, nil)
  }

  /// The one that `make` wrote, or an older key of it.
  static func load(
    from folder: AuthorityFolder, _ generation: AuthorityFolder.Generation = .current
  ) throws -> Authority {
    let ledger = try folder.ledger()
    try folder.finishRotation(ledger)
    let key = try folder.key(generation)
    let signer: OpenSSLCrypto.P256 = try key.key()
    do {
      let authority = try RegisteredAuthority<OpenSSLCrypto>(
        certificate: folder.certificate(generation), key: signer, ledger: ledger)
      return Authority(authority, key, folder)
    } catch X509Error.publicKeyMismatch { throw AuthorityFolder.OtherKey(path: folder.folder.path) }
  }

  var certificate: Certificate { authority.certificate }
  var name: Name { authority.name }
  var ledger: Ledger { authority.ledger }

  /// A certificate for this key, with what its order says.
  mutating func issue(_ order: Order, key: SubjectPublicKeyInfo) throws -> IssuedCertificate {
    try authority.issue(
      order.profile, to: order.subject, key: key, validity: order.validity,
      details: order.details)
  }

  /// The same again, for the key that it has.
  mutating func renew(_ old: Certificate, validity: Validity) throws -> [UInt8] {
    let publicKey = old.publicKey.withUnsafeBufferPointer { Array($0) }
    let algorithm: KeyAlgorithm = old.publicKeyAlgorithm == .ed25519 ? .ed25519 : .ecdsaP256
    let key = try SubjectPublicKeyInfo(algorithm, publicKey.span)
    return try authority.renew(old, key: key, validity: validity).der
  }

  /// The same again, for a key that is made for it.
  mutating func renewWithNewKey(_ old: Certificate, validity: Validity) throws -> Identity {
    let signer = try OpenSSLCrypto.P256.generate()
    let certificate = try authority.renew(
      old, key: signer.subjectPublicKeyInfo(), validity: validity)
    return Identity(key: try PrivateKeyInfo(signer), certificate: certificate.der)
  }

  mutating func revocationList(at time: Time, until next: Time) throws -> [UInt8] {
    try authority.revocationList(at: time, until: next)
  }

  consuming func answers(at time: Time) throws -> RevocationAnswers<OpenSSLCrypto>.Generation {
    try RevocationAnswers<OpenSSLCrypto>.Generation(authority, at: time)
  }

  /// A new key: first in a file, then in the ledger, then in everybody's files.
  mutating func rotate(in folder: AuthorityFolder, days: Int) throws {
    let signer = try OpenSSLCrypto.P256.generate()
    try folder.saveNextKey(try PrivateKeyInfo(signer))
    _ = try authority.rotate(to: signer, validity: .days(days, from: Date()))
    try folder.finishRotation(ledger)
  }

  /// A new key, and the certificate for it.
  mutating func identify(_ order: Order) throws -> Identity {
    let signer = try OpenSSLCrypto.P256.generate()
    let certificate = try issue(order, key: signer.subjectPublicKeyInfo())
    return Identity(key: try PrivateKeyInfo(signer), certificate: certificate.der)
  }

  /// An authority below this one, in a folder of its own.
  mutating func found(
    _ order: Order, in below: AuthorityFolder, chain: [[UInt8]], root: [UInt8]
  ) throws {
    let signer = try OpenSSLCrypto.P256.generate()
    try below.saveKey(try PrivateKeyInfo(signer))
    let certificate = try issue(order, key: signer.subjectPublicKeyInfo()).der
    _ = try below.newLedger().enrol(
      certificate: certificate, publicKey: signer.writtenPublicKey())
    try below.folder.write("root.pem", pemText([root]))
    try below.saveCertificate(certificate, below: chain)
    try below.sync()
  }

  /// A server that goes by these names and addresses.
  mutating func identify(
    server names: [String], from start: Date = Date(), days: Int = 365
  ) throws -> Identity {
    try identify(.server(names, validity: .days(days, from: start)))
  }

  /// A device with this serial number.
  mutating func identify(
    device serial: String, from start: Date = Date(), days: Int = 365
  ) throws -> Identity {
    try identify(.device(serial, validity: .days(days, from: start)))
  }
}

/// What a certificate is to say.
struct Order {
  var profile: Profile
  var subject: Name
  var validity: Validity
  var details = CertificateDetails()

  static func server(_ names: [String], validity: Validity) -> Order {
    let general = names.map { name in
      switch ServerName(name) {
      case .dns(let name): GeneralName.dns(name)
      case .ip(let address): GeneralName.ip(address)
      }
    }
    // An address is no common name: whoever confines hosts would take it for one.
    let hosts = general.compactMap { if case .dns(let name) = $0 { name } else { nil } }
    return Order(
      profile: .server(general), subject: Name(commonName: hosts.first ?? []), validity: validity)
  }

  static func device(_ serial: String, validity: Validity) -> Order {
    let serial = Array(serial.utf8)
    return Order(
      profile: .device, subject: Name(commonName: serial, serialNumber: serial),
      validity: validity)
  }
}

extension OpenSSLCrypto.P256 {
  /// 65 bytes: 0x04, X, Y.
  borrowing func writtenPublicKey() throws(CryptoError) -> [UInt8] {
    try [UInt8](capacity: 65) { out throws(CryptoError) in try publicKey(into: &out) }
  }

  borrowing func subjectPublicKeyInfo() throws -> SubjectPublicKeyInfo {
    let publicKey = try writtenPublicKey()
    return try SubjectPublicKeyInfo(.ecdsaP256, publicKey.span)
  }
}
