// SPDX-License-Identifier: Apache-2.0
import BenchmarkProtocol
import BenchmarkRunner
import Foundation
import TestSupport
import Testing

#if canImport(FoundationXML)
import FoundationXML
#endif

/// Short runs whose numbers mean nothing; only their shape is looked at.
@Suite struct ReportTests {
  let command = ChildCommand(executable: childProgram, arguments: [])
  let tiny = CryptoBenchmark.Options(
    rounds: 2, batches: 2, batchNanoseconds: 1000,
    operations: Case.all.filter {
      [.sha256, .aes128GCM, .p256Verify, .ed25519Sign].contains($0.algorithm)
        && ($0.bytes != 64 || $0.algorithm == .sha256) && [0, 64, 16384].contains($0.bytes)
    })

  /// One run for all tests that only look at what a run finds.
  static let run = Task { try await ReportTests().benchmark.run() }

  private var benchmark: CryptoBenchmark { CryptoBenchmark(command, tiny) }

  /// Some of what the book quotes: a name that changes here breaks it.
  static let quoted = [
    "crypto/date", "crypto/machine/processor", "crypto/openssl/version", "crypto/mbedtls/version",
    "crypto/aes-128-gcm/16384/openssl/hardware/raw/megabytes-per-second",
    "crypto/aes-128-gcm/16384/openssl/hardware/raw/nanoseconds",
    "crypto/aes-128-gcm/16384/openssl/hardware-over-software",
    "crypto/aes-128-gcm/16384/mbedtls/software/provider/megabytes-per-second",
    "crypto/aes-128-gcm/16384/openssl/hardware/provider/allocations",
    "crypto/aes-128-gcm/16384/portable/software/provider/megabytes-per-second",
    "crypto/sha-256/64/openssl/software/provider-over-raw",
    "crypto/p-256-verify/openssl/software/provider/microseconds",
    "crypto/p-256-verify/portable/software/provider/per-second",
    "crypto/ed25519-sign/mbedtls/software/provider/microseconds",
    "crypto/claims/sha-256/16384/portable-over-mbedtls-software",
    "crypto/claims/aes-128-gcm/16384/portable-over-mbedtls-software/bar",
    "crypto/claims/p-256-verify/portable-over-mbedtls-software/verdict",
    "crypto/claims/aes-128-gcm/16384/openssl/software/provider-over-raw/verdict",
  ]

  @Test func theResultsFileSaysWhatWhereAndWhen() async throws {
    let folder = try TemporaryFolder()
    let report = try await Self.run.value
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
    #expect(paths.count == 5)
    let versions = Set(paths.compactMap { $0["version"] as? String })
    #expect(versions.contains { $0.hasPrefix("OpenSSL ") })
    #expect(versions.contains { $0.hasPrefix("mbedTLS ") })
    #expect(versions.contains("plain Swift"))

    let rows = try #require(json["rows"] as? [[String: Any]])
    #expect(rows.contains { $0["name"] as? String == "sha-256/16384/openssl/hardware/raw" })
    for row in rows {
      #expect(row["batches"] as? Int == 4)
      let time = try #require(row["nanosecondsPerOperation"] as? [String: Double])
      #expect(try #require(time["minimum"]) <= (try #require(time["median"])))
    }
    let figures = try #require(json["figures"] as? [String: String])
    for name in Self.quoted { #expect(figures[name] != nil, "\(name)") }
    #expect(
      figures["crypto/sha-256/16384/mbedtls/software/provider-over-raw"]?.hasSuffix(" %") == true)
  }

