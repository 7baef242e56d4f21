// SPDX-License-Identifier: Apache-2.0
import Certificates
import OpenSSLBackend
import Primitives
import TLS
import TestSupport
import Testing

/// How two peers of the matrix know each other.
enum MatrixMode: String, CaseIterable, Sendable {
  /// Both by certificates on P-256.
  case mutual
  case serverOnly = "server only"
  /// Both by certificates on P-256, the keys of the certificates being Ed25519.
  case ed25519
  case bareKeys = "bare keys"
  case sharedKey = "shared key"
  /// In TLS 1.3, with nothing agreed on beside it.
  case sharedKeyAlone = "shared key alone"
  /// The client's first share is in a group that the server has not (HelloRetryRequest).
  case retry
  /// The second handshake of two.
  case resumed

  func isPossible(
    _ client: MatrixParty, _ server: MatrixParty, _ version: TLSVersion
  ) -> Bool {
    let abilities = client.abilities.intersection(server.abilities)
    switch self {
    case .mutual, .serverOnly, .sharedKey: return true
    case .ed25519: return client.hasEd25519 && server.hasEd25519
    case .bareKeys: return abilities.contains(.rawPublicKeys)
    case .sharedKeyAlone: return version == .tls13 && abilities.contains(.preSharedKeysAlone)
    case .retry: return version == .tls13
    case .resumed: return version == .tls13 && abilities.contains(.resumption)
    }
  }

  var usesSharedKey: Bool { self == .sharedKey || self == .sharedKeyAlone }

  func suites(_ version: TLSVersion) -> [UInt16] {
    switch (version, usesSharedKey) {
    case (.tls13, false): [0x1301, 0x1302, 0x1303, 0x1304, 0x1305]
    // A key from outside belongs to SHA-256.
    case (.tls13, true): [0x1301, 0x1303, 0x1304, 0x1305]
    case (_, false): TLS12.certificateSuites
    case (_, true): TLS12.keySuites
    }
  }

  func configuration(
    _ role: TLSRole, _ version: TLSVersion, _ suite: UInt16
  ) throws -> TLSConfiguration {
    var configuration = TLSConfiguration()
    let pki = try MatrixPKI.shared.get()
    switch self {
    case .sharedKey: configuration.preSharedKeys = [TLS12.key()]
    case .sharedKeyAlone:
      configuration.preSharedKeys = [TLS12.key()]
      configuration.preSharedKeyModes = .alone
    case .bareKeys:
      let (own, peer) = role == .client ? (pki.device, pki.server) : (pki.server, pki.device)
      configuration.privateKey = Secret(copying: own.privateKey.span)
      configuration.ownCertificateType = .rawPublicKey
      configuration.trustedKeys = [peer.publicKeyInfo]
    case .ed25519:
      configuration.show(role == .client ? pki.edwardsDevice : pki.edwardsServer)
    case .serverOnly:
      configuration.clientCertificate = .none
      if role == .server { configuration.show(pki.server) }
    case .mutual, .retry, .resumed:
      configuration.show(role == .client ? pki.device : pki.server)
    }
    if !usesSharedKey, self != .bareKeys {
      if role == .client || self != .serverOnly { configuration.roots = [pki.root] }
      if role == .client { configuration.expectedName = PKI.host }
    }
    if self == .retry {
      configuration.groups = role == .client ? [.x25519, .secp256r1] : [.secp256r1]
    }
    if self == .resumed { configuration.resumption = .tickets(lifetime: 600) }
    configuration.versions = version...version
    configuration.suites = [CipherSuite(code: suite)]
    configuration.verificationTime = PKI.now
    return configuration
  }
}

extension TLSConfiguration {
  fileprivate mutating func show(_ identity: MatrixPKI.Identity) {
    chain = [identity.certificate]
    privateKey = Secret(copying: identity.privateKey.span)
  }
}

/// Identities on both curves, issued once.
struct MatrixPKI: Sendable {
  static let shared = Result { try MatrixPKI() }

  struct Identity: Sendable {
    var certificate: [UInt8]
    var privateKey: [UInt8]
    var publicKeyInfo: [UInt8]
  }

  let root: [UInt8]
  let server, device, edwardsServer, edwardsDevice: Identity

  init() throws {
    var authority = try CertificateAuthority<OpenSSLCrypto>(
      name: Name(organization: Array("Matrix".utf8), commonName: Array("Root".utf8)),
      key: try .generate())
    var random = SeededRandom(seed: 12)
    let validity = try Validity(
      notBefore: Time(secondsSince1970: PKI.now - PKI.day),
      notAfter: Time(secondsSince1970: PKI.now + PKI.day))
    root = try authority.root(
      serialNumber: SerialNumber(random: random.bytes(16)), validity: validity)

    func identity<Key: Signer & ~Copyable>(
      _ profile: Profile, _ subject: Name, _ key: consuming Key
    ) throws -> Identity {
      let info = try PrivateKeyInfo(key)
      let publicKey = try [UInt8](capacity: Key.publicKeyLength) { out throws(CryptoError) in
        try key.publicKey(into: &out)
      }
      let subjectKey = try SubjectPublicKeyInfo(info.algorithm, publicKey.span)
      let certificate = try authority.issue(
        profile, to: subject, key: subjectKey,
        serialNumber: SerialNumber(random: random.bytes(16)), validity: validity)
      let der = info.der.copy()
      return Identity(
        certificate: certificate, privateKey: (0..<der.count).map { der.bytes[$0] },
        publicKeyInfo: subjectKey.der)
    }

    let names = Profile.server([.dns(Array("broker.example".utf8))])
    let broker = Name(commonName: Array("broker".utf8))
    let thing = Name(serialNumber: Array("D-0001".utf8))
    server = try identity(names, broker, OpenSSLCrypto.P256.generate())
    device = try identity(.device, thing, OpenSSLCrypto.P256.generate())
    edwardsServer = try identity(names, broker, OpenSSLCrypto.Ed25519.generate())
    edwardsDevice = try identity(.device, thing, OpenSSLCrypto.Ed25519.generate())
  }
}
