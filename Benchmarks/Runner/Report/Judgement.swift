// SPDX-License-Identifier: Apache-2.0
import BenchmarkProtocol

// What follows from the numbers of one run: ratios within a round, and what they show.

extension Measurement {
  func result(_ row: Row) -> CryptoReport.RowResult? {
    guard let own = rounds[row], let histogram = batches[row] else { return nil }
    let nanoseconds = Spread(of: own)
    let bytes = row.operation.bytes
    return CryptoReport.RowResult(
      name: row.name, library: row.library, algorithm: row.operation.algorithm, bytes: bytes,
      path: row.path, caller: row.operation.caller, operations: counts[row] ?? 0,
      nanosecondsPerOperation: nanoseconds,
      megabytesPerSecond: bytes == 0 ? nil : nanoseconds.inverse(times: Double(bytes) * 1000),
      timesBest: Spread(of: own, over: best(row.operation) ?? own),
      batches: Int(histogram.totalCount),
      nanosecondsPerOperationInAnyBatch: Spread(of: histogram, unit: 1000),
      allocationsPerOperation: allocations[row])
  }

  /// The rounds of the row with the smallest median.
  private func best(_ operation: Case) -> [Double]? {
    rounds.filter { $0.key.operation == operation }.values
      .min { Spread(of: $0).median < Spread(of: $1).median }
  }

  var missing: [CryptoReport.Missing] {
    CryptoLibrary.allCases.flatMap { library in
      Algorithm.allCases.filter { algorithm in
        children.contains { $0.library == library && $0.missing.contains(algorithm) }
      }.map { .init(library: library, algorithm: $0) }
    }
  }

  /// `…/hardware-over-software` says how many times faster, `…/provider-over-raw` how many times
  /// slower.
  func comparisons(with row: Row) -> [CryptoReport.Comparison] {
    var found: [CryptoReport.Comparison] = []
    let prefix = "\(row.operation.subject)/\(row.library.rawValue)"
    if row.path == .hardware, row.operation.caller == row.library.witness(row.operation.algorithm),
      let ratio = ratio(Row(row.library, .software, row.operation), over: row)
    {
      found.append(.init(name: "\(prefix)/hardware-over-software", ratio: ratio))
    }
    var raw = row
    raw.operation.caller = .raw
    if row.operation.caller == .provider, let ratio = ratio(row, over: raw) {
      found.append(.init(name: "\(prefix)/\(row.path.rawValue)/provider-over-raw", ratio: ratio))
    }
    return found
  }

  /// Nil if either was not measured.
  func ratio(_ row: Row, over other: Row) -> Spread? {
    guard let own = rounds[row], let others = rounds[other] else { return nil }
    return Spread(of: own, over: others)
  }

  /// A path counts as changed only if the library says so and the clock does too.
  func switches(of operations: [Case]) -> [CryptoReport.Switch] {
    CryptoLibrary.allCases.flatMap { library in
      Algorithm.allCases.compactMap { algorithm in
        guard let longest = operations.filter({ $0.algorithm == algorithm }).map(\.bytes).max(),
          let hardware = children.first(where: { $0.library == library && $0.path == .hardware }),
          let software = children.first(where: { $0.library == library && $0.path == .software }),
          !software.missing.contains(algorithm)
        else { return nil }
        let operation = Case(algorithm, bytes: longest, library.witness(algorithm))
        let ratio = ratio(
          Row(library, .software, operation), over: Row(library, .hardware, operation))
        let (changed, reason) = verdict(algorithm, hardware, software, ratio)
        return .init(
          library: library, algorithm: algorithm, pathChanged: changed, speed: ratio,
          reason: reason)
      }
    }
  }

  private func verdict(
    _ algorithm: Algorithm, _ hardware: About, _ software: About, _ ratio: Spread?
  ) -> (Bool, String) {
    guard hardware.asked.contains(algorithm) else {
      return (
        false, "no hardware path in this build: it did not ask whether it may use the processor's"
      )
    }
    guard hardware.features != software.features else {
      return (
        false,
        "the switch had no effect: both children say they use \(list(hardware.features))"
      )
    }
    guard let ratio else {
      return (false, "only one of the two paths was measured")
    }
    guard ratio.lowerQuartile >= 1.1 else {
      return (false, "the switch was thrown but the speed is the same")
    }
    return (true, "\(list(hardware.features)) against \(list(software.features))")
  }

  private func list(_ features: [String]) -> String {
    features.isEmpty ? "none" : features.joined(separator: " ")
  }
}

extension CryptoLibrary {
  /// Whose clock says whether the path changed: the call by hand, where there is one.
  func witness(_ algorithm: Algorithm) -> Caller {
    isCalledByHand && algorithm.isCalledByHand ? .raw : .provider
  }
}
