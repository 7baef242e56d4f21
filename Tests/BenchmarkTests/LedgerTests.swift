// SPDX-License-Identifier: Apache-2.0
import BenchmarkRunner
import Foundation
import Testing

@Suite struct LedgerTests {
  @Test(arguments: [
    (LedgerMode.bareKeys, [162, 392, 233]), (.bareKeys25519, [129, 305, 179]),
    (.sharedKeyAndAgreement, [196, 190, 50]), (.sharedKey, [113, 117, 50]),
  ])
  func theFieldsOfTheDraftAddUpToItsFlights(mode: LedgerMode, flights: [Int]) {
    #expect(LedgerMinimum(mode)?.bytes == flights)
  }

  @Test func theBooksEngineSpendsTheLeastAndTheLibrariesRefuseInWords() throws {
    let ledger = try HandshakeLedger.measure(seeds: 9)
    for least in ledger.least {
      let row = try #require(
        ledger.rows.first {
          $0.engine == "book" && $0.version == "1.3" && $0.mode == least.mode
        })
      #expect(row.refusal == nil)
      // A signature may be a byte longer or shorter than the draft's.
      let others = try #require(row.differences).filter { !$0.field.hasSuffix(", signature") }
      #expect(others == [])
      #expect(zip(row.flights, least.flights).allSatisfy { abs($0 - $1) <= 2 })
    }
    for row in ledger.rows { #expect(row.flights.isEmpty == (row.refusal != nil)) }
    #expect(ledger.text().contains("TLS 1.3, PSK + ECDHE, P-256"))
    let json = try JSONEncoder().encode(ledger)
    #expect(try JSONDecoder().decode(HandshakeLedger.self, from: json) == ledger)
  }

  @Test func itIsTheSameInEveryRun() throws {
    #expect(try HandshakeLedger.measure(seeds: 3) == HandshakeLedger.measure(seeds: 3))
  }
}
