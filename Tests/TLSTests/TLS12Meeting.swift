// SPDX-License-Identifier: Apache-2.0
import BookEngine
import MbedTLSBackend
import OpenSSLBackend
import Primitives
import TLS
import TestSupport
import Testing

/// Whoever speaks TLS 1.2, under test against the book's own.
enum Party: String, CaseIterable, Sendable, CustomTestStringConvertible {
  case book
  case bookOnMbedTLS = "book on mbedTLS"
  case openssl, mbedtls

  var testDescription: String { rawValue }

  func endpoint(
    _ configuration: borrowing TLSConfiguration, _ role: TLSRole
  ) throws -> any Endpoint {
    switch self {
    case .book: try make(BookEngine<OpenSSLCrypto>.self, configuration, role)
    case .bookOnMbedTLS: try make(BookEngine<MbedTLSCrypto>.self, configuration, role)
    case .openssl: try make(OpenSSLEngine.self, configuration, role)
    case .mbedtls: try make(MbedTLSEngine.self, configuration, role)
    }
  }

  private func make<E: TLSEngine>(
    _ engine: E.Type, _ configuration: borrowing TLSConfiguration, _ role: TLSRole
  ) throws -> any Endpoint {
    ChannelEndpoint<E>(try E(configuration, role: role).makeChannel())
  }
}

/// Configurations that meet in TLS 1.2.
enum TLS12 {
  static let identity = Array("sensor-7".utf8)

  static func keyBytes(seed: UInt64 = 7) -> [UInt8] {
    var random = SeededRandom(seed: seed)
    return random.bytes(16)
  }

  static func key(seed: UInt64 = 7) -> PreSharedKey {
    let bytes = keyBytes(seed: seed)
    return PreSharedKey(identity: identity, key: Secret(copying: bytes.span))
  }

  static func certificates(
    _ role: TLSRole, suites: [UInt16] = [], isMutual: Bool = true,
    versions: ClosedRange<TLSVersion> = .tls12 ... .tls12
  ) throws -> TLSConfiguration {
    var setup = try role == .client ? Setup.client() : Setup.server()
    setup.versions = versions
    setup.suites = suites
    if !isMutual {
      setup.clientCertificate = .none
      if role == .server { setup.roots = [] } else { setup.identity = nil }
    }
    return setup.configuration
  }

  static func keys(
    suites: [UInt16], key: PreSharedKey = key(),
    versions: ClosedRange<TLSVersion> = .tls12 ... .tls12
  ) -> TLSConfiguration {
    var configuration = TLSConfiguration()
    configuration.preSharedKeys = [key]
    configuration.versions = versions
    configuration.suites = suites.map(CipherSuite.init(code:))
    return configuration
  }

  static let certificateSuites: [UInt16] = [
    0xC02B, 0xC02C, 0xCCA9, 0xC0AC, 0xC0AD, 0xC0AE, 0xC0AF,
  ]
  static let keySuites: [UInt16] = [
    0x00A8, 0x00A9, 0xCCAB, 0xC0A4, 0xC0A5, 0xC0A8, 0xC0A9, 0xCCAC, 0xD001, 0xD002, 0xD003,
    0xD005,
  ]

  /// Neither library has the newer suites of RFC 8442; only one has ChaCha20 with a bare key.
  static func has(_ suite: UInt16, _ party: Party) -> Bool {
    switch party {
    case .book, .bookOnMbedTLS: true
    case .openssl: ![0xD001, 0xD002, 0xD003, 0xD005].contains(suite)
    case .mbedtls: ![0xD001, 0xD002, 0xD003, 0xD005].contains(suite)
    }
  }
}
