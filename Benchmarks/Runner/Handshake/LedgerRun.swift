// SPDX-License-Identifier: Apache-2.0
import MbedTLSBackend
import OpenSSLBackend
import Primitives
import TLS
import Trace
import Wire

extension HandshakeLedger {
  /// Every engine with every mode and version, each with the least that it can be told to send.
  public static func measure(
    seeds: Int = 33, progress: (String) -> Void = { _ in }
  ) throws -> HandshakeLedger {
    let cast = try LedgerCast()
    var rows: [Row] = []
    for version in [TLSVersion.tls13, .tls12] {
      for mode in LedgerMode.allCases where version == .tls13 || mode != .bareKeys25519 {
        progress("\(version), \(mode.title)")
        rows.append(try book(cast, version, mode, seeds))
        rows.append(
          try library(OpenSSLEngine.self, "openssl", cast, version, mode, seeds))
        rows.append(
          try library(MbedTLSEngine.self, "mbedtls", cast, version, mode, seeds))
      }
    }
    return HandshakeLedger(
      seeds: seeds,
      least: LedgerMode.allCases.compactMap { mode in
        LedgerMinimum(mode).map { Least(mode: mode, flights: $0.bytes) }
      }, rows: rows)
  }

  /// The book's engine tells what it does, and so every byte can be named.
  private static func book(
    _ cast: LedgerCast, _ version: TLSVersion, _ mode: LedgerMode, _ seeds: Int
  ) throws -> Row {
    var row = Row(
      engine: "book", version: version.short, mode: mode, suite: "", flights: [],
      differences: nil, refusal: nil)
    var runs: [HandshakeTrace] = []
    for suite in cast.suites(version, mode) {
      do {
        let ours = try cast.configuration(mode, version, suite, .client)
        let client = try TLSContext<OpenSSLCrypto>(ours, role: .client)
        let theirs = try cast.configuration(mode, version, suite, .server)
        let server = try TLSContext<OpenSSLCrypto>(theirs, role: .server)
        for seed in 0..<UInt64(seeds) {
          // Signatures are OpenSSL's.
          runs.append(try Seeded.libraries(seed) { try trace(client, server, mode, seed) })
        }
        row.suite = "\(suite)"
        row.refusal = nil
        break
      } catch let error as TLSError {
        row.refusal = "\(error)"
      }
    }
    guard let middle = middle(runs.map { $0.flights.map(\.bytes) }) else { return row }
    row.flights = middle.flights
    if version == .tls13, let least = LedgerMinimum(mode) {
      row.differences = Difference.all(
        runs[middle.run].flights.map(\.items), from: least.flights)
    }
    return row
  }

  private static func trace(
    _ client: TLSContext<OpenSSLCrypto>, _ server: TLSContext<OpenSSLCrypto>, _ mode: LedgerMode,
    _ seed: UInt64
  ) throws -> HandshakeTrace {
    typealias Channel<Observer: TLSObserver> =
      TLSChannel<OpenSSLCrypto, SeededRandom, Observer>
    let log = TraceLog(role: .client)
    let start = Instant(nanoseconds: 0)
    var conversation = Conversation<Channel<TraceRecorder>, Channel<NoObserver>>(
      client: try TLSChannel(
        client, random: SeededRandom(seed: 2 * seed), date: Cast.date, now: start,
        observer: TraceRecorder(log)),
      server: try TLSChannel(
        server, random: SeededRandom(seed: 2 * seed + 1), date: Cast.date, now: start,
        observer: NoObserver()))
    try conversation.settle()
    return try HandshakeTrace(log, title: mode.title)
  }

  private static func library<Engine: TLSEngine>(
    _: Engine.Type, _ name: String, _ cast: LedgerCast, _ version: TLSVersion,
    _ mode: LedgerMode, _ seeds: Int
  ) throws -> Row {
    var row = Row(
      engine: name, version: version.short, mode: mode, suite: "", flights: [],
      differences: nil, refusal: nil)
    for suite in cast.suites(version, mode) {
      do {
        let ours = try cast.configuration(mode, version, suite, .client)
        let client = try Engine(ours, role: .client)
        let theirs = try cast.configuration(mode, version, suite, .server)
        let server = try Engine(theirs, role: .server)
        var runs: [[Int]] = []
        for seed in 0..<UInt64(seeds) {
          runs.append(
            try Seeded.libraries(seed) { try flights(client, server) })
        }
        row.flights = middle(runs)?.flights ?? []
        row.suite = "\(suite)"
        row.refusal = nil
        return row
      } catch let error as TLSError {
        row.refusal = "\(error)"
      }
    }
    return row
  }

  private static func flights<Engine: TLSEngine>(
    _ client: Engine, _ server: Engine
  ) throws(TLSError) -> [Int] {
    var conversation = Conversation<Engine.Channel, Engine.Channel>(
      client: try client.makeChannel(), server: try server.makeChannel())
    try conversation.settle()
    return conversation.flights.map(\.bytes)
  }

  /// Each flight's median, and the run that comes nearest to all of them.
  private static func middle(_ runs: [[Int]]) -> (run: Int, flights: [Int])? {
    guard let count = runs.map(\.count).max(), count > 0 else { return nil }
    let medians = (0..<count).map { flight in
      let sorted = runs.compactMap { flight < $0.count ? $0[flight] : nil }.sorted()
      return sorted[sorted.count / 2]
    }
    func distance(_ run: [Int]) -> Int {
      zip(run, medians).reduce(0) { $0 + abs($1.0 - $1.1) } + abs(run.count - count) * 1000
    }
    let nearest = runs.indices.min { distance(runs[$0]) < distance(runs[$1]) } ?? 0
    return (nearest, runs[nearest])
  }
}

extension TLSVersion {
  fileprivate var short: String { self == .tls13 ? "1.3" : "1.2" }
}

/// Both ends of the ledger, told to send as little as they can.
struct LedgerCast {
  private let cast: Cast
  private let device25519, broker25519: Cast.Player

  init() throws {
    cast = try Cast()
    device25519 = try Cast.bare25519(3, by: OpenSSLCrypto.self)
    broker25519 = try Cast.bare25519(2, by: OpenSSLCrypto.self)
  }

  /// The one with the shortest tag first; the next where an engine has not got it.
  func suites(_ version: TLSVersion, _ mode: LedgerMode) -> [CipherSuite] {
    let codes: [UInt16] =
      switch (version, mode) {
      case (.tls13, _): [0x1305]
      case (_, .sharedKey): [0xC0A8]
      case (_, .sharedKeyAndAgreement): [0xD003, 0xCCAC]
      default: [0xC0AE]
      }
    return codes.map(CipherSuite.init(code:))
  }

  func configuration(
    _ mode: LedgerMode, _ version: TLSVersion, _ suite: CipherSuite, _ role: TLSRole
  ) throws(TLSError) -> TLSConfiguration {
    var configuration: TLSConfiguration
    switch mode {
    case .bareKeys: configuration = cast.bareKeys(as: role)
    case .bareKeys25519:
      configuration = cast.bareKeys(as: role, device: device25519, broker: broker25519)
    // The shortest identity that there is.
    case .sharedKeyAndAgreement, .sharedKey: configuration = cast.sharedKey(identity: "D")
    case .certificates: configuration = cast.certificates(as: role)
    }
    configuration.versions = version...version
    configuration.suites = [suite]
    configuration.groups = [mode == .bareKeys25519 ? .x25519 : .secp256r1]
    if mode == .sharedKey { configuration.preSharedKeyModes = .alone }
    configuration.isMiddleboxCompatible = false
    return configuration
  }
}
