// SPDX-License-Identifier: Apache-2.0
import BenchmarkProtocol
import Foundation

/// What `things bench crypto` found: table, page and results file are made of this.
public struct CryptoReport: Codable, Sendable {
  public struct RowResult: Codable, Sendable {
    public var name: String
    public var library: CryptoLibrary
    public var algorithm: Algorithm
    /// Of the message; 0 where there is no choice.
    public var bytes: Int
    public var path: Path
    public var caller: Caller
    /// In one batch.
    public var operations: Int
    /// Over the rounds, of each its fastest batch.
    public var nanosecondsPerOperation: Spread
    /// The same, in millions of bytes a second; for messages only.
    public var megabytesPerSecond: Spread?
    /// How many times as long as the quickest row of the same operation, within a round.
    public var timesBest: Spread
    /// Over all batches, disturbed ones too.
    public var batches: Int
    public var nanosecondsPerOperationInAnyBatch: Spread
    /// Calls for memory, where they were counted.
    public var allocationsPerOperation: Double?
  }

  /// A child process: what the library in it was, and what it said it would use.
  public struct PathResult: Codable, Sendable {
    public var library: CryptoLibrary
    public var path: Path
    public var version: String
    public var features: [String]
  }

  /// Whether a library really took another path, and how we know.
  public struct Switch: Codable, Sendable {
    public var library: CryptoLibrary
    public var algorithm: Algorithm
    public var pathChanged: Bool
    /// How many times as fast the hardware path is, where both were measured.
    public var speed: Spread?
    public var reason: String
  }

  /// An algorithm that a library lacks.
  public struct Missing: Codable, Sendable {
    public var library: CryptoLibrary
    public var algorithm: Algorithm
  }

  /// One row's time over another's, round by round.
  public struct Comparison: Codable, Sendable {
    public var name: String
    public var ratio: Spread
  }

  public var benchmark = "crypto"
  public var date: String
  public var machine: Machine
  public var rounds: Int
  public var batches: Int
  public var batchNanoseconds: Int
  public var paths: [PathResult]
  public var switches: [Switch]
  public var missing: [Missing]
  public var rows: [RowResult]
  public var comparisons: [Comparison]
  public var claims: [Claim]
  /// Of memory; only for certificates.
  public var limits: [Limit]?
  /// What the book quotes, by name.
  public var figures: [String: String]
}

extension CryptoReport {
  init(_ measurement: Measurement, _ options: CryptoBenchmark.Options) {
    let rows = measurement.rows(of: options.operations)
    date = Date.now.formatted(.iso8601)
    machine = .current()
    rounds = options.rounds
    batches = options.batches
    batchNanoseconds = options.batchNanoseconds
    paths = measurement.children.map {
      PathResult(library: $0.library, path: $0.path, version: $0.version, features: $0.features)
    }
    switches = measurement.switches(of: options.operations)
    missing = measurement.missing
    self.rows = rows.compactMap(measurement.result)
    comparisons = rows.flatMap { measurement.comparisons(with: $0) }
    claims = Claim.all(of: options.operations).compactMap(measurement.judge)
    let limits = measurement.limits(of: options.operations)
    self.limits = limits.isEmpty ? nil : limits
    benchmark = options.name
    figures = [:]
    figures = makeFigures(options.operations)
    figures.merge(measurement.memoryFigures(options.name)) { $1 }
  }

  /// The whole file or none of it: written beside its place, then renamed.
  public func write(to path: String) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    try Self.write(encoder.encode(self) + Data("\n".utf8), to: path)
  }

  public func writePage(to path: String) throws {
    try Self.write(Data(html().utf8), to: path)
  }

  private static func write(_ data: Data, to path: String) throws {
    do {
      try data.write(to: URL(fileURLWithPath: path), options: .atomic)
    } catch {
      throw BenchmarkError("cannot write the results to \(path): \(error.localizedDescription)")
    }
  }
}

extension CryptoReport {
  func row(
    _ algorithm: Algorithm, _ bytes: Int, _ library: CryptoLibrary, _ path: Path,
    _ caller: Caller = .provider
  ) -> RowResult? {
    let name = Row(library, path, Case(algorithm, bytes: bytes, caller)).name
    return rows.first { $0.name == name }
  }

  func comparison(_ name: String) -> Spread? { comparisons.first { $0.name == name }?.ratio }

  func verdict(_ library: CryptoLibrary, _ algorithm: Algorithm) -> Switch? {
    switches.first { $0.library == library && $0.algorithm == algorithm }
  }

  /// What is shown of an algorithm: each library on each path that differs from the other.
  func lanes(of algorithm: Algorithm) -> [Lane] {
    CryptoLibrary.allCases.flatMap { library -> [Lane] in
      if missing.contains(where: { $0.library == library && $0.algorithm == algorithm }) {
        return [Lane(library: library, path: .software, kind: .missing)]
      }
      let measured = Path.allCases.filter { path in
        rows.contains {
          $0.algorithm == algorithm && $0.library == library && $0.path == path
            && $0.caller == .provider
        }
      }
      guard measured.count == 2, verdict(library, algorithm)?.pathChanged == false else {
        let kind: Lane.Kind = measured.count == 2 ? .oneOfTwo : .only
        return measured.map { Lane(library: library, path: $0, kind: kind) }
      }
      return [Lane(library: library, path: .hardware, kind: .only)]
    }
  }

  /// The lengths that were measured; `[0]` where there is no choice.
  func lengths(of algorithm: Algorithm) -> [Int] {
    Set(rows.filter { $0.algorithm == algorithm }.map(\.bytes)).sorted()
  }
}

/// One line of a table or chart: a library on a path, or on the only one that it has.
struct Lane {
  enum Kind { case oneOfTwo, only, missing }

  var library: CryptoLibrary
  var path: Path
  var kind: Kind

  var pathName: String {
    switch kind {
    case .oneOfTwo: path.rawValue
    case .only: library == .swiftCrypto ? "as it is" : "one path"
    case .missing: "missing"
    }
  }
}
