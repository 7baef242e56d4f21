// SPDX-License-Identifier: Apache-2.0

extension HandshakeLedger {
  public func text() -> String {
    var lines = ["Bytes of each flight of a handshake, record headers included"]
    for version in ["1.3", "1.2"] {
      for mode in LedgerMode.allCases {
        let shown = rows.filter { $0.version == version && $0.mode == mode }
        guard !shown.isEmpty else { continue }
        lines += ["", "TLS \(version), \(mode.title)"]
        if version == "1.3", let least = least.first(where: { $0.mode == mode }) {
          lines.append(line("least", least.flights))
        }
        for row in shown {
          lines.append(
            row.refusal.map { "  \(padded(row.engine, 10)) none: \($0)" }
              ?? line(row.engine, row.flights))
        }
        for row in shown {
          for difference in row.differences ?? [] { lines.append(sentence(difference, row)) }
        }
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func line(_ name: String, _ flights: [Int]) -> String {
    "  \(padded(name, 10))" + flights.map { right("\($0)", 7) }.joined()
      + String(repeating: " ", count: max(0, 5 - flights.count) * 7)
      + right("\(flights.reduce(0, +))", 8)
  }

  private func sentence(_ difference: Difference, _ row: Row) -> String {
    let sign = difference.more > 0 ? "+" : "−"
    return "    \(row.engine), flight \(difference.flight): \(sign)\(abs(difference.more))  "
      + "\(difference.field): \(difference.reason)"
  }

  private func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }

  private func right(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
  }

  /// `handshake/ledger/1.3/rpk-ecdhe/book/1` is the first flight; `/total` is all of them.
  public var figures: [String: String] {
    var figures = ["handshake/ledger/seeds": "\(seeds)"]
    for least in least {
      add(least.flights, "1.3/\(least.mode.rawValue)/least", to: &figures)
    }
    for row in rows {
      if row.flights.isEmpty {
        for part in ["1", "2", "3", "total"] {
          figures["handshake/ledger/\(row.name)/\(part)"] = "—"
        }
      } else {
        add(row.flights, row.name, to: &figures)
      }
      if let differences = row.differences {
        figures["handshake/ledger/\(row.name)/over-least"] =
          "\(differences.reduce(0) { $0 + $1.more })"
      }
    }
    return figures
  }

  private func add(_ flights: [Int], _ name: String, to figures: inout [String: String]) {
    for (index, bytes) in flights.enumerated() {
      figures["handshake/ledger/\(name)/\(index + 1)"] = grouped(Double(bytes))
    }
    figures["handshake/ledger/\(name)/total"] = grouped(Double(flights.reduce(0, +)))
  }
}
