// SPDX-License-Identifier: Apache-2.0
import BenchmarkProtocol
import BenchmarkRunner
import Testing

/// A short run whose times mean nothing; what is counted means something.
@Suite struct CertificateReportTests {
  @Test func theFiguresThatTheBookQuotesAreThere() async throws {
    var options = CryptoBenchmark.Options.certificates(quick: true)
    (options.rounds, options.batches, options.batchNanoseconds) = (1, 2, 1000)
    let report = try await CryptoBenchmark(
      ChildCommand(executable: childProgram, arguments: []), options
    ).run()
    #expect(report.benchmark == "certificates")
    for name in [
      "certificate-parse/openssl/hardware/provider/microseconds",
      "chain-parse-and-verify/openssl/hardware/raw/microseconds",
      "chain-parse-and-verify/mbedtls/software/raw/microseconds",
      "chain-parse-and-verify/portable/software/provider/microseconds",
      "claims/chain-parse-and-verify/openssl/hardware/provider-over-raw/bar",
      "claims/chain-parse-and-verify/over-swift-certificates/verdict",
      "limits/certificate-parse/allocations/most",
      "certificate-issue/openssl/hardware/provider/microseconds",
    ] {
      #expect(report.figures["certificates/\(name)"] != nil, "\(name)")
    }
    let limits = try #require(report.limits)
    for limit in limits { #expect(limit.isMet || limit.value == nil, "\(limit)") }
    for line in report.text().split(separator: "\n") { #expect(line.count <= 80, "\(line)") }
  }
}
