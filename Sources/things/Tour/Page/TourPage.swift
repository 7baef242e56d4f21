// SPDX-License-Identifier: Apache-2.0
import BenchmarkRunner
import Foundation
import Mustache

/// What the tour leaves behind: one HTML file that needs no other, with what was done, what the
/// attacks achieved, and both benchmarks as a chart each.
struct TourPage {
  /// One thing that the tour did and saw.
  struct Step {
    var title: String
    var facts: [String]
  }

  /// What an attack achieved against a server without the mitigation, and against one with it.
  struct Attack {
    var name: String
    var measure: String
    var exposed: String
    var hardened: String
  }

  var steps: [Step]
  var attacks: [Attack]
  var crypto: CryptoReport
  var latency: LatencyReport

  func html() throws -> String {
    try MustacheTemplate(string: Self.template).render([
      "date": crypto.date,
      "machine": machine,
      "versions": crypto.paths.map(\.version).uniqued().joined(separator: ", "),
      "steps": steps.map { ["title": $0.title, "facts": $0.facts] as [String: Any] },
      "hasAttacks": !attacks.isEmpty,
      "attacks": attacks.map {
        [
          "name": $0.name, "measure": $0.measure, "exposed": $0.exposed,
          "hardened": $0.hardened,
        ]
      },
      "seeds": "\(latency.seeds)",
      "cryptoChart": CryptoChart(crypto).svg(),
      "latencyChart": LatencyChart(latency).svg(),
      "rows": latencyRows,
    ])
  }

  func write(to path: String) throws {
    try Data(html().utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
  }

  private var machine: String {
    let machine = crypto.machine
    return "\(machine.processor), \(machine.cores) cores, \(machine.architecture), "
      + machine.system + (machine.isVirtual ? ", a virtual machine" : "")
  }

  private var latencyRows: [[String: String]] {
    latency.rows.filter { $0.loss == 0 }.map { row in
      [
        "link": row.link.rawValue, "protocol": row.stack.security.rawValue,
        "library": row.stack.library.rawValue, "identity": row.stack.identity.rawValue,
        "first": Self.milliseconds(row.first.p50), "warm": Self.milliseconds(row.warm.p50),
        "packets": Self.number(row.packets.p50), "bytes": Self.number(row.bytesOnAir.p50),
      ]
    }
  }

  private static func milliseconds(_ microseconds: Int?) -> String {
    microseconds.map { number(($0 + 500) / 1000) } ?? "never"
  }

  private static func number(_ number: Int?) -> String {
    number.map { $0.formatted(.number.locale(Locale(identifier: "en_US"))) } ?? "never"
  }
}

extension [String] {
  fileprivate func uniqued() -> [String] {
    var seen: [String] = []
    for item in self where !seen.contains(item) { seen.append(item) }
    return seen
  }
}
