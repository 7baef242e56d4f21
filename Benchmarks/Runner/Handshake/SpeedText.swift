// SPDX-License-Identifier: Apache-2.0
import TextTable

extension HandshakeSpeed {
  /// For a terminal of 100 columns.
  public func text() -> String {
    """
    TLS 1.3 with x25519, ECDSA on P-256 on both sides and AES-128-GCM: the book's engine over
    OpenSSL's primitives, and libssl called by hand. Each role's own time in its verbs;
    \(rounds) rounds of \(handshakesPerRound) handshakes, medians (middle half of the rounds).

    \(speedTable())

    Memory of a connection that stands, from malloc, over \(grouped(Double(connections))) of them.

    \(memoryTable())

    \(verdicts().joined(separator: "\n"))

    """
  }

  private func speedTable() -> String {
    withoutTrailingBlanks(
      TextTable<Row> { row in
        [
          Column(title: "", value: row.says),
          Column(title: "book µs", value: microseconds(row.book), align: .right),
          Column(title: "per second", value: grouped(1e9 / row.book.median), align: .right),
          Column(title: "libssl µs", value: microseconds(row.libssl), align: .right),
          Column(title: "per second", value: grouped(1e9 / row.libssl.median), align: .right),
          Column(title: "times as fast", value: spread(row.faster), align: .right),
        ]
      }.string(for: rows, style: Style.simple) ?? "")
  }

  private func memoryTable() -> String {
    withoutTrailingBlanks(
      TextTable<Memory> { row in
        [
          Column(title: "", value: row.says),
          Column(title: "bytes", value: grouped(row.bytes), align: .right),
        ]
      }.string(for: memory, style: Style.simple) ?? "")
  }

  private func verdicts() -> [String] {
    claims.map { claim in
      let value = claim.speed.map { ratio($0.median) } ?? "missing"
      return "\(claim.verdict.uppercased()): \(claim.says): \(value), at least "
        + decimal(claim.bar, 2)
    }
      + limits.map(\.verdictLine)
  }

  private func microseconds(_ nanoseconds: Spread) -> String {
    decimal(nanoseconds.median / 1000, nanoseconds.median < 10_000 ? 2 : 0)
  }

  private func spread(_ times: Spread) -> String {
    "\(ratio(times.median)) (\(ratio(times.lowerQuartile))–\(ratio(times.upperQuartile)))"
  }

  /// What the book quotes, by name.
  public var figures: [String: String] {
    var figures = [
      "handshake/speed/rounds": "\(rounds)",
      "handshake/memory/connections": grouped(Double(connections)),
    ]
    for row in rows {
      for (name, spread) in [("book", row.book), ("libssl", row.libssl)] {
        figures["handshake/speed/\(row.name)/\(name)/microseconds"] = microseconds(spread)
        figures["handshake/speed/\(row.name)/\(name)/per-second"] = grouped(1e9 / spread.median)
      }
    }
    for row in memory {
      figures["handshake/memory/\(row.name)/bytes"] = grouped(row.bytes)
      figures["handshake/memory/\(row.name)/kibibytes"] = decimal(row.bytes / 1024, 1)
    }
    for claim in claims {
      let name = "handshake/speed/claims/\(claim.name)"
      figures[name] = claim.speed.map { ratio($0.median) } ?? "missing"
      figures["\(name)/quartiles"] =
        claim.speed.map { "\(ratio($0.lowerQuartile)) to \(ratio($0.upperQuartile))" } ?? "missing"
      figures["\(name)/bar"] = decimal(claim.bar, 2)
      figures["\(name)/verdict"] = claim.verdict
    }
    for limit in limits { figures.merge(limit.figures) { first, _ in first } }
    return figures
  }
}

extension Limit {
  /// `MET: what it is about: 11.39, at most 12`
  var verdictLine: String {
    let value = value.map { decimal($0, 2) } ?? "missing"
    return "\(verdict.uppercased()): \(says): \(value), at most "
      + decimal(most, most == most.rounded() ? 0 : 2)
  }

  /// For the book, by name.
  var figures: [String: String] {
    let name = "handshake/limits/\(name)"
    return [
      name: value.map { decimal($0, 2) } ?? "missing",
      "\(name)/most": decimal(most, most == most.rounded() ? 0 : 2),
      "\(name)/verdict": verdict,
    ]
  }
}
