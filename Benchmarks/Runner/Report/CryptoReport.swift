// SPDX-License-Identifier: Apache-2.0
import Foundation

/// What `things bench crypto` found: the table and the results file are made of this.
public struct CryptoReport: Codable, Sendable {
  public struct RowResult: Codable, Sendable {
    public var name: String
    public var library: CryptoLibrary
    public var algorithm: Algorithm
    public var bytes: Int
    public var path: Path
    public var caller: Caller
    /// In one batch.
    public var operations: Int
    /// Over the rounds, of each its fastest batch.
    public var nanosecondsPerOperation: Spread
    /// The same, in millions of bytes a second.
    public var megabytesPerSecond: Spread
    /// Over all batches, disturbed ones too.
    public var batches: Int
    public var nanosecondsPerOperationInAnyBatch: Spread
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
    public var reason: String
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
  public var rows: [RowResult]
  public var comparisons: [Comparison]
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
    self.rows = rows.compactMap { row in
      guard let rounds = measurement.rounds[row], let histogram = measurement.batches[row] else {
        return nil
      }
      let nanoseconds = Spread(of: rounds)
      return RowResult(
        name: row.name, library: row.library, algorithm: row.operation.algorithm,
        bytes: row.operation.bytes, path: row.path, caller: row.operation.caller,
        operations: measurement.counts[row] ?? 0, nanosecondsPerOperation: nanoseconds,
        megabytesPerSecond: nanoseconds.inverse(times: Double(row.operation.bytes) * 1000),
        batches: Int(histogram.totalCount),
        nanosecondsPerOperationInAnyBatch: Spread(of: histogram, unit: 1000))
    }
    comparisons = rows.flatMap { measurement.comparisons(with: $0) }
    figures = [:]
    figures = makeFigures()
  }
}

extension Measurement {
  /// `…/hardware-over-software` says how many times faster, `…/provider-over-raw` how many times
  /// slower.
  func comparisons(with row: Row) -> [CryptoReport.Comparison] {
    var found: [CryptoReport.Comparison] = []
    guard let own = rounds[row] else { return [] }
    let (algorithm, bytes) = (row.operation.algorithm.rawValue, row.operation.bytes)
    let prefix = "\(algorithm)/\(bytes)/\(row.library.rawValue)"
    if row.path == .hardware, row.operation.caller == .raw,
      let software = rounds[Row(row.library, .software, row.operation)]
    {
      found.append(
        .init(name: "\(prefix)/hardware-over-software", ratio: Spread(of: software, over: own)))
    }
    var raw = row
    raw.operation.caller = .raw
    if row.operation.caller == .provider, let raw = rounds[raw] {
      found.append(
        .init(
          name: "\(prefix)/\(row.path.rawValue)/provider-over-raw",
          ratio: Spread(of: own, over: raw)))
    }
    return found
  }

  /// A path counts as changed only if the library says so and the clock does too.
  func switches(of operations: [Case]) -> [CryptoReport.Switch] {
    CryptoLibrary.allCases.flatMap { library in
      Algorithm.allCases.compactMap { algorithm in
        guard let longest = operations.filter({ $0.algorithm == algorithm }).map(\.bytes).max(),
          let hardware = children.first(where: { $0.library == library && $0.path == .hardware }),
          let software = children.first(where: { $0.library == library && $0.path == .software })
        else { return nil }
        let ratio = comparisons(
          with: Row(library, .hardware, Case(algorithm, bytes: longest, .raw))
        ).first?.ratio
        let (changed, reason) = verdict(algorithm, hardware, software, ratio)
        return .init(
          library: library, algorithm: algorithm, pathChanged: changed, reason: reason)
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
      return (
        false,
        "the switch was thrown but the speed is the same: hardware is "
          + "\(decimal(ratio.median, 2)) times as fast"
      )
    }
    return (
      true,
      "\(list(hardware.features)) against \(list(software.features)); hardware is "
        + "\(decimal(ratio.median, 2)) times as fast"
    )
  }

  private func list(_ features: [String]) -> String {
    features.isEmpty ? "none" : features.joined(separator: " ")
  }
}

extension CryptoReport {
  /// The whole file or none of it: written beside its place, then renamed.
  public func write(to path: String) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    do {
      try (encoder.encode(self) + Data("\n".utf8)).write(
        to: URL(fileURLWithPath: path), options: .atomic)
    } catch {
      throw BenchmarkError(
        "cannot write the results to \(path): \(error.localizedDescription)")
    }
  }
}
