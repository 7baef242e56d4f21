// SPDX-License-Identifier: Apache-2.0
import TextTable

extension LatencyReport {
  /// For a terminal of 100 columns: one table for each link.
  public func text() -> String {
    var links: [LinkName] = []
    for row in rows where !links.contains(row.link) { links.append(row.link) }
    let tables = links.map { link in "\(link.rawValue)\n\(table(for: link))" }
    return """
      Until the server has the first reading, in ms of virtual time: p50, p95 and p99 of
      \(seeds) seeds, with 0, 5 and 20 % of all frames lost. Computing takes no time here.
      Packets and bytes on air are those of both directions, median, nothing lost.
      \(versions.values.sorted().joined(separator: ", ")); every record's tag has 8 bytes.

      \(tables.joined(separator: "\n\n"))

      How long DTLS 1.2 took of what TLS took, for the same seeds: median (middle half).

      \(comparisonTable())
      """
  }

  private func table(for link: LinkName) -> String {
    let own = rows.filter { $0.link == link }
    let lossless = own.filter { $0.loss == own.map(\.loss).min() }
    let losses = Set(own.map(\.loss)).sorted()
    return withoutTrailingBlanks(
      TextTable<Row> { row in
        [
          Column(title: "protocol", value: row.stack.security.rawValue),
          Column(title: "library", value: row.stack.library.rawValue),
          Column(title: "identity", value: row.stack.identity.rawValue),
          Column(title: "packets", value: count(row.packets.p50), align: .right),
          Column(title: "bytes", value: count(row.bytesOnAir.p50), align: .right),
        ]
          + losses.map { loss in
            let other = own.first { $0.loss == loss && $0.stack == row.stack }
            return Column(
              title: "\(loss) %", value: other.map(times) ?? "-", align: .right)
          }
          + [
            Column(title: "warm", value: milliseconds(row.warm.p50), align: .right)
          ]
      }.string(for: lossless, style: Style.simple) ?? "")
  }

  private func times(_ row: Row) -> String {
    if row.first.p50 == row.first.p99 { return milliseconds(row.first.p50) }
    return [row.first.p50, row.first.p95, row.first.p99].map(milliseconds)
      .joined(separator: " ")
  }

  private func comparisonTable() -> String {
    withoutTrailingBlanks(
      TextTable<Comparison> { comparison in
        let parts = comparison.name.split(separator: "/")
        return [
          Column(title: "link", value: parts[0]),
          Column(title: "loss", value: "\(parts[1]) %", align: .right),
          Column(title: "library", value: parts[2]),
          Column(title: "identity", value: parts[3]),
          Column(title: "DTLS 1.2 over", value: String(parts[4].dropFirst(13))),
          Column(title: "ratio", value: ratio(comparison.ratio.median), align: .right),
          Column(
            title: "(middle half)",
            value: "(\(ratio(comparison.ratio.lowerQuartile)) to "
              + "\(ratio(comparison.ratio.upperQuartile)))"),
        ]
      }.string(for: comparisons, style: Style.simple) ?? "")
  }
}

/// Without the blanks that the table puts at the end of its lines.
func withoutTrailingBlanks(_ table: String) -> String {
  table.split(separator: "\n").map { line in
    String(line.reversed().drop { $0 == " " }.reversed())
  }.joined(separator: "\n")
}
