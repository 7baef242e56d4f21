// SPDX-License-Identifier: Apache-2.0
import Certificates
import Foundation
import OpenSSLBackend
import Primitives
import TLS

/// An authority whose key is at hand.
struct Authority: ~Copyable {
  private var authority: CertificateAuthority<OpenSSLCrypto>
  private let key: PrivateKeyInfo
  private let root: [UInt8]

  private init(
    _ authority: consuming CertificateAuthority<OpenSSLCrypto>, _ key: consuming PrivateKeyInfo,
    _ root: [UInt8]
  ) {
    self.authority = authority
    self.key = key
    self.root = root
  }

  /// A new one, valid for ten years.
  static func make(named name: String) throws -> Authority {
    let signer = try OpenSSLCrypto.P256.generate()
    let key = try PrivateKeyInfo(signer)
    var authority = try CertificateAuthority<OpenSSLCrypto>(
      name: Name(commonName: Array(name.utf8)), key: signer)
    let root = try authority.root(
      serialNumber: .random(), validity: .days(3650, from: Date()))
    return Authority(authority, key, root)
  }

  /// The one that `save` wrote.
  static func load(from folder: Folder) throws -> Authority {
    let pem = try Files.read(folder.file("ca.key"), as: "authority's key")
    let key = try Credentials.privateKeyInfo(pem, folder.file("ca.key"))
    let root = try Credentials.certificates(folder.file("ca.pem"))[0]
    let name = try folder.read("ca.name").trimmingCharacters(in: .newlines)
    let authority = try CertificateAuthority<OpenSSLCrypto>(
      name: Name(commonName: Array(name.utf8)), key: try key.key())
    return Authority(authority, key, root)
  }

  /// `ca.key`, `ca.pem`, and its name in `ca.name`.
  func save(in folder: Folder) throws {
    try folder.write("ca.key", key.pem().array, secret: true)
    try folder.write("ca.pem", pem(.certificate, root.span))
    try folder.write("ca.name", String(decoding: authority.name.commonName, as: UTF8.self) + "\n")
  }

  /// A server that goes by these names and addresses.
  mutating func identify(
    server names: [String], from start: Date = Date(), days: Int = 365
  ) throws -> Identity {
    let general = names.map { name in
      switch ServerName(name) {
      case .dns(let name): GeneralName.dns(name)
      case .ip(let address): GeneralName.ip(address)
      }
    }
    return try issue(
      .server(general), to: Name(commonName: Array(names[0].utf8)), from: start, days: days)
  }

  /// A device with this serial number.
  mutating func identify(
    device serial: String, from start: Date = Date(), days: Int = 365
  ) throws -> Identity {
    let serial = Array(serial.utf8)
    return try issue(
      .device, to: Name(commonName: serial, serialNumber: serial), from: start, days: days)
  }

  private mutating func issue(
    _ profile: Profile, to subject: Name, from start: Date, days: Int
  ) throws -> Identity {
    let signer = try OpenSSLCrypto.P256.generate()
    let publicKey = try [UInt8](capacity: 65) { out throws(CryptoError) in
      try signer.publicKey(into: &out)
    }
    let serialNumber = try SerialNumber.random()
    let validity = try Validity.days(days, from: start)
    let certificate = try authority.issue(
      profile, to: subject, publicKey: publicKey, serialNumber: serialNumber, validity: validity)
    return Identity(key: try PrivateKeyInfo(signer), certificate: certificate)
  }
}

/// A key, and the certificate that says whose it is.
struct Identity: ~Copyable {
  let key: PrivateKeyInfo
  let certificate: [UInt8]

  /// The key first: a certificate without its key is of no use to anyone.
  func save(in folder: Folder, as name: String) throws {
    try folder.write("\(name).key", key.pem().array, secret: true)
    try folder.write("\(name).pem", pem(.certificate, certificate.span))
  }
}

extension SerialNumber {
  static func random() throws(X509Error) -> SerialNumber {
    var bytes = [UInt8](repeating: 0, count: 16)
    var span = bytes.mutableSpan
    do throws(CryptoError) { try OpenSSLCrypto.random(&span) } catch { throw .crypto(error) }
    return try SerialNumber(random: bytes)
  }
}

extension Validity {
  static func days(_ days: Int, from start: Date) throws(X509Error) -> Validity {
    let first = Int64(start.timeIntervalSince1970)
    return try Validity(
      notBefore: Time(secondsSince1970: first),
      notAfter: Time(secondsSince1970: first + Int64(days) * 86_400 - 1))
  }
}

extension Secret {
  /// For a file of its owner's alone.
  var array: [UInt8] { bytes.withUnsafeBufferPointer { Array($0) } }
}
