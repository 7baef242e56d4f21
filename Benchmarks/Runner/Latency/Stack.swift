// SPDX-License-Identifier: Apache-2.0
import Constrained
import TLS

/// What is compared: a protocol, the library that speaks it, and what proves identity.
public struct Stack: Hashable, Sendable, Codable {
  public enum Security: String, CaseIterable, Codable, Sendable {
    case tls13 = "tls1.3"
    case tls12 = "tls1.2"
    case dtls12 = "dtls1.2"
  }

  public enum Library: String, CaseIterable, Codable, Sendable {
    case openssl, mbedtls
  }

  public enum Identity: String, CaseIterable, Codable, Sendable {
    /// A key that both sides have known before.
    case psk
    /// Certificates on P-256 on both sides, one below the root.
    case certificates
  }

  public var security: Security
  public var library: Library
  public var identity: Identity

  public var name: String { "\(security.rawValue)/\(library.rawValue)/\(identity.rawValue)" }
  public var isDatagrams: Bool { security == .dtls12 }

  /// Every stack that Debian's libraries can speak; mbedTLS 2.28 has no TLS 1.3.
  public static let all: [Stack] = Identity.allCases.flatMap { identity in
    [
      Stack(security: .tls13, library: .openssl, identity: identity),
      Stack(security: .tls12, library: .openssl, identity: identity),
      Stack(security: .dtls12, library: .openssl, identity: identity),
      Stack(security: .tls12, library: .mbedtls, identity: identity),
      Stack(security: .dtls12, library: .mbedtls, identity: identity),
    ]
  }

  /// AES-128 with tags of 8 bytes everywhere, so that records differ by their headers alone.
  var suite: CipherSuite {
    switch (security, identity) {
    case (.tls13, _): CipherSuite(code: 0x1305)
    case (_, .psk): CipherSuite(code: 0xC0A8)
    case (_, .certificates): CipherSuite(code: 0xC0AE)
    }
  }

  var version: TLSVersion { security == .tls13 ? .tls13 : .tls12 }
}

/// The four links of chapter 13.
public enum LinkName: String, CaseIterable, Codable, Sendable {
  case ieee802154 = "802.15.4"
  case nbIoT = "nb-iot"
  case lteM = "lte-m"
  case wifi = "wi-fi"

  public var profile: Profile {
    switch self {
    case .ieee802154: .ieee802154
    case .nbIoT: .nbIoT
    case .lteM: .lteM
    case .wifi: .wifi
    }
  }
}
