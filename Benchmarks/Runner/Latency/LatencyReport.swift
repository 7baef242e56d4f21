// SPDX-License-Identifier: Apache-2.0
import Foundation

/// What `things bench latency` found. It holds no date and no machine: whoever runs it with the
/// same libraries gets the same bytes.
public struct LatencyReport: Codable, Equatable, Sendable {
  /// One stack over one link with one loss. Times in microseconds.
  public struct Row: Codable, Equatable, Sendable {
    public var name: String
    public var stack: Stack
    public var link: LinkName
    /// Lost of a hundred frames.
    public var loss: Int
    public var runs: Int
    /// Runs whose first reading never arrived.
    public var failures: Int
    /// Runs that neither ended nor were given up: there must be none.
    public var hung: Int
    public var first: Percentiles
    public var firstAcknowledged: Percentiles
    public var warm: Percentiles
    /// Until the first reading was acknowledged, in both directions.
    public var packets: Percentiles
    public var bytesOnAir: Percentiles
    public var warmPackets: Percentiles
    public var warmBytesOnAir: Percentiles
  }

  /// The first reading over DTLS 1.2 over the same reading over TLS, seed by seed, where both
  /// arrived.
  public struct Comparison: Codable, Equatable, Sendable {
    public var name: String
    public var pairs: Int
    public var ratio: Spread
    /// Pairs in which DTLS was the quicker of the two, of a hundred.
    public var quickerPercent: Int
  }

  public var benchmark = "latency"
  public var clock = "virtual; the computing of both ends takes no time"
  public var seeds: Int
  public var versions: [String: String]
  public var rows: [Row]
  public var comparisons: [Comparison]
  /// What the book quotes, by name.
  public var figures: [String: String]
}

extension LatencyReport.Row {
  init(_ stack: Stack, _ link: LinkName, loss: Int, _ runs: [LatencyRun]) {
    name = "\(link.rawValue)/\(loss)/\(stack.name)"
    self.stack = stack
    self.link = link
    self.loss = loss
    self.runs = runs.count
    failures = runs.count { $0.first == nil }
    hung = runs.count { !$0.didEnd }
    first = Percentiles(of: runs.map { $0.first.map { Int($0.microseconds) } })
    firstAcknowledged = Percentiles(
      of: runs.map { $0.firstAcknowledged.map { Int($0.microseconds) } })
    warm = Percentiles(of: runs.map { $0.warm.map { Int($0.microseconds) } })
    packets = Percentiles(of: runs.map { $0.first == nil ? nil : $0.packets })
    bytesOnAir = Percentiles(of: runs.map { $0.first == nil ? nil : $0.bytesOnAir })
    warmPackets = Percentiles(of: runs.map { $0.warm == nil ? nil : $0.warmPackets })
    warmBytesOnAir = Percentiles(of: runs.map { $0.warm == nil ? nil : $0.warmBytesOnAir })
  }
}

extension LatencyReport.Comparison {
  init?(_ name: String, _ numerators: [LatencyRun], over denominators: [LatencyRun]) {
    let pairs = zip(numerators, denominators).compactMap { a, b in
      a.first.flatMap { a in b.first.map { (Double(a.microseconds), Double($0.microseconds)) } }
    }
    guard !pairs.isEmpty else { return nil }
    self.name = name
    self.pairs = pairs.count
    ratio = Spread(of: pairs.map(\.0), over: pairs.map(\.1))
    quickerPercent = pairs.count { $0.0 < $0.1 } * 100 / pairs.count
  }
}

extension LatencyReport {
  public func json() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(self) + Data("\n".utf8)
  }

  /// The whole file or none of it.
  public func write(to path: String) throws {
    do { try json().write(to: URL(fileURLWithPath: path), options: .atomic) } catch {
      throw BenchmarkError("cannot write the results to \(path): \(error.localizedDescription)")
    }
  }

  func makeFigures() -> [String: String] {
    var figures = ["latency/seeds": "\(seeds)"]
    for (library, version) in versions { figures["latency/\(library)/version"] = version }
    for row in rows {
      let prefix = "latency/\(row.name)"
      figures["\(prefix)/first"] = milliseconds(row.first.p50)
      figures["\(prefix)/first/p95"] = milliseconds(row.first.p95)
      figures["\(prefix)/first/p99"] = milliseconds(row.first.p99)
      figures["\(prefix)/acknowledged"] = milliseconds(row.firstAcknowledged.p50)
      figures["\(prefix)/warm"] = milliseconds(row.warm.p50)
      figures["\(prefix)/warm/p95"] = milliseconds(row.warm.p95)
      figures["\(prefix)/packets"] = count(row.packets.p50)
      figures["\(prefix)/bytes"] = count(row.bytesOnAir.p50)
      figures["\(prefix)/warm/packets"] = count(row.warmPackets.p50)
      figures["\(prefix)/warm/bytes"] = count(row.warmBytesOnAir.p50)
      figures["\(prefix)/failures"] = "\(row.failures)"
    }
    for comparison in comparisons {
      figures["latency/\(comparison.name)"] = ratio(comparison.ratio.median)
      figures["latency/\(comparison.name)/quartiles"] =
        "\(ratio(comparison.ratio.lowerQuartile)) to \(ratio(comparison.ratio.upperQuartile))"
      figures["latency/\(comparison.name)/quicker"] = "\(comparison.quickerPercent)"
    }
    return figures
  }
}

func milliseconds(_ microseconds: Int?) -> String {
  microseconds.map { grouped(Double($0) / 1000) } ?? "never"
}

func count(_ number: Int?) -> String { number.map { grouped(Double($0)) } ?? "never" }
