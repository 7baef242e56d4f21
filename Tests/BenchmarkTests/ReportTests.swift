// SPDX-License-Identifier: Apache-2.0
import BenchmarkRunner
import Foundation
import TestSupport
import Testing

/// Short runs whose numbers mean nothing; only their shape is looked at.
@Suite struct ReportTests {
  let command = ChildCommand(executable: childProgram, arguments: [])
  let tiny = CryptoBenchmark.Options(
    rounds: 2, batches: 2, batchNanoseconds: 1000,
    operations: Case.all.filter { $0.bytes == 16384 || $0.bytes == 64 && $0.algorithm == .sha256 })

  @Test func theResultsFileSaysWhatWhereAndWhen() async throws {
    let folder = try TemporaryFolder()
    let report = try await CryptoBenchmark(command, tiny).run()
    let path = "\(folder.path)/crypto.json"
    try report.write(to: path)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["crypto.json"])

    let data = try Data(contentsOf: URL(fileURLWithPath: path))
    let json = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    #expect(json["benchmark"] as? String == "crypto")
    let date = try #require(json["date"] as? String)
    #expect(date.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/) != nil)
    let machine = try #require(json["machine"] as? [String: Any])
    for key in ["processor", "architecture", "cores", "system", "isVirtual"] {
      #expect(machine[key] != nil, "\(key)")
    }
    let paths = try #require(json["paths"] as? [[String: Any]])
    #expect(paths.count == 4)
    let versions = Set(paths.compactMap { $0["version"] as? String })
    #expect(versions.contains { $0.hasPrefix("OpenSSL ") })
    #expect(versions.contains { $0.hasPrefix("mbedTLS ") })

    let rows = try #require(json["rows"] as? [[String: Any]])
    #expect(rows.contains { $0["name"] as? String == "sha-256/16384/openssl/hardware/raw" })
    for row in rows {
      #expect(row["batches"] as? Int == 4)
      let time = try #require(row["nanosecondsPerOperation"] as? [String: Double])
      #expect(try #require(time["minimum"]) <= (try #require(time["median"])))
    }
    let figures = try #require(json["figures"] as? [String: String])
    #expect(figures["crypto/aes-128-gcm/16384/openssl/hardware-over-software"] != nil)
    #expect(
      figures["crypto/sha-256/16384/mbedtls/software/provider-over-raw"]?.hasSuffix(" %") == true)
  }

  @Test func theTableFitsEightyColumns() async throws {
    let text = try await CryptoBenchmark(command, tiny).run().text()
    for line in text.split(separator: "\n") { #expect(line.count <= 80, "\(line)") }
    #expect(text.contains("OpenSSL 3."))
    #expect(text.contains("mbedTLS "))
  }

  /// Both children are left on the same path: the report must not call it two.
  @Test func aSwitchThatWasNotThrownIsSaid() async throws {
    let report = try await CryptoBenchmark(
      command, tiny, environment: { library, _ in pathEnvironment(library, .hardware) }
    ).run()
    #expect(report.switches.count == 4)
    for item in report.switches {
      #expect(!item.pathChanged, "\(item.library) \(item.algorithm)")
      #expect(!item.reason.isEmpty)
    }
    #expect(report.text().contains("PATH DID NOT CHANGE"))
  }

  #if arch(x86_64)
  @Test func whereThereIsNoHardwarePathNoneIsShown() async throws {
    let report = try await CryptoBenchmark(command, tiny).run()
    let item = try #require(
      report.switches.first { $0.library == .mbedtls && $0.algorithm == .sha256 })
    if !report.rows.contains(where: { $0.name == "sha-256/16384/mbedtls/hardware/raw" }) {
      #expect(item.reason.contains("no hardware path in this build"))
      #expect(!item.pathChanged)
    }
  }
  #endif

  @Test func aChildThatDiesEndsTheRunInOneSentence() async throws {
    let dying = ChildCommand(executable: "/bin/false", arguments: [])
    let error = await #expect(throws: BenchmarkError.self) {
      _ = try await CryptoBenchmark(dying, tiny).run()
    }
    #expect(error?.description.contains("ended when asked") == true)
  }

  @Test func aFileThatCannotBeWrittenIsNamed() async throws {
    let folder = try TemporaryFolder()
    let report = try await CryptoBenchmark(command, tiny).run()
    let error = #expect(throws: BenchmarkError.self) {
      try report.write(to: "\(folder.path)/nowhere/crypto.json")
    }
    #expect(error?.description.contains("nowhere/crypto.json") == true)
  }
}
