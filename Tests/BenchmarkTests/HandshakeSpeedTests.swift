// SPDX-License-Identifier: Apache-2.0
import BenchmarkRunner
import Testing

/// What is timed are real handshakes and real records; no test here looks at how long they took.
@Suite struct HandshakeSpeedTests {
  @Test func everyRowHasItsFiguresAndItsVerdict() async throws {
    let speed = try await HandshakeSpeed.measure(quick: true) { _ in }
    #expect(speed.rows.count == 8)
    for row in speed.rows {
      #expect(row.book.minimum > 0 && row.libssl.minimum > 0 && row.faster.minimum > 0)
      #expect(speed.figures["handshake/speed/\(row.name)/book/microseconds"] != nil)
    }
    for claim in speed.claims {
      #expect(claim.isMet == ((claim.speed?.median ?? 0) >= claim.bar))
      #expect(speed.figures["handshake/speed/claims/\(claim.name)/verdict"] == claim.verdict)
    }
    for limit in speed.limits {
      #expect(limit.isMet == (limit.value.map { $0 <= limit.most } ?? false))
    }
    #expect(speed.text().contains("MET: a full handshake, client"))
  }
}
