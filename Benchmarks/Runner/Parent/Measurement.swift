// SPDX-License-Identifier: Apache-2.0
import BenchmarkProtocol
import Histogram

/// What the children said.
struct Measurement: Sendable {
  struct About: Sendable {
    var library: CryptoLibrary
    var path: Path
    var version: String
    var features: [String]
    /// The algorithms before which the library asked which path to take.
    var asked: Set<Algorithm> = []
    var missing: Set<Algorithm> = []
  }

  var children: [About] = []
  var counts: [Row: Int] = [:]
  /// One number a round, the fastest batch: nanoseconds per operation. What disturbs a batch can
  /// only make it slower.
  var rounds: [Row: [Double]] = [:]
  /// Every batch: picoseconds per operation.
  var batches: [Row: Histogram<UInt32>] = [:]
  /// Calls for memory in one operation, where they can be counted.
  var allocations: [Row: Double] = [:]
  /// Of the child, after a thousand certificates issued and after nine thousand more: kilobytes.
  var memory: [Row: (first: Int, last: Int)] = [:]

  mutating func meet(_ child: Child, _ operations: [Case]) async throws {
    let words = try await child.ask("about", "about")
    let features = words.prefix(1).flatMap { $0.split(separator: ",").map(String.init) }
      .filter { $0 != "-" }
    var about = About(
      library: child.library, path: child.path,
      version: words.dropFirst().joined(separator: " "), features: features)
    for algorithm in Algorithm.allCases
    where operations.contains(where: { $0.algorithm == algorithm }) {
      switch try await child.ask("asks \(algorithm.rawValue)", "asks") {
      case ["yes"]: about.asked.insert(algorithm)
      case ["missing"]: about.missing.insert(algorithm)
      default: break
      }
    }
    children.append(about)
  }

  /// Where a library does not ask which path to take there is one path, and it is software.
  func rows(of operations: [Case]) -> [Row] {
    operations.flatMap { operation in
      children.filter { child in
        !child.missing.contains(operation.algorithm)
          && (operation.caller == .provider || child.library.isCalledByHand)
          && (child.library.paths.count == 1 || child.path == .software
            || child.asked.contains(operation.algorithm))
      }.map { Row($0.library, $0.path, operation) }
    }
  }

  mutating func record(_ row: Row, _ count: Int, _ taken: [Int]) {
    let each = taken.map { Double($0) / Double(count) }
    rounds[row, default: []].append(Spread(of: each).minimum)
    for nanoseconds in each {
      batches[row, default: Histogram(numberOfSignificantValueDigits: .four)]
        .record(UInt64(nanoseconds * 1000))
    }
  }

  /// In as many operations of each kind as show a half or a hundredth.
  mutating func countAllocations(_ child: Child, _ rows: [Row]) async throws {
    for row in rows where row.library == child.library && row.path == child.path {
      let operation = row.operation
      guard operation.caller == .provider,
        operation.algorithm.takesLengths || operation.algorithm.family == .certificate
      else { continue }
      let answer = try await child.ask("allocations \(operation) 100", "allocations")
      if let number = answer.first.flatMap({ Int($0) }) {
        allocations[row] = Double(number) / 100
      }
    }
  }
}

extension Measurement {
  mutating func watchMemory(_ child: Child, _ rows: [Row]) async throws {
    for row in rows
    where row.library == child.library && row.path == child.path
      && row.operation.algorithm == .certificateIssue
    {
      let first = try await child.ask("memory \(row.operation) 1000", "memory")
      let last = try await child.ask("memory \(row.operation) 9000", "memory")
      if let first = first.first.flatMap({ Int($0) }), let last = last.first.flatMap({ Int($0) }) {
        memory[row] = (first, last)
      }
    }
  }
}

extension CryptoLibrary {
  var isCalledByHand: Bool { self == .openssl || self == .mbedtls }
}
