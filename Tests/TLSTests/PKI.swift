// SPDX-License-Identifier: Apache-2.0
import Certificates
import OpenSSLBackend
import Primitives
import TLS
import TestSupport

/// Every certificate that the suite needs, issued once by the book's own authority.
struct PKI: Sendable {
  static let shared = Result { try PKI() }

  /// A certificate with its key, for a server or for a device.
  struct Identity: Sendable {
    var chain: [[UInt8]]
    var privateKey: [UInt8]
  }

  /// The moment at which the suite lives.
  static let now: Int64 = 1_800_000_000
  static let day: Int64 = 86_400
  static let host = ServerName.dns(Array("broker.example".utf8))
  static let address = ServerName.ip([192, 0, 2, 7])

  let root: [UInt8]
  let server, expiredServer, futureServer, namelessServer, device: Identity
  /// The same names, issued by an authority that calls itself as ours does.
  let forgedServer, forgedDevice: Identity
  /// By an authority that nobody has heard of.
  let strangeServer: Identity

  init() throws {
    var ours = try Issuer(organization: "Things", seed: 1)
    root = try ours.root()
    server = try ours.server("broker")
    expiredServer = try ours.server("expired", from: -20, to: -10)
    futureServer = try ours.server("future", from: 10, to: 20)
    namelessServer = try ours.server("other", names: [.dns(Array("other.example".utf8))])
    device = try ours.device()
    var forger = try Issuer(organization: "Things", seed: 2)
    forgedServer = try forger.server("broker")
    forgedDevice = try forger.device()
    var stranger = try Issuer(organization: "Strangers", seed: 3)
    strangeServer = try stranger.server("broker")
  }
}

/// An authority with a short memory: serial numbers come from its seed.
private struct Issuer: ~Copyable {
  var authority: CertificateAuthority<OpenSSLCrypto>
  var random: SeededRandom

  init(organization: String, seed: UInt64) throws {
    authority = try CertificateAuthority(
      name: Name(organization: Array(organization.utf8), commonName: Array("Root".utf8)),
      key: try .generate())
    random = SeededRandom(seed: seed)
  }

  mutating func root() throws -> [UInt8] {
    try authority.root(serialNumber: serialNumber(), validity: days(-365, 3650))
  }

  mutating func server(
    _ name: String,
    names: [GeneralName] = [.dns(Array("broker.example".utf8)), .ip([192, 0, 2, 7])],
    from: Int64 = -1, to: Int64 = 1
  ) throws -> PKI.Identity {
    let subject = Name(commonName: Array(name.utf8))
    return try issue(.server(names), to: subject, days(from, to))
  }

  mutating func device() throws -> PKI.Identity {
    try issue(.device, to: Name(serialNumber: Array("D-0001".utf8)), days(-1, 1))
  }

  private mutating func issue(
    _ profile: Profile, to subject: Name, _ validity: Validity
  ) throws -> PKI.Identity {
    let key = try OpenSSLCrypto.P256.generate()
    let publicKey = try [UInt8](capacity: 65) { out throws(CryptoError) in
      try key.publicKey(into: &out)
    }
    let certificate = try authority.issue(
      profile, to: subject, publicKey: publicKey, serialNumber: serialNumber(),
      validity: validity)
    let privateKey = try PrivateKeyInfo(key)
    return PKI.Identity(chain: [certificate], privateKey: bytes(of: privateKey.der))
  }

  private mutating func serialNumber() throws -> SerialNumber {
    try SerialNumber(random: random.bytes(16))
  }

  private func days(_ from: Int64, _ to: Int64) throws -> Validity {
    try Validity(
      notBefore: Time(secondsSince1970: PKI.now + from * PKI.day),
      notAfter: Time(secondsSince1970: PKI.now + to * PKI.day))
  }

  private func bytes(of secret: borrowing Secret) -> [UInt8] {
    (0..<secret.count).map { secret.bytes[$0] }
  }
}
