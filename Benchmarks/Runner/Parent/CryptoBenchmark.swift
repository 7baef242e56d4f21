// SPDX-License-Identifier: Apache-2.0
import BenchmarkProtocol
import Foundation

/// Three libraries, hardware against software, and the book's providers against calls by hand.
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
    /// The first word of every figure.
    public var name = "crypto"

    public init(
      rounds: Int, batches: Int, batchNanoseconds: Int, operations: [Case] = Case.crypto
    ) {
      self.rounds = rounds
      self.batches = batches
      self.batchNanoseconds = batchNanoseconds
      self.operations = operations
    }

    /// Some three minutes.
    public static let full = Options(rounds: 40, batches: 4, batchNanoseconds: 2_000_000)
    /// Some ten seconds.
    public static let quick = Options(
      rounds: 8, batches: 4, batchNanoseconds: 400_000,
      operations: Case.cases(lengths: [64, 1024, 16384]))
    /// A few seconds: what fits into one picture.
    public static let tour = Options(
      rounds: 8, batches: 4, batchNanoseconds: 500_000,
      operations: Case.cases(
        of: [.sha256, .aes128GCM, .chaCha20Poly1305], lengths: [64, 16384]))

    /// Certificates: some half a minute, or some seconds.
    public static func certificates(quick: Bool) -> Options {
      var options = Options(
        rounds: quick ? 8 : 40, batches: 4, batchNanoseconds: quick ? 1_000_000 : 4_000_000,
        operations: Case.certificates)
      options.name = "certificates"
      return options
    }

    /// Without the other families.
    public func only(_ families: [Family]) -> Options {
      var options = self
      options.operations.removeAll { !families.contains($0.algorithm.family) }
      return options
    }
  }

  public var command: ChildCommand
  /// A program that does the same for swift-crypto, if it was built.
  public var peers: ChildCommand?
  public var options: Options
  /// What puts a library on a path.
  public var environment: @Sendable (CryptoLibrary, Path) -> [String: String?]

  public init(
    _ command: ChildCommand, peers: ChildCommand? = nil, _ options: Options = .full,
    environment: @escaping @Sendable (CryptoLibrary, Path) -> [String: String?] = pathEnvironment
  ) {
    self.command = command
    self.peers = peers
    self.options = options
    self.environment = environment
  }

  private var kinds: [ChildKind] {
    CryptoLibrary.allCases.flatMap { library -> [ChildKind] in
      guard let command = library == .swiftCrypto ? peers : command else { return [] }
      return library.paths.map {
        ChildKind(
          library: library, path: $0, command: command, environment: environment(library, $0))
      }
    }
  }

  /// `progress` hears how much of the work is done, from 0 to 1.
  public func run(
    progress: @Sendable (Double) -> Void = { _ in }
  ) async throws -> CryptoReport {
    let measured = try await withChildren(kinds[...]) { children in
      var measurement = Measurement()
      for child in children { try await measurement.meet(child, options.operations) }
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
      for child in children { try await measurement.countAllocations(child, rows) }
      for child in children { try await measurement.watchMemory(child, rows) }
      return measurement
    }
    progress(1)
    return CryptoReport(measured, options)
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