  @Test func theTableFitsEightyColumns() async throws {
    let text = try await Self.run.value.text()
    for line in text.split(separator: "\n") { #expect(line.count <= 80, "\(line)") }
    #expect(text.contains("OpenSSL 3."))
    #expect(text.contains("mbedTLS "))
    #expect(text.contains("plain Swift, one path"))
    #expect(text.contains(/p-256-verify +openssl/))
  }

  /// Both children are left on the same path: the report must not call it two.
  @Test func aSwitchThatWasNotThrownIsSaid() async throws {
    let report = try await CryptoBenchmark(
      command, tiny, environment: { library, _ in pathEnvironment(library, .hardware) }
    ).run()
    #expect(report.switches.count >= 4)
    for item in report.switches {
      #expect(!item.pathChanged, "\(item.library) \(item.algorithm)")
      #expect(!item.reason.isEmpty)
    }
    #expect(report.text().contains("PATH DID NOT CHANGE"))
  }

  /// mbedTLS 2.28 and 3.6 have no Ed25519: a line that says so, and no hole.
  @Test func whatALibraryLacksIsSaid() async throws {
    let report = try await Self.run.value
    #expect(report.missing.contains { $0.library == .mbedtls && $0.algorithm == .ed25519Sign })
    #expect(report.text().contains(/ed25519-sign +mbedtls +missing/))
    let figure = "crypto/ed25519-sign/mbedtls/software/provider/microseconds"
    #expect(report.figures[figure] == "missing")
  }

  @Test func aClaimIsJudgedByItsOwnRun() async throws {
    let report = try await Self.run.value
    let names = report.claims.map(\.name)
    #expect(names.contains("aes-128-gcm/16384/portable-over-mbedtls-software"))
    #expect(names.contains("sha-256/64/mbedtls/software/provider-over-raw"))
    #expect(Set(names).count == names.count)
    for claim in report.claims {
      #expect(claim.isMet == (claim.speed.map { $0.median >= claim.bar } ?? false))
      #expect(report.figures["crypto/claims/\(claim.name)/verdict"] == claim.verdict)
    }
  }

  @Test func onlySomeFamilies() async throws {
    let options = tiny.only([.signature])
    #expect(Set(options.operations.map(\.algorithm)) == [.p256Verify, .ed25519Sign])
    let report = try await CryptoBenchmark(command, options).run()
    #expect(report.rows.allSatisfy { $0.algorithm.family == .signature })
    #expect(!report.text().contains("sha-256"))
  }

  @Test func aPeerIsOneMoreLibrary() async throws {
    // Any child does: this one answers for OpenSSL, whatever it is called.
    let peer = ChildCommand(executable: childProgram, arguments: ["openssl"])
    let report = try await CryptoBenchmark(command, peers: peer, tiny).run()
    let row = "p-256-verify/swift-crypto/hardware/provider"
    #expect(report.rows.contains { $0.name == row })
    #expect(report.text().contains(/p-256-verify +swift-crypto as it is/))
  }

  /// It is well-formed, needs nothing else, and tells what the results file tells.
  @Test func thePageHasTheFiguresOfTheFile() async throws {
    let report = try await Self.run.value
    let page = try report.html()
    let finder = Finder()
    let parser = XMLParser(data: Data(page.replacing("<!doctype html>", with: "").utf8))
    parser.delegate = finder
    #expect(parser.parse(), "\(String(describing: parser.parserError))")
    #expect(!finder.elements.contains("script") && !finder.elements.contains("link"))
    #expect(finder.elements.filter { $0 == "svg" }.count == 3)
    #expect(finder.elements.filter { $0 == "title" }.count == 4)
    #expect(finder.figures.count > 20)
    for (name, value) in finder.figures where value != "-" {
      #expect(report.figures[name] == value, "\(name)")
    }
    let name = "crypto/aes-128-gcm/16384/openssl/software/provider/megabytes-per-second"
    #expect(finder.figures.contains { $0.name == name && $0.value == report.figures[name] })
  }

  #if arch(x86_64)
  @Test func whereThereIsNoHardwarePathNoneIsShown() async throws {
    let report = try await Self.run.value
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
    let report = try await Self.run.value
    let error = #expect(throws: BenchmarkError.self) {
      try report.write(to: "\(folder.path)/nowhere/crypto.json")
    }
    #expect(error?.description.contains("nowhere/crypto.json") == true)
  }
}

/// The elements of a page, and what stands in those that carry a figure's name.
private final class Finder: NSObject, XMLParserDelegate {
  var elements: [String] = []
  var figures: [(name: String, value: String)] = []
  private var isInside = false

  func parser(
    _ parser: XMLParser, didStartElement element: String, namespaceURI: String?,
    qualifiedName: String?, attributes: [String: String]
  ) {
    elements.append(element)
    isInside = attributes["data-figure"] != nil
    if let name = attributes["data-figure"] { figures.append((name, "")) }
  }

  func parser(_ parser: XMLParser, foundCharacters characters: String) {
    if isInside { figures[figures.count - 1].value += characters }
  }

  func parser(
    _ parser: XMLParser, didEndElement element: String, namespaceURI: String?,
    qualifiedName: String?
  ) { isInside = false }
}
