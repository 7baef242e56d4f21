// SPDX-License-Identifier: Apache-2.0
import Certificates
import Constrained
import DTLS
import MbedTLSBackend
import OpenSSLBackend
import Primitives
import TLS
import TestSupport
import Testing
import Wire

/// What proves identity, and how records are protected.
enum Mode: String, CaseIterable, CustomTestStringConvertible, Sendable {
  case pskCCM8, pskGCM, certificatesCCM8, certificatesGCM

  var testDescription: String { rawValue }
  var isPSK: Bool { self == .pskCCM8 || self == .pskGCM }

  var suite: CipherSuite {
    switch self {
    case .pskCCM8: CipherSuite(code: 0xC0A8)
    case .pskGCM: CipherSuite(code: 0x00A8)
    case .certificatesCCM8: CipherSuite(code: 0xC0AE)
    case .certificatesGCM: CipherSuite(code: 0xC02B)
    }
  }
}

enum Library: String, CaseIterable, CustomTestStringConvertible, Sendable {
  case openssl, mbedtls
  var testDescription: String { rawValue }
}

/// Every library with every other, and with itself.
let libraryPairs: [(client: Library, server: Library)] = Library.allCases.flatMap { client in
  Library.allCases.map { (client, $0) }
}

let identity = Array("D-0001".utf8)
let sharedKey = (0..<16).map { UInt8($0 &* 17) }
let host = ServerName.dns(Array("broker.example".utf8))

/// Certificates for both sides from one authority, made once.
struct Cast: Sendable {
  static let shared = Result { try Cast() }
  static let now: Int64 = 1_800_000_000

  let root, server, device: [UInt8]
  let serverKey, deviceKey: [UInt8]

  init() throws {
    var authority = try CertificateAuthority<OpenSSLCrypto>(
      name: Name(organization: Array("Things".utf8), commonName: Array("Root".utf8)),
      key: try .generate())
    let validity = try Validity(
      notBefore: Time(secondsSince1970: Self.now - 86_400),
      notAfter: Time(secondsSince1970: Self.now + 86_400))
    func number(_ last: UInt8) throws -> SerialNumber {
      try SerialNumber(random: [UInt8](repeating: last, count: 16))
    }
    root = try authority.root(serialNumber: number(1), validity: validity)
    func issue(
      _ profile: Certificates.Profile, _ name: Name, _ last: UInt8
    ) throws -> ([UInt8], [UInt8]) {
      let key = try OpenSSLCrypto.P256.generate()
      let publicKey = try [UInt8](capacity: 65) { out throws(CryptoError) in
        try key.publicKey(into: &out)
      }
      let certificate = try authority.issue(
        profile, to: name, publicKey: publicKey, serialNumber: number(last), validity: validity)
      let info = try PrivateKeyInfo(key)
      return (certificate, (0..<info.der.count).map { info.der.bytes[$0] })
    }
    (server, serverKey) = try issue(
      .server([.dns(Array("broker.example".utf8))]), Name(commonName: Array("broker".utf8)), 2)
    (device, deviceKey) = try issue(.device, Name(serialNumber: identity), 3)
  }
}

func configuration(
  _ mode: Mode, _ role: TLSRole, key: [UInt8] = sharedKey, maximumDatagramSize: Int = 1232
) throws -> TLSConfiguration {
  let cast = try Cast.shared.get()
  var configuration = TLSConfiguration()
  if mode.isPSK {
    configuration.preSharedKeys = [
      PreSharedKey(identity: identity, key: Secret(copying: key.span))
    ]
  } else {
    configuration.roots = [cast.root]
    configuration.chain = [role == .client ? cast.device : cast.server]
    let key = role == .client ? cast.deviceKey : cast.serverKey
    configuration.privateKey = Secret(copying: key.span)
    if role == .client { configuration.expectedName = host }
  }
  configuration.suites = [mode.suite]
  configuration.verificationTime = Cast.now
  var datagrams = DatagramOptions()
  datagrams.maximumDatagramSize = maximumDatagramSize
  configuration.transport = .datagrams(datagrams)
  return configuration
}
