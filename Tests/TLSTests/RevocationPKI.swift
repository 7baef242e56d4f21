// SPDX-License-Identifier: Apache-2.0
import Certificates
import Identity
import OpenSSLBackend
import Primitives
import TLS
import TestSupport

/// An authority of its own, which also says what it has taken back.
final class RevocationPKI {
  static let shared = Result { try RevocationPKI() }

  let root: Certificate
  let server, device: PKI.Identity
  private let key: [UInt8]

  init() throws {
    let key = Self.newKey(9)
    self.key = key
    var authority = try CertificateAuthority<OpenSSLCrypto>(
      name: Name(commonName: Array("Revoking".utf8)), key: .init(privateKey: key.span))
    let validity = try Validity(
      notBefore: Time(secondsSince1970: PKI.now - PKI.day),
      notAfter: Time(secondsSince1970: PKI.now + PKI.day))
    root = try Certificate(
      der: authority.root(
        serialNumber: SerialNumber(random: [1, 2, 3, 4, 5, 6, 7, 8]), validity: validity))

    func identity(_ profile: Profile, _ name: Name, _ seed: UInt64) throws -> PKI.Identity {
      let privateKey = Self.newKey(seed)
      let key = try OpenSSLCrypto.P256(privateKey: privateKey.span)
      let publicKey = try [UInt8](capacity: 65) { out throws(CryptoError) in
        try key.publicKey(into: &out)
      }
      let certificate = try authority.issue(
        profile, to: name, publicKey: publicKey,
        serialNumber: SerialNumber(random: [UInt8](repeating: UInt8(seed), count: 8)),
        validity: validity)
      let info = try PrivateKeyInfo(key)
      return PKI.Identity(
        chain: [certificate], privateKey: (0..<info.der.count).map { info.der.bytes[$0] })
    }
    server = try identity(
      .server([.dns(Array("broker.example".utf8))]), Name(commonName: Array("broker".utf8)), 10)
    device = try identity(.device, Name(serialNumber: Array("D-0002".utf8)), 11)
  }

  private static func newKey(_ seed: UInt64) -> [UInt8] {
    var random = SeededRandom(seed: seed)
    return [0] + random.bytes(31)
  }

  static var revocation: Revocation {
    Revocation(date: Time(secondsSince1970: PKI.now - 3600), reason: .keyCompromise)
  }

  /// A responder's answer about one of them.
  func answer(
    about identity: PKI.Identity, isRevoked: Bool, madeAt time: Int64 = PKI.now - 60
  ) throws -> [UInt8] {
    let key = self.key
    var responder = try OCSPResponder<OpenSSLCrypto, LooseKey<OpenSSLCrypto.P256>>(
      for: root, key: LooseKey(.init(privateKey: key.span), algorithm: .ecdsaP256))
    let question = try OCSPRequest.asking(
      about: Certificate(der: identity.chain[0]), issuer: root, using: OpenSSLCrypto.self)
    return responder.answer(
      question, at: Time(secondsSince1970: time), nextUpdate: Time(secondsSince1970: time + 3600)
    ) { _ in isRevoked ? .revoked(Self.revocation) : .good }
  }

  /// The authority's list, with these on it.
  func list(revoking identities: [PKI.Identity] = []) throws -> RevocationList {
    let key = self.key
    var authority = try CertificateAuthority<OpenSSLCrypto>(
      certificate: root, key: .init(privateKey: key.span))
    let revoked = try identities.map { identity in
      let serial = try Certificate(der: identity.chain[0])
      return RevokedCertificate(
        serialNumber: serial.serialNumber.indices.map { serial.serialNumber[$0] }, Self.revocation)
    }
    return try RevocationList(
      der: authority.revocationList(
        revoked, number: 1, thisUpdate: Time(secondsSince1970: PKI.now - 60),
        nextUpdate: Time(secondsSince1970: PKI.now + 3600)))
  }
}

extension RevocationPKI: @unchecked Sendable {}
