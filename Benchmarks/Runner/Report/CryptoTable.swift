// SPDX-License-Identifier: Apache-2.0
import TextTable

extension CryptoReport {
  /// For a terminal of 80 columns.
  public func text() -> String {
    """
    \(surroundings())

    Hardware against software, in MB/s: the library called by hand, median of
    \(rounds) rounds; in brackets the middle half of the ratios.

    \(trimmed(pathTable()))

    What the book's provider takes, in ns, beside the same call by hand in the same
    process; in brackets the middle half of what it takes more, in percent.

    \(trimmed(providerTable()))

    \(verdicts())
    """
  }

  private func surroundings() -> String {
    var lines = [
      "\(machine.processor), \(machine.cores) cores, \(machine.architecture)"
        + (machine.isVirtual ? ", a virtual machine" : ""),
      "\(machine.system), \(date)",
    ]
    for path in paths {
      let features = path.features.isEmpty ? "none" : path.features.joined(separator: " ")
      lines.append("\(path.version), \(path.path.rawValue) path: \(features)")
    }
    return lines.map(wrapped).joined(separator: "\n")
  }

  private func pathTable() -> String {
    let softwareRows = rows.filter { $0.caller == .raw && $0.path == .software }
    return TextTable<RowResult> { row in
      let hardware = self.row(row, .hardware, .raw)
      let comparison = self.comparison(
        "\(row.algorithm.rawValue)/\(row.bytes)/\(row.library.rawValue)/hardware-over-software")
      return [
        Column(title: "algorithm", value: row.algorithm.rawValue),
        Column(title: "bytes", value: grouped(Double(row.bytes)), align: .right),
        Column(title: "library", value: row.library.rawValue),
        Column(
          title: "hardware",
          value: hardware.map { throughput($0.megabytesPerSecond.median) } ?? "-",
          align: .right),
        Column(
          title: "software", value: throughput(row.megabytesPerSecond.median), align: .right),
        Column(
          title: "ratio", value: comparison.map { ratio($0.median) } ?? "-", align: .right),
        Column(
          title: "(middle half)",
          value: comparison.map { "(\(ratio($0.lowerQuartile)) to \(ratio($0.upperQuartile)))" }
            ?? "no hardware path"),
      ]
    }.string(for: softwareRows, style: Style.simple) ?? ""
  }

  private func providerTable() -> String {
    let providerRows = rows.filter { $0.caller == .provider }
    return TextTable<RowResult> { row in
      let raw = self.row(row, row.path, .raw)
      let comparison = self.comparison(
        "\(row.algorithm.rawValue)/\(row.bytes)/\(row.library.rawValue)/"
          + "\(row.path.rawValue)/provider-over-raw")
      return [
        Column(title: "algorithm", value: row.algorithm.rawValue),
        Column(title: "bytes", value: grouped(Double(row.bytes)), align: .right),
        Column(title: "library", value: row.library.rawValue),
        Column(title: "path", value: row.path.rawValue),
        Column(
          title: "by hand",
          value: raw.map { time($0.nanosecondsPerOperation.median) } ?? "-", align: .right),
        Column(
          title: "provider", value: time(row.nanosecondsPerOperation.median), align: .right),
        Column(
          title: "more", value: comparison.map { percentMore($0.median) } ?? "-", align: .right),
        Column(
          title: "(middle half)",
          value: comparison.map {
            let (low, high) = ($0.lowerQuartile, $0.upperQuartile)
            return "(\(percentMore(low, "")) to \(percentMore(high, "")))"
          } ?? ""),
      ]
    }.string(for: providerRows, style: Style.simple) ?? ""
  }

  private func verdicts() -> String {
    switches.map { item in
      let verdict = item.pathChanged ? "path changed" : "PATH DID NOT CHANGE"
      return wrapped(
        "\(item.library.rawValue) \(item.algorithm.rawValue): \(verdict): \(item.reason)")
    }.joined(separator: "\n")
  }

  private func row(_ like: RowResult, _ path: Path, _ caller: Caller) -> RowResult? {
    rows.first {
      $0.library == like.library && $0.algorithm == like.algorithm && $0.bytes == like.bytes
        && $0.path == path && $0.caller == caller
    }
  }

  private func comparison(_ name: String) -> Spread? {
    comparisons.first { $0.name == name }?.ratio
  }

  /// Without the blanks that the table puts at the end of its lines.
  private func trimmed(_ table: String) -> String {
    table.split(separator: "\n").map { line in
      String(line.reversed().drop { $0 == " " }.reversed())
    }.joined(separator: "\n")
  }
}

/// At most 80 columns a line; what goes on is indented.
private func wrapped(_ text: String) -> String {
  var lines = [""]
  for word in text.split(separator: " ") {
    let last = lines[lines.count - 1]
    if last.isEmpty {
      lines[0] = String(word)
    } else if last.count + 1 + word.count <= 80 {
      lines[lines.count - 1] += " " + word
    } else {
      lines.append("  " + word)
    }
  }
  return lines.joined(separator: "\n")
}
