// SPDX-License-Identifier: Apache-2.0
import CMbedTLS
import COpenSSL
import Foundation

/// What `things bench handshake` found: bytes, speed, memory. Each part can be measured alone,
/// and the others stay as they were.
public struct HandshakeReport: Codable, Sendable {
  public var benchmark = "handshake"
  public var date: String
  public var machine: Machine
  public var versions: [String: String]
  public var ledger: HandshakeLedger?
  public var speed: HandshakeSpeed?
  public var device: HandshakeDevice?
  /// What the book quotes, by name.
  public var figures: [String: String] = [:]

  public init() {
    date = Date.now.formatted(.iso8601)
    machine = .current()
    var text = [CChar](repeating: 0, count: 18)
    mbedtls_version_get_string_full(&text)
    versions = [
      "openssl": "OpenSSL " + String(cString: OpenSSL_version(OPENSSL_VERSION_STRING)),
      "mbedtls": String(
        decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self),
    ]
  }

  public func text() -> String {
    [ledger?.text(), speed?.text(), device?.text()].compactMap { $0 }.joined(separator: "\n")
  }

  /// What was not measured this time stays as it stands in the file.
  public mutating func keep(from path: String) {
    guard ledger == nil || speed == nil || device == nil,
      let data = FileManager.default.contents(atPath: path),
      let older = try? JSONDecoder().decode(HandshakeReport.self, from: data)
    else { return }
    ledger = ledger ?? older.ledger
    speed = speed ?? older.speed
    device = device ?? older.device
  }

  public mutating func makeFigures() {
    figures = [:]
    for part in [ledger?.figures, speed?.figures, device?.figures] {
      figures.merge(part ?? [:]) { first, _ in first }
    }
    figures["handshake/date"] = String(date.prefix(10))
    figures["handshake/machine/processor"] = machine.processor
    for (library, version) in versions { figures["handshake/\(library)/version"] = version }
  }

  public func json() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(self) + Data("\n".utf8)
  }

  /// The whole file or none of it.
  public func write(to path: String) throws {
    do { try json().write(to: URL(fileURLWithPath: path), options: .atomic) } catch {
      throw BenchmarkError("cannot write the results to \(path): \(error.localizedDescription)")
    }
  }
}
