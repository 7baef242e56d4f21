// SPDX-License-Identifier: Apache-2.0
import Foundation
import TLS
import TestSupport

/// One of the five handshakes of RFC 8448, with every value that it shows, from
/// `Tests/Vectors/rfc8448.txt`.
struct RFC8448: Sendable {
  /// Sections 3 to 7.
  static let simple = section(3)
  static let resumed = section(4)
  static let retry = section(5)
  static let clientAuthentication = section(6)
  static let compatibility = section(7)
  static let all = [simple, resumed, retry, clientAuthentication, compatibility]

  /// The server's RSA key, of section 2: `modulus (public)`, `private exponent`, `prime1`, ….
  static let serverKey = section(2).steps[0]

  /// As the RFC titles it.
  let name: String
  let steps: [Step]

  /// What one side does, in the RFC's words, and the values that it then has.
  struct Step: Sendable {
    let role: TLSRole
    let action: String
    var values: [(name: String, bytes: [UInt8])] = []

    /// The bytes of `ClientHello`, `secret`, `expanded`, `complete record`, …
    subscript(name: String) -> [UInt8] {
      guard let value = values.first(where: { $0.name == name }) else {
        fatalError("RFC 8448 has no \(name) in \(action)")
      }
      return value.bytes
    }
  }

  /// The `nth` step of a side whose description begins so, from 0 on:
  /// `trace.step(.server, "derive secret \"tls13 c hs traffic\"")["expanded"]`.
  func step(_ role: TLSRole, _ action: String, _ nth: Int = 0) -> Step {
    let found = steps.filter { $0.role == role && $0.action.hasPrefix(action) }
    guard nth < found.count else { fatalError("RFC 8448, \(name): no \(action) (\(nth))") }
    return found[nth]
  }

  /// All records in their order: what was sealed (its content alone), and all of its bytes.
  var records: [(role: TLSRole, payload: [UInt8], bytes: [UInt8])] {
    steps.filter { $0.action.hasPrefix("send ") }
      .map { ($0.role, $0["payload"], $0["complete record"]) }
  }

  /// All handshake messages in their order, each with its header.
  var messages: [(role: TLSRole, bytes: [UInt8])] {
    steps.filter { $0.action.hasPrefix("send handshake record") }
      .flatMap { step in RFC8448.split(step["payload"]).map { (step.role, $0) } }
  }

  /// The messages of one type.
  func messages(_ type: HandshakeType) -> [[UInt8]] {
    messages.map(\.bytes).filter { $0[0] == type.code }
  }

  /// What both sides had sent before the `count` + 1st message: to be hashed.
  func transcript(_ count: Int) -> [UInt8] { messages.prefix(count).flatMap(\.bytes) }

  private static func split(_ payload: [UInt8]) -> [[UInt8]] {
    var rest = payload[...]
    var messages: [[UInt8]] = []
    while rest.count >= 4 {
      let length = rest.dropFirst().prefix(3).reduce(0) { $0 << 8 | Int($1) }
      messages.append(Array(rest.prefix(4 + length)))
      rest = rest.dropFirst(4 + length)
    }
    return messages
  }
}

extension RFC8448 {
  private static let text: [Substring] = {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Vectors/rfc8448.txt")
    guard let text = try? String(contentsOf: file, encoding: .utf8) else {
      fatalError("cannot read \(file.path)")
    }
    return text.split(separator: "\n")
  }()

  private static func section(_ number: Int) -> RFC8448 {
    let lines = text.drop { !$0.hasPrefix("= \(number) ") }
    var steps: [Step] = []
    for line in lines.dropFirst().prefix(while: { !$0.hasPrefix("= ") }) {
      if line.hasPrefix("> ") {
        let words = line.dropFirst(2).split(separator: " ", maxSplits: 1)
        let role: TLSRole = words[0] == "client" ? .client : .server
        steps.append(Step(role: role, action: String(words[1])))
      } else if line.hasPrefix("  ") {
        let last = steps[steps.count - 1].values.count - 1
        steps[steps.count - 1].values[last].bytes += hex(String(line.dropFirst(2)))
      } else {
        steps[steps.count - 1].values.append((String(line.dropLast()), []))
      }
    }
    return RFC8448(name: String(lines.first?.dropFirst(4) ?? ""), steps: steps)
  }
}
