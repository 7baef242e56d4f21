// SPDX-License-Identifier: Apache-2.0
import Certificates
import OpenSSLBackend
import Primitives
import TLS

/// Who the two ends are: keys and certificates that are the same in every run.
struct LatencyCredentials: Sendable {
  static let now: Int64 = 1_800_000_000

  private let root: [UInt8]
  private let server, device: [UInt8]

  /// To be called where OpenSSL draws from a seed, or the signatures change their lengths.
  init() throws {
    var authority = try CertificateAuthority<OpenSSLCrypto>(
      name: Name(organization: Array("Things".utf8), commonName: Array("Root".utf8)),
      key: try Self.key(1))
    let validity = try Validity(
      notBefore: Time(secondsSince1970: Self.now - 86_400),
      notAfter: Time(secondsSince1970: Self.now + 86_400))
    func number(_ last: UInt8) throws -> SerialNumber {
      try SerialNumber(random: [UInt8](repeating: last, count: 16))
    }
    root = try authority.root(serialNumber: number(1), validity: validity)
    server = try authority.issue(
      .server([.dns(Array("broker.example".utf8))]), to: Name(commonName: Array("broker".utf8)),
      publicKey: Self.publicKey(2), serialNumber: number(2), validity: validity)
    device = try authority.issue(
      .device, to: Name(serialNumber: Array("D-0001".utf8)), publicKey: Self.publicKey(3),
      serialNumber: number(3), validity: validity)
  }

  func configuration(
    for stack: Stack, as role: TLSRole, over profile: DatagramOptions?
  ) throws -> TLSConfiguration {
    var configuration = TLSConfiguration()
    switch stack.identity {
    case .psk:
      configuration.preSharedKeys = [
        PreSharedKey(
          identity: Array("D-0001".utf8), key: Secret(copying: Self.bytes(9, count: 16).span))
      ]
    case .certificates:
      configuration.roots = [root]
      configuration.chain = [role == .client ? device : server]
      configuration.privateKey = try PrivateKeyInfo(Self.key(role == .client ? 3 : 2)).der.copy()
      if role == .client { configuration.expectedName = .dns(Array("broker.example".utf8)) }
    }
    configuration.suites = [stack.suite]
    configuration.versions = stack.version...stack.version
    configuration.verificationTime = Self.now
    if let profile { configuration.transport = .datagrams(profile) }
    return configuration
  }

  private static func bytes(_ last: UInt8, count: Int) -> [UInt8] {
    [UInt8](repeating: last, count: count)
  }

  private static func key(_ last: UInt8) throws -> OpenSSLCrypto.P256 {
    let scalar = bytes(last, count: 32)
    return try OpenSSLCrypto.P256(privateKey: scalar.span)
  }

  private static func publicKey(_ last: UInt8) throws -> [UInt8] {
    let key = try key(last)
    return try [UInt8](capacity: 65) { out throws(CryptoError) in try key.publicKey(into: &out) }
  }
}
