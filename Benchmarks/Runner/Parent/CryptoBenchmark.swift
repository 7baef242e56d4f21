// SPDX-License-Identifier: Apache-2.0
import Foundation
import Histogram

/// Hardware against software crypto, and the book's providers against the calls by hand.
///
/// Every library on every path is a child process. All children live at once and one of them
/// works at a time: a round takes every row in turn, each round begins with another row, and
/// ratios are taken within a round. So whatever slows the machine for a while slows both sides.
public struct CryptoBenchmark: Sendable {
  public struct Options: Sendable {
    public var rounds: Int
    /// How often a row is timed in a round, of which the fastest counts; a multiple of 4, so that
    /// each place on the stack has its turn.
    public var batches: Int
    /// How long one batch is at least; reading the clock costs some 30 ns.
    public var batchNanoseconds: Int
    public var operations: [Case]

    public init(
      rounds: Int, batches: Int, batchNanoseconds: Int, operations: [Case] = Case.all
    ) {
      self.rounds = rounds
      self.batches = batches
      self.batchNanoseconds = batchNanoseconds
      self.operations = operations
    }

    /// About a minute.
    public static let full = Options(rounds: 60, batches: 8, batchNanoseconds: 2_000_000)
    /// Some seven seconds.
    public static let quick = Options(rounds: 8, batches: 8, batchNanoseconds: 2_000_000)
  }

  public var command: ChildCommand
  public var options: Options
  /// What puts a library on a path.
  public var environment: @Sendable (CryptoLibrary, Path) -> [String: String?]

  public init(
    _ command: ChildCommand, _ options: Options = .full,
    environment: @escaping @Sendable (CryptoLibrary, Path) -> [String: String?] = pathEnvironment
  ) {
    self.command = command
    self.options = options
    self.environment = environment
  }

  /// `progress` hears how much of the work is done, from 0 to 1.
  public func run(
    progress: @Sendable (Double) -> Void = { _ in }
  ) async throws -> CryptoReport {
    let measured = try await command.withChildren(environment: environment) { children in
      var measurement = Measurement()
      for child in children { try await measurement.meet(child) }
      let rows = measurement.rows(of: options.operations)
      for row in rows {
        let child = try children.find(row.library, row.path)
        measurement.counts[row] = try await child.askNumbers(
          "calibrate \(row.operation) \(options.batchNanoseconds)", "count")[0]
      }
      for round in 0..<options.rounds {
        progress(Double(round) / Double(options.rounds))
        for step in rows.indices {
          let row = rows[(round * 5 + step) % rows.count]
          let child = try children.find(row.library, row.path)
          let count = measurement.counts[row] ?? 1
          measurement.record(
            row, count,
            try await child.askNumbers(
              "round \(row.operation) \(count) \(options.batches)", "took"))
        }
      }
      return measurement
    }
    progress(1)
    return CryptoReport(measured, options)
  }
}

/// What the children said.
struct Measurement: Sendable {
  struct About: Sendable {
    var library: CryptoLibrary
    var path: Path
    var version: String
    var features: [String]
    /// The algorithms before which the library asked which path to take.
    var asked: [Algorithm]
  }

  var children: [About] = []
  var counts: [Row: Int] = [:]
  /// One number a round, the fastest batch: nanoseconds per operation. What disturbs a batch can
  /// only make it slower.
  var rounds: [Row: [Double]] = [:]
  /// Every batch: picoseconds per operation.
  var batches: [Row: Histogram<UInt32>] = [:]

  mutating func meet(_ child: Child) async throws {
    var asked: [Algorithm] = []
    for algorithm in Algorithm.allCases
    where try await child.ask("asks \(algorithm.rawValue)", "asks") == ["yes"] {
      asked.append(algorithm)
    }
    let about = try await child.ask("about", "about")
    let features = about.prefix(1).flatMap { $0.split(separator: ",").map(String.init) }
      .filter { $0 != "-" }
    children.append(
      About(
        library: child.library, path: child.path,
        version: about.dropFirst().joined(separator: " "), features: features, asked: asked))
  }

  /// Where a library does not ask which path to take there is one path, and it is software.
  func rows(of operations: [Case]) -> [Row] {
    operations.flatMap { operation in
      children.filter { $0.path == .software || $0.asked.contains(operation.algorithm) }
        .map { Row($0.library, $0.path, operation) }
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
}

extension [Child] {
  func find(_ library: CryptoLibrary, _ path: Path) throws -> Child {
    guard let child = first(where: { $0.library == library && $0.path == path }) else {
      throw BenchmarkError("there is no \(library.rawValue) child on the \(path.rawValue) path")
    }
    return child
  }
}
