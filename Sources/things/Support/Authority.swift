// SPDX-License-Identifier: Apache-2.0
import Authority
import Certificates
import Foundation
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

  /// The one that `make` wrote.
  static func load(from folder: AuthorityFolder) throws -> Authority {
    let key = try folder.key()
    let signer: OpenSSLCrypto.P256 = try key.key()
    let authority = try RegisteredAuthority<OpenSSLCrypto>(
      certificate: folder.certificate(), key: signer, ledger: folder.ledger())
    return Authority(authority, key, folder)
  }

  var certificate: Certificate { authority.certificate }
  var name: Name { authority.name }
  var ledger: Ledger { authority.ledger }

  /// A certificate for this key, with what its order says.
  mutating func issue(_ order: Order, publicKey: [UInt8]) throws -> IssuedCertificate {
    try authority.issue(
      order.profile, to: order.subject, publicKey: publicKey, validity: order.validity,
      details: order.details)
  }

  /// A new key, and the certificate for it.
  mutating func identify(_ order: Order) throws -> Identity {
    let signer = try OpenSSLCrypto.P256.generate()
    let certificate = try issue(order, publicKey: signer.writtenPublicKey())
    return Identity(key: try PrivateKeyInfo(signer), certificate: certificate.der)
  }

  /// An authority below this one, in a folder of its own.
  mutating func found(
    _ order: Order, in below: AuthorityFolder, chain: [[UInt8]], root: [UInt8]
  ) throws {
    let signer = try OpenSSLCrypto.P256.generate()
    try below.saveKey(try PrivateKeyInfo(signer))
    let publicKey = try signer.writtenPublicKey()
    let certificate = try issue(order, publicKey: publicKey).der
    _ = try below.newLedger().enrol(certificate: certificate, publicKey: publicKey)
    try below.folder.write("root.pem", pemText([root]))
    try below.saveCertificate(certificate, below: chain)
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
    return Order(
      profile: .server(general), subject: Name(commonName: Array(names[0].utf8)),
      validity: validity)
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
}
