// SPDX-License-Identifier: Apache-2.0
import TLS
import Trace

/// How many bytes each engine spends on a handshake, flight by flight, beside the least that the
/// protocol allows. It is the same in every run.
public struct HandshakeLedger: Codable, Equatable, Sendable {
  public struct Row: Codable, Equatable, Sendable {
    public var engine: String
    /// `1.3` or `1.2`.
    public var version: String
    public var mode: LedgerMode
    public var suite: String
    /// The client's first, the server's, and so on; empty where there was no handshake.
    public var flights: [Int]
    /// What is more or less than the least, field by field; nil where there is no least, or the
    /// engine does not show what it sealed.
    public var differences: [Difference]?
    /// Why there was no handshake.
    public var refusal: String?

    public var total: Int { flights.reduce(0, +) }
    public var name: String { "\(version)/\(mode.rawValue)/\(engine)" }
  }

  public struct Difference: Codable, Equatable, Sendable {
    /// From 1 on.
    public var flight: Int
    public var field: String
    public var bytes: Int
    public var least: Int

    public var more: Int { bytes - least }
  }

  /// The least for one mode of TLS 1.3.
  public struct Least: Codable, Equatable, Sendable {
    public var mode: LedgerMode
    public var flights: [Int]
  }

  /// How many seeds were tried: the length of a signature is a matter of luck, and what is shown
  /// is the run in the middle.
  public var seeds: Int
  public var least: [Least]
  public var rows: [Row]
}

extension HandshakeLedger.Difference {
  /// Every field in which the flights differ; without any, the flights are the same.
  static func all(
    _ flights: [[Flight.Item]], from least: [[Flight.Item]]
  ) -> [HandshakeLedger.Difference] {
    var found: [HandshakeLedger.Difference] = []
    for index in 0..<max(flights.count, least.count) {
      let ours = index < flights.count ? flights[index] : []
      let theirs = index < least.count ? least[index] : []
      let names =
        ours.map(\.name) + theirs.map(\.name).filter { name in !ours.contains { $0.name == name } }
      for name in names {
        let bytes = ours.first { $0.name == name }?.bytes ?? 0
        let minimum = theirs.first { $0.name == name }?.bytes ?? 0
        guard bytes != minimum else { continue }
        found.append(
          HandshakeLedger.Difference(flight: index + 1, field: name, bytes: bytes, least: minimum))
      }
    }
    return found
  }

  /// In one sentence, what the bytes are for.
  var reason: String {
    let name = field.split(separator: ", ").last.map(String.init) ?? field
    switch name {
    case "signature": return "ECDSA in DER has 70 to 72 bytes, as luck will have it"
    case "record headers": return "more records than are needed"
    case "nonces and tags", "hidden types and padding": return "each sealed record has its own"
    case "record_size_limit": return "how long a record may be"
    case "extended_master_secret": return "asked for in case the server speaks TLS 1.2"
    case "renegotiation_info": return "asked for in case the server speaks TLS 1.2"
    case "ec_point_formats": return "asked for in case the server speaks TLS 1.2"
    case "encrypt_then_mac": return "asked for in case the server speaks TLS 1.2"
    case "session_ticket": return "asked for in case the server speaks TLS 1.2"
    case "legacy_session_id", "legacy_session_id_echo", "ChangeCipherSpec":
      return "to look like TLS 1.2 to machines on the way"
    case "cipher_suites": return "more suites than one"
    case "supported_groups": return "more groups than one, or a list where none is needed"
    case "signature_algorithms": return "more signatures than one"
    case "psk_key_exchange_modes": return "offered although no key is shared"
    case "pre_shared_key": return "another length of identity or binder"
    case "length of extensions": return "a list of extensions where none is needed"
    case "SubjectPublicKeyInfo": return "another key"
    default: return bytes > least ? "not in the least handshake" : "only in the least handshake"
    }
  }
}
