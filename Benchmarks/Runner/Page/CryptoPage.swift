// SPDX-License-Identifier: Apache-2.0
import BenchmarkProtocol
import Foundation
import Mustache

extension CryptoReport {
  /// One page that needs no other: a chart and a table for each family, each figure by the name
  /// that the results file has it under.
  public func html() throws -> String {
    let families = Family.allCases.filter { family in
      family.algorithms.contains { algorithm in rows.contains { $0.algorithm == algorithm } }
    }
    return try MustacheTemplate(string: Self.template).render([
      "date": date,
      "machine": "\(machine.processor), \(machine.cores) cores, \(machine.architecture), "
        + machine.system + (machine.isVirtual ? ", a virtual machine" : ""),
      "rounds": "\(rounds)",
      "paths": paths.map { ["version": $0.version, "meaning": meaning(of: $0)] },
      "families": families.map(section),
      "hasClaims": !claims.isEmpty,
      "claims": claims.map(entry),
      "switches": switches.map { item in
        [
          "library": item.library.rawValue, "algorithm": item.algorithm.rawValue,
          "verdict": item.pathChanged ? "path changed" : "path did not change",
          "speed": item.speed.map { ratio($0.median) } ?? "", "reason": item.reason,
        ]
      },
    ])
  }

  private func section(_ family: Family) -> [String: Any] {
    let algorithms = family.algorithms.filter { algorithm in
      rows.contains { $0.algorithm == algorithm } || missing.contains { $0.algorithm == algorithm }
    }
    let lengths = Set(algorithms.flatMap(lengths)).sorted()
    let isMessages = algorithms.contains(where: \.takesLengths)
    return [
      "title": family.title,
      "unit": isMessages ? "MB/s, by bytes in a message" : "µs for one operation",
      "chart": isMessages
        ? MessageChart(report: self, family: family).svg()
        : PublicKeyChart(report: self, family: family).svg(),
      "columns": isMessages ? lengths.map { grouped(Double($0)) } : ["µs", "per second"],
      "lines": algorithms.flatMap { algorithm in lines(algorithm, lengths) },
    ]
  }

  private func lines(_ algorithm: Algorithm, _ lengths: [Int]) -> [[String: Any]] {
    lanes(of: algorithm).map { lane in
      let names = lengths.flatMap { bytes in
        let row = Row(lane.library, lane.path, Case(algorithm, bytes: bytes, .provider))
        return Self.shownUnits(algorithm).map { "\(benchmark)/\(row.name)/\($0)" }
      }
      return [
        "algorithm": algorithm.rawValue, "library": lane.library.rawValue, "path": lane.pathName,
        "figures": names.map(figure),
      ]
    }
  }

  private static func shownUnits(_ algorithm: Algorithm) -> [String] {
    algorithm.takesLengths ? ["megabytes-per-second"] : ["microseconds", "per-second"]
  }

  private func entry(_ claim: Claim) -> [String: Any] {
    let name = "\(benchmark)/claims/\(claim.name)"
    return [
      "says": claim.says, "style": claim.isMet ? "good" : "bad",
      "figures": [name, "\(name)/bar", "\(name)/verdict"].map(figure),
    ]
  }

  private func figure(_ name: String) -> [String: String] {
    ["name": name, "value": figures[name] ?? "-"]
  }
}

extension Family {
  fileprivate var title: String {
    switch self {
    case .hash: "Hashing"
    case .mac: "Authenticating"
    case .aead: "Sealing"
    case .agreement: "Agreeing on a secret"
    case .signature: "Signing and verifying"
    case .generation: "Making keys"
    case .certificate: "Certificates"
    }
  }
}
