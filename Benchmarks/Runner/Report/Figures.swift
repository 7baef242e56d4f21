// SPDX-License-Identifier: Apache-2.0
import Foundation

extension CryptoReport {
  /// Each number that the book may quote, as it is to be printed.
  func makeFigures() -> [String: String] {
    var figures = [
      "crypto/date": String(date.prefix(10)),
      "crypto/machine/processor": machine.processor,
      "crypto/machine/system": machine.system,
      "crypto/machine/cores": "\(machine.cores)",
      "crypto/rounds": "\(rounds)",
    ]
    for path in paths {
      let prefix = "crypto/\(path.library.rawValue)"
      figures["\(prefix)/version"] = path.version
      figures["\(prefix)/\(path.path.rawValue)/features"] =
        path.features.isEmpty ? "none" : path.features.joined(separator: ", ")
    }
    for row in rows {
      figures["crypto/\(row.name)/megabytes-per-second"] = throughput(
        row.megabytesPerSecond.median)
      figures["crypto/\(row.name)/nanoseconds"] = time(row.nanosecondsPerOperation.median)
    }
    for comparison in comparisons {
      figures["crypto/\(comparison.name)"] =
        comparison.name.hasSuffix("provider-over-raw")
        ? percentMore(comparison.ratio.median) : ratio(comparison.ratio.median)
    }
    return figures
  }
}

// Numbers as a reader wants them: three digits or so, thousands apart.

func throughput(_ megabytesPerSecond: Double) -> String {
  megabytesPerSecond < 100 ? decimal(megabytesPerSecond, 1) : grouped(megabytesPerSecond)
}

func time(_ nanoseconds: Double) -> String {
  nanoseconds < 100 ? decimal(nanoseconds, 1) : grouped(nanoseconds)
}

func ratio(_ value: Double) -> String { decimal(value, value < 10 ? 2 : 1) }

/// 1.031 is `+3.1 %`.
func percentMore(_ ratio: Double, _ unit: String = " %") -> String {
  let tenths = ((ratio - 1) * 1000).rounded()
  return (tenths < 0 ? "−" : "+") + decimal(abs(tenths) / 10, 1) + unit
}

func decimal(_ value: Double, _ digits: Int) -> String {
  value.formatted(
    .number.precision(.fractionLength(digits)).grouping(.never).locale(
      Locale(identifier: "en_US_POSIX")))
}

func grouped(_ value: Double) -> String {
  let digits = Array(String(Int(value.rounded())))
  return digits.indices.map { i in
    (i > 0 && (digits.count - i).isMultiple(of: 3) ? "," : "") + String(digits[i])
  }.joined()
}
