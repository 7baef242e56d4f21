// SPDX-License-Identifier: Apache-2.0
import BenchmarkProtocol
import Foundation

extension CryptoReport {
  /// Each number that the book may quote, as it is to be printed.
  func makeFigures(_ operations: [Case]) -> [String: String] {
    var figures = [
      "\(benchmark)/date": String(date.prefix(10)),
      "\(benchmark)/machine/processor": machine.processor,
      "\(benchmark)/machine/system": machine.system,
      "\(benchmark)/machine/cores": "\(machine.cores)",
      "\(benchmark)/rounds": "\(rounds)",
    ]
    for path in paths {
      let prefix = "\(benchmark)/\(path.library.rawValue)"
      figures["\(prefix)/version"] = path.version
      figures["\(prefix)/\(path.path.rawValue)/features"] =
        path.features.isEmpty ? "none" : path.features.joined(separator: ", ")
    }
    for lack in missing {
      for operation in operations where operation.algorithm == lack.algorithm {
        for path in lack.library.paths {
          let name = "\(benchmark)/\(Row(lack.library, path, operation).name)"
          for unit in Self.units(operation.algorithm) { figures["\(name)/\(unit)"] = "missing" }
        }
      }
    }
    for row in rows {
      let nanoseconds = row.nanosecondsPerOperation.median
      let values =
        row.megabytesPerSecond.map { [throughput($0.median), time(nanoseconds)] }
        ?? [time(nanoseconds / 1000), grouped(1e9 / nanoseconds)]
      for (unit, value) in zip(Self.units(row.algorithm), values) {
        figures["\(benchmark)/\(row.name)/\(unit)"] = value
      }
      figures["\(benchmark)/\(row.name)/times-best"] = ratio(row.timesBest.median)
      figures["\(benchmark)/\(row.name)/allocations"] = row.allocationsPerOperation.map(count)
    }
    for comparison in comparisons {
      figures["\(benchmark)/\(comparison.name)"] =
        comparison.name.hasSuffix("provider-over-raw")
        ? percentMore(comparison.ratio.median) : ratio(comparison.ratio.median)
    }
    for claim in claims {
      let name = "\(benchmark)/claims/\(claim.name)"
      figures[name] = claim.speed.map { ratio($0.median) } ?? "missing"
      figures["\(name)/bar"] = decimal(claim.bar, 2)
      figures["\(name)/verdict"] = claim.verdict
    }
    for limit in limits ?? [] {
      let name = "\(benchmark)/limits/\(limit.name)"
      figures[name] = limit.value.map(count) ?? "missing"
      figures["\(name)/most"] = count(limit.most)
      figures["\(name)/verdict"] = limit.verdict
    }
    return figures
  }

  /// How a row is counted: messages by their bytes, public keys by the piece.
  private static func units(_ algorithm: Algorithm) -> [String] {
    algorithm.takesLengths
      ? ["megabytes-per-second", "nanoseconds"] : ["microseconds", "per-second"]
  }
}

extension Measurement {
  /// What a child took while it issued certificates.
  func memoryFigures(_ benchmark: String) -> [String: String] {
    var figures: [String: String] = [:]
    for (row, kilobytes) in memory {
      figures["\(benchmark)/\(row.name)/megabytes-after-1000"] =
        decimal(Double(kilobytes.first) / 1024, 1)
      figures["\(benchmark)/\(row.name)/megabytes-after-10000"] =
        decimal(Double(kilobytes.last) / 1024, 1)
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

/// Of what need not be whole, since it is so many in a hundred operations.
func count(_ value: Double) -> String { decimal(value, value == value.rounded() ? 0 : 2) }

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
