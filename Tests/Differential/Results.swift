// SPDX-License-Identifier: Apache-2.0
import Foundation

/// What the book quotes, by name.
struct Results: Codable {
  var benchmark = "differential"
  var date: String
  var seed: UInt64
  var classes: [Line] = []
  var figures: [String: String] = [:]

  struct Line: Codable {
    var direction: String
    var level: String
    var book: String
    var openssl: String
    var count: Int
    var section: String
    var right: String
    var because: String
  }

  init(_ reports: [Run.Report], _ options: Options) {
    date = Date.now.formatted(.iso8601)
    seed = options.seed
    for report in reports {
      let name = "differential/\(report.direction.rawValue)"
      figures["\(name)/chains"] = grouped(report.trials)
      figures["\(name)/minutes"] = "\(Int((report.seconds / 60).rounded()))"
      figures["\(name)/seconds"] = "\(Int(report.seconds.rounded()))"
      figures["\(name)/read-by-both"] = grouped(report.readByBoth)
      figures["\(name)/accepted-by-both"] = grouped(report.acceptedByBoth)
      figures["\(name)/classes"] = "\(report.classes.count)"
      figures["\(name)/disagreements"] = grouped(report.classes.values.reduce(0, +))
      figures["\(name)/unexplained"] = "\(report.unexplained.count)"
      figures["\(name)/megabytes"] = "\(report.memory / 1024)"
      for (difference, count) in report.classes.sorted(by: { $0.value > $1.value }) {
        let explained = Disagreement.explaining(difference)
        classes.append(
          Line(
            direction: report.direction.rawValue, level: difference.level.rawValue,
            book: difference.book.text, openssl: difference.library.text, count: count,
            section: explained?.section ?? "", right: explained?.right.rawValue ?? "",
            because: explained?.because ?? ""))
      }
    }
  }

  private func grouped(_ value: Int) -> String {
    let digits = Array(String(value))
    return digits.indices.map { i in
      (i > 0 && (digits.count - i).isMultiple(of: 3) ? "," : "") + String(digits[i])
    }.joined()
  }

  func write(to path: String) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    try (encoder.encode(self) + Data("\n".utf8)).write(
      to: URL(fileURLWithPath: path), options: .atomic)
  }
}
