// SPDX-License-Identifier: Apache-2.0
import BenchmarkRunner
import Foundation

/// Hardware against software: two bars for each algorithm of each library, longest messages.
struct CryptoChart {
  private struct Group {
    var name: String
    var hardware: Double?
    var software: Double?
  }

  private var groups: [Group] = []

  init(_ report: CryptoReport) {
    let rows = report.rows.filter { $0.caller == .provider }
    let longest = rows.map(\.bytes).max() ?? 0
    for row in rows where row.bytes == longest && row.path == .software {
      let hardware = rows.first {
        $0.path == .hardware && $0.library == row.library && $0.algorithm == row.algorithm
          && $0.bytes == longest
      }
      groups.append(
        Group(
          name: "\(row.algorithm.rawValue), \(row.library.rawValue)",
          hardware: hardware?.megabytesPerSecond?.median,
          software: row.megabytesPerSecond?.median))
    }
  }

  func svg() -> String {
    let (left, right, step) = (210.0, 110.0, 46.0)
    var drawing = SVG(
      width: 720, height: Double(groups.count) * step + 34,
      title: "Millions of bytes a second, with the processor's instructions and without")
    let longest = groups.flatMap { [$0.hardware, $0.software].compactMap { $0 } }.max() ?? 1
    let scale = (drawing.width - left - right) / longest
    for (i, name) in ["hardware", "software"].enumerated() {
      let x = left + Double(i) * 110
      drawing.bar(x, 6, 12, 12, style: name)
      drawing.text(name, x + 18, 16)
    }
    for (i, group) in groups.enumerated() {
      let top = 34 + Double(i) * step
      drawing.text(group.name, left - 10, top + 21, anchor: "end")
      for (value, y, style) in [
        (group.hardware, top, "hardware"), (group.software, top + 17, "software"),
      ] {
        guard let value else {
          drawing.text("no hardware path", left + 4, y + 11, style: "faint")
          continue
        }
        drawing.bar(left, y, max(value * scale, 1), 14, style: style)
        drawing.text("\(Self.grouped(value)) MB/s", left + value * scale + 6, y + 11)
      }
    }
    return drawing.svg()
  }

  private static func grouped(_ value: Double) -> String {
    Int(value.rounded()).formatted(.number.locale(Locale(identifier: "en_US")))
  }
}
