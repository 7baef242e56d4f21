// SPDX-License-Identifier: Apache-2.0
import BenchmarkRunner
import Foundation
import TestSupport
import Testing

/// The experiment of TLS against DTLS, on simulated links.
@Suite(.serialized) struct LatencyTests {
  private func report(
    _ stacks: [Stack] = Stack.all, _ links: [LinkName] = [.lteM], losses: [Int] = [0],
    seeds: Int = 2
  ) throws -> LatencyReport {
    try LatencyBenchmark(.init(seeds: seeds, stacks: stacks, links: links, losses: losses)).run()
  }

  @Test func theSameSeedsGiveTheSameBytes() throws {
    let once = try report(Stack.all, [.nbIoT], losses: [0, 20])
    let again = try report(Stack.all, [.nbIoT], losses: [0, 20])
    #expect(try once.json() == again.json())
  }

  /// With nothing lost, no reading can be quicker than its round trips, and LTE-M's one-way
  /// delay is 50 ms: TLS 1.3 needs TCP's round trip, its own, and half a one for the reading.
  @Test(arguments: [
    (Stack.Security.tls13, 5), (.tls12, 7), (.dtls12, 7),
  ])
  func noReadingIsQuickerThanItsRoundTrips(security: Stack.Security, trips: Int) throws {
    let stacks = Stack.all.filter { $0.security == security }
    for row in try report(stacks).rows {
      let first = try #require(row.first.p50)
      #expect(first >= trips * 50_000, "\(row.name)")
      #expect(first < (trips + 2) * 60_000, "\(row.name): \(first) µs")
      let acknowledged = try #require(row.firstAcknowledged.p50)
      #expect(acknowledged >= first + 50_000)
      let warm = try #require(row.warm.p50)
      #expect((50_000..<75_000).contains(warm), "\(row.name)")
    }
  }

  @Test func certificatesCostBytesAndKeysDoNot() throws {
    let rows = try report().rows
    for row in rows where row.stack.identity == .certificates {
      var stack = row.stack
      stack.identity = .psk
      let other = try #require(rows.first { $0.stack == stack })
      #expect(try #require(row.bytesOnAir.p50) > (try #require(other.bytesOnAir.p50)))
    }
  }

  /// THINGS_EXTENDED asks for 1,000 seeds, which takes minutes.
  @Test func everyHandshakeEndsThoughAFifthIsLost() throws {
    let isExtended = ProcessInfo.processInfo.environment["THINGS_EXTENDED"] != nil
    let report = try report(losses: [20], seeds: isExtended ? 1000 : 10)
    for row in report.rows {
      #expect(row.hung == 0, "\(row.name)")
      #expect(row.failures <= row.runs / 10, "\(row.name): \(row.failures) of \(row.runs)")
    }
  }

  @Test func percentilesDoNotForgetTheFailures() {
    let numbers: [Int?] = Array(1...90) + [Int?](repeating: nil, count: 10)
    let percentiles = Percentiles(of: numbers)
    #expect(percentiles.p50 == 50 && percentiles.p95 == nil && percentiles.p99 == nil)
  }

  @Test func theTableFitsAHundredColumns() throws {
    let text = try report(losses: [0, 20], seeds: 2).text()
    for line in text.split(separator: "\n") { #expect(line.count <= 100, "\(line)") }
    for stack in Stack.all { #expect(text.contains(stack.security.rawValue)) }
  }
}
