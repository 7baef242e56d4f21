// SPDX-License-Identifier: Apache-2.0
import Certificates
import Foundation
import TLS

/// What two peers agreed on, for people and for programs.
struct Agreement {
  var agreed: NegotiatedParameters
  var engine: String

  init(_ agreed: NegotiatedParameters, by engine: StaticString) {
    self.agreed = agreed
    self.engine = "\(engine)"
  }

  /// Name and value; nothing that was not agreed on.
  var facts: [(name: String, value: String)] {
    var facts = [("version", "\(agreed.version)"), ("cipher suite", "\(agreed.suite)")]
    if let group = agreed.group { facts.append(("group", "\(group)")) }
    if !agreed.applicationProtocol.isEmpty { facts.append(("protocol", applicationProtocol)) }
    facts.append(("peer", peer))
    if agreed.isResumed { facts.append(("resumed", "yes")) }
    if agreed.isEarlyDataAccepted { facts.append(("early data", "taken")) }
    return facts
  }

  /// What proved the peer.
  var peer: String {
    if let subject { return subject }
    if !agreed.peerKey.isEmpty { return "a bare public key" }
    if !agreed.identity.isEmpty { return "the key shared as \(identity)" }
    return "nobody in particular"
  }

  func show() {
    for fact in facts { Terminal.fact(fact.name, fact.value) }
  }

  /// For a log, in one line.
  var line: String {
    var parts = ["\(agreed.version)", "\(agreed.suite)"]
    if let group = agreed.group { parts.append("\(group)") }
    if !agreed.applicationProtocol.isEmpty { parts.append(applicationProtocol) }
    parts.append(peer)
    if agreed.isResumed { parts.append("resumed") }
    if agreed.isEarlyDataAccepted { parts.append("with early data") }
    return parts.joined(separator: ", ")
  }

  /// For a page that stands alone: a column of names, a column of values.
  var page: String {
    let all = facts + [("engine", engine)]
    return all.map { $0.name.padding(toLength: 14, withPad: " ", startingAt: 0) + $0.value + "\n" }
      .joined()
  }

  private var subject: String? {
    guard !agreed.peerCertificate.isEmpty else { return nil }
    return (try? Certificate(der: agreed.peerCertificate))?.subjectText
  }

  private var identity: String { printable(agreed.identity) }
  private var applicationProtocol: String { printable(agreed.applicationProtocol) }

  func json() throws -> Data {
    try Document(
      version: "\(agreed.version)", cipherSuite: "\(agreed.suite)",
      group: agreed.group.map { "\($0)" },
      applicationProtocol: agreed.applicationProtocol.isEmpty ? nil : applicationProtocol,
      peerSubject: subject,
      peerKey: agreed.peerKey.isEmpty ? nil : Data(agreed.peerKey).base64EncodedString(),
      identity: agreed.identity.isEmpty ? nil : identity, resumed: agreed.isResumed,
      earlyDataAccepted: agreed.isEarlyDataAccepted, engine: engine
    ).line()
  }

  private struct Document: Encodable {
    var version: String
    var cipherSuite: String
    var group: String?
    var applicationProtocol: String?
    var peerSubject: String?
    var peerKey: String?
    var identity: String?
    var resumed: Bool
    var earlyDataAccepted: Bool
    var engine: String
  }
}

/// Why there is no agreement, for a program: who refused or was at fault, in which message, and
/// against which rule.
struct Refusal: Encodable {
  var side: String?
  var alert: String?
  var message: String?
  var rule: String?
  var reason: String?
  var sentence: String

  init(_ error: any Error) {
    sentence = "\(error)"
    guard let error = error as? TLSError else { return }
    side =
      switch error.peer {
      case .client: "client"
      case .server: "server"
      case nil: nil
      }
    if case .peerAlert(let sent) = error.cause {
      alert = "\(sent)"
    } else {
      alert = error.cause.alert.map { "\($0)" }
    }
    message = error.message.map { "\($0)" }
    rule = error.rule.map { "\($0.text)" }
    reason = error.reason.isEmpty ? nil : String(decoding: error.reason, as: UTF8.self)
  }

  func json() throws -> Data { try ["error": self].line() }
}

extension Encodable {
  /// One line of JSON, its keys in order.
  func line() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(self) + Data("\n".utf8)
  }
}

/// A peer chose these bytes, and a terminal must not obey them.
func printable(_ bytes: [UInt8]) -> String {
  String(
    decoding: bytes.flatMap { byte -> [UInt8] in
      0x20...0x7E ~= byte && byte != UInt8(ascii: "\\")
        ? [byte] : Array("\\x".utf8) + Array(hexadecimal([byte]).utf8)
    }, as: UTF8.self)
}
