// SPDX-License-Identifier: Apache-2.0
import Trace

/// The least bytes that a handshake of TLS 1.3 can take, field by field
/// (draft-ietf-iotops-security-protocol-comparison, 2.4 to 2.6): AES-128-CCM-8, one group and one
/// signature, nothing that can be left out.
///
/// The draft's own second flight with bare keys is two bytes larger: its certificate-type
/// extensions in EncryptedExtensions carry a length and a byte, where RFC 7250, 3 has one byte.
public struct LedgerMinimum: Sendable {
  public let flights: [[Flight.Item]]

  public var bytes: [Int] { flights.map { $0.reduce(0) { $0 + $1.bytes } } }

  /// Nil for what the draft does not count.
  public init?(_ mode: LedgerMode) {
    switch mode {
    case .bareKeys: flights = Self.bareKeys(share: 65, info: 91, signature: 71)
    case .bareKeys25519: flights = Self.bareKeys(share: 32, info: 44, signature: 64)
    case .sharedKeyAndAgreement: flights = Self.sharedKey(share: 65)
    case .sharedKey: flights = Self.sharedKey(share: nil)
    case .certificates: return nil
    }
  }

  private static func clientHello(_ extensions: [Flight.Item]) -> [Flight.Item] {
    [
      Flight.Item("record headers", 5), Flight.Item("ClientHello, header", 4),
      Flight.Item("ClientHello, legacy_version", 2), Flight.Item("ClientHello, random", 32),
      Flight.Item("ClientHello, legacy_session_id", 1),
      Flight.Item("ClientHello, cipher_suites", 4),
      Flight.Item("ClientHello, legacy_compression_methods", 2),
      Flight.Item("ClientHello, length of extensions", 2),
      Flight.Item("ClientHello, supported_versions", 7),
    ] + extensions
  }

  private static func serverHello(share: Int?) -> [Flight.Item] {
    [
      Flight.Item("record headers", 10), Flight.Item("ServerHello, header", 4),
      Flight.Item("ServerHello, legacy_version", 2), Flight.Item("ServerHello, random", 32),
      Flight.Item("ServerHello, legacy_session_id_echo", 1),
      Flight.Item("ServerHello, cipher_suite", 2),
      Flight.Item("ServerHello, legacy_compression_method", 1),
      Flight.Item("ServerHello, length of extensions", 2),
      Flight.Item("ServerHello, supported_versions", 6),
      Flight.Item("EncryptedExtensions, header", 4),
      Flight.Item("EncryptedExtensions, length of extensions", 2),
    ] + (share.map { [Flight.Item("ServerHello, key_share", 8 + $0)] } ?? [])
  }

  /// What proves a bare key, and the end of a flight.
  private static func proof(info: Int, signature: Int) -> [Flight.Item] {
    [
      Flight.Item("Certificate, header", 4), Flight.Item("Certificate, framing", 9),
      Flight.Item("Certificate, length of extensions", 0),
      Flight.Item("Certificate, SubjectPublicKeyInfo", info),
      Flight.Item("CertificateVerify, header", 4), Flight.Item("CertificateVerify, algorithm", 2),
      Flight.Item("CertificateVerify, signature", 2 + signature),
    ].filter { $0.bytes > 0 }
  }

  private static let finished = [
    Flight.Item("Finished, header", 4), Flight.Item("Finished, verify_data", 32),
    Flight.Item("hidden types and padding", 1), Flight.Item("nonces and tags", 8),
  ]

  private static func bareKeys(share: Int, info: Int, signature: Int) -> [[Flight.Item]] {
    let hello = clientHello([
      Flight.Item("ClientHello, supported_groups", 8),
      Flight.Item("ClientHello, signature_algorithms", 8),
      Flight.Item("ClientHello, key_share", 10 + share),
      Flight.Item("ClientHello, client_certificate_type", 6),
      Flight.Item("ClientHello, server_certificate_type", 6),
    ])
    let answer = [
      Flight.Item("EncryptedExtensions, client_certificate_type", 5),
      Flight.Item("EncryptedExtensions, server_certificate_type", 5),
      Flight.Item("CertificateRequest, header", 4), Flight.Item("CertificateRequest, framing", 1),
      Flight.Item("CertificateRequest, length of extensions", 2),
      Flight.Item("CertificateRequest, signature_algorithms", 8),
    ]
    let proof = proof(info: info, signature: signature)
    return [
      hello, serverHello(share: share) + answer + proof + finished,
      [Flight.Item("record headers", 5)] + proof + finished,
    ]
  }

  private static func sharedKey(share: Int?) -> [[Flight.Item]] {
    let agreement =
      share.map {
        [
          Flight.Item("ClientHello, supported_groups", 8),
          Flight.Item("ClientHello, key_share", 10 + $0),
        ]
      } ?? []
    let hello = clientHello(
      agreement + [
        Flight.Item("ClientHello, psk_key_exchange_modes", 6),
        Flight.Item("ClientHello, pre_shared_key", 48),
      ])
    return [
      hello, serverHello(share: share) + [Flight.Item("ServerHello, pre_shared_key", 6)] + finished,
      [Flight.Item("record headers", 5)] + finished,
    ]
  }
}

/// By what the two ends know each other.
public enum LedgerMode: String, CaseIterable, Codable, Sendable {
  case bareKeys = "rpk-ecdhe"
  case bareKeys25519 = "rpk-ecdhe-25519"
  case sharedKeyAndAgreement = "psk-ecdhe"
  case sharedKey = "psk"
  case certificates = "x509"

  public var title: String {
    switch self {
    case .bareKeys: "RPK + ECDHE, P-256"
    case .bareKeys25519: "RPK + ECDHE, X25519 and Ed25519"
    case .sharedKeyAndAgreement: "PSK + ECDHE, P-256"
    case .sharedKey: "PSK"
    case .certificates: "X.509 + ECDHE, P-256"
    }
  }
}
