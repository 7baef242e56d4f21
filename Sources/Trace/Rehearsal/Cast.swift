// SPDX-License-Identifier: Apache-2.0
import Certificates
import Identity
import Primitives
import TLS

/// Who the two ends of a rehearsal are: a broker and a device, the same in every run.
public struct Cast: Sendable {
  public typealias Crypto = PortableCrypto

  /// The moment at which it is all played.
  public static let date: Int64 = 1_800_000_000

  public let root: [UInt8]
  public let broker, device: Player

  /// A certificate, the bare key in it, and the private key; none of them worth a secret.
  public struct Player: Sendable {
    public let certificate: [UInt8]
    public let publicKeyInfo: [UInt8]
    let privateKeyInfo: [UInt8]

    public var privateKey: Secret { Secret(copying: privateKeyInfo.span) }
  }

  /// Keys on P-256 for X.509 and bare.
  public init() throws {
    var authority = try CertificateAuthority<Crypto>(
      name: Name(organization: Array("Things".utf8), commonName: Array("Root".utf8)),
      key: try Crypto.P256(privateKey: Self.scalar(1).span))
    let validity = try Validity(
      notBefore: Time(secondsSince1970: Self.date - 86_400),
      notAfter: Time(secondsSince1970: Self.date + 86_400))
    func number(_ last: UInt8) throws -> SerialNumber {
      try SerialNumber(random: [UInt8](repeating: last, count: 16))
    }
    root = try authority.root(serialNumber: number(1), validity: validity)
    func player(_ last: UInt8, _ profile: Profile, _ name: Name) throws -> Player {
      let key = try Bare.p256(last)
      let certificate = try authority.issue(
        profile, to: name, publicKey: key.publicKey, serialNumber: number(last),
        validity: validity)
      return try Player(certificate, key)
    }
    broker = try player(
      2, .server([.dns(Array("broker.example".utf8))]), Name(commonName: Array("broker".utf8)))
    device = try player(3, .device, Name(serialNumber: Array("D-0001".utf8)))
  }

  fileprivate static func scalar(_ last: UInt8) -> [UInt8] { [UInt8](repeating: last, count: 32) }

  /// A bare key on Ed25519, which no certificate carries.
  public static func bare25519<Provider: CryptoProvider>(
    _ last: UInt8, by _: Provider.Type
  ) throws -> Player {
    try Player([], Bare(Provider.Ed25519(privateKey: scalar(last).span), .ed25519))
  }

  public func certificates(as role: TLSRole) -> TLSConfiguration {
    var configuration = TLSConfiguration()
    configuration.roots = [root]
    let player = role == .client ? device : broker
    configuration.chain = [player.certificate]
    configuration.privateKey = player.privateKey
    if role == .client { configuration.expectedName = .dns(Array("broker.example".utf8)) }
    configuration.verificationTime = Self.date
    return configuration
  }

  public func bareKeys(
    as role: TLSRole, device: Player? = nil, broker: Player? = nil
  ) -> TLSConfiguration {
    let (device, broker) = (device ?? self.device, broker ?? self.broker)
    var configuration = TLSConfiguration()
    configuration.ownCertificateType = .rawPublicKey
    configuration.privateKey = role == .client ? device.privateKey : broker.privateKey
    configuration.trustedKeys = [role == .client ? broker.publicKeyInfo : device.publicKeyInfo]
    configuration.verificationTime = Self.date
    return configuration
  }

  public func sharedKey(identity: String = "D-0001") -> TLSConfiguration {
    var configuration = TLSConfiguration()
    configuration.preSharedKeys = [
      PreSharedKey(
        identity: Array(identity.utf8),
        key: Secret(copying: [UInt8](repeating: 9, count: 16).span))
    ]
    return configuration
  }
}

/// A key and how it is written down.
private struct Bare {
  let algorithm: KeyAlgorithm
  let publicKey: [UInt8]
  let info: [UInt8]

  static func p256(_ last: UInt8) throws -> Bare {
    try Bare(PortableCrypto.P256(privateKey: Cast.scalar(last).span), .ecdsaP256)
  }

  init<Key: Signer & ~Copyable>(
    _ key: consuming Key, _ algorithm: KeyAlgorithm
  ) throws {
    self.algorithm = algorithm
    publicKey = try [UInt8](capacity: Key.publicKeyLength) { out throws(CryptoError) in
      try key.publicKey(into: &out)
    }
    let written = try PrivateKeyInfo(key)
    info = array(written.der.bytes)
  }
}

extension Cast.Player {
  fileprivate init(_ certificate: [UInt8], _ key: Bare) throws {
    self.certificate = certificate
    publicKeyInfo = try SubjectPublicKeyInfo(key.algorithm, key.publicKey.span).der
    privateKeyInfo = key.info
  }
}
