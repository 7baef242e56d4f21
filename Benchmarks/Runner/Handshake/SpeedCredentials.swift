// SPDX-License-Identifier: Apache-2.0
import Certificates
import OpenSSLBackend
import Primitives
import TLS

/// A root, a server and a device on P-256, new in every run.
struct SpeedCredentials: Sendable {
  static let host = "broker.example"
  static let now: Int64 = 1_800_000_000

  struct Identity: Sendable {
    var certificate: [UInt8]
    /// PrivateKeyInfo.
    var privateKey: [UInt8]
  }

  let root: [UInt8]
  let server, device: Identity

  init() throws {
    var authority = try CertificateAuthority<OpenSSLCrypto>(
      name: Name(organization: Array("Things".utf8), commonName: Array("Root".utf8)),
      key: .generate())
    let validity = try Validity(
      notBefore: Time(secondsSince1970: Self.now - 86_400),
      notAfter: Time(secondsSince1970: Self.now + 86_400))
    func number(_ last: UInt8) throws -> SerialNumber {
      try SerialNumber(random: [UInt8](repeating: last, count: 16))
    }
    func identity(_ profile: Profile, _ name: Name, _ last: UInt8) throws -> Identity {
      let key = try OpenSSLCrypto.P256.generate()
      let publicKey = try [UInt8](capacity: 65) { out throws(CryptoError) in
        try key.publicKey(into: &out)
      }
      let certificate = try authority.issue(
        profile, to: name, publicKey: publicKey, serialNumber: number(last), validity: validity)
      let info = try PrivateKeyInfo(key)
      return Identity(
        certificate: certificate, privateKey: (0..<info.der.count).map { info.der.bytes[$0] })
    }
    root = try authority.root(serialNumber: number(1), validity: validity)
    server = try identity(
      .server([.dns(Array(Self.host.utf8))]), Name(commonName: Array("broker".utf8)), 2)
    device = try identity(.device, Name(serialNumber: Array("D-0001".utf8)), 3)
  }

  func identity(of role: TLSRole) -> Identity { role == .client ? device : server }

  /// TLS 1.3 with x25519, AES-128-GCM and certificates on both sides.
  func configuration(as role: TLSRole, resumes: Bool) -> TLSConfiguration {
    var configuration = TLSConfiguration()
    configuration.roots = [root]
    configuration.chain = [identity(of: role).certificate]
    configuration.privateKey = Secret(copying: identity(of: role).privateKey.span)
    if role == .client { configuration.expectedName = .dns(Array(Self.host.utf8)) }
    configuration.versions = .tls13 ... .tls13
    configuration.suites = [CipherSuite(code: 0x1301)]
    configuration.groups = [.x25519]
    configuration.verificationTime = Self.now
    if resumes { configuration.resumption = .tickets(lifetime: 3600) }
    return configuration
  }
}
