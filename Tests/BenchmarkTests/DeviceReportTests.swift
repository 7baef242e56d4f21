// SPDX-License-Identifier: Apache-2.0
import BenchmarkRunner
import Foundation
import TestSupport
import Testing

/// What the board says, typed here, and what the report makes of it.
@Suite struct DeviceReportTests {
  static let board = """
    swift 6.3.1
    gcc 12.2.1
    implementation portable
    clock 1000000
    cost sha-256 64 500 6400 516 100 1 44ea3a52
    cost sha-256 1024 500 62000 516 100 1 d888c73f
    cost sha-256 4096 500 215600 520 100 1 110355e2
    cost x25519 0 700 2500000 3608 92 3 8602f7c3
    cost p-256-ecdh 0 1700 9000000 4097 92 3 bdd78ea1
    missing ed25519-sign
    missing hmac-drbg
    done 0
    flash sha-256 1900
    flash x25519 3000
    flash p-256-ecdh 5000
    flash everything 9100
    implementation mbedtls 2.28.3
    clock 1000000
    cost sha-256 64 503 7701 516 0 0 44ea3a52
    cost sha-256 1024 503 62766 516 0 0 d888c73f
    cost sha-256 4096 504 238974 516 0 0 110355e2
    cost x25519 0 4714 14577388 1048 1120 3874 8602f7c3
    missing ed25519-sign
    done 0
    flash sha-256 2680
    flash x25519 22448
    flash everything 52360

    """

  let report: DeviceReport

  init() throws { report = try DeviceReport(parsing: Self.board) }

  @Test func theTableIsTheGoldenOne() {
    let lines = report.text().split(separator: "\n").map(String.init)
    #expect(
      lines.first { $0.hasPrefix("primitive") }
        == "primitive         by        a byte of 64 B set-up stack heap flash")
    #expect(lines.contains("SHA-256           portable    50.0   100.0    500   520  100 1,900"))
    #expect(lines.contains("SHA-256           mbedtls     57.4   120.3    503   516    0 2,680"))
    #expect(lines.contains("AES-128-GCM       portable missing missing      -     -    -     -"))
    #expect(
      lines.contains("X25519            portable    2,500,000    700 3,608    92  3,000"))
    #expect(
      lines.contains("X25519            mbedtls    14,577,388  4,714 1,048 1,120 22,448"))
    #expect(lines.contains("Ed25519 sign      mbedtls       missing      -     -     -      -"))
    #expect(lines.contains("All of them by mbedtls 2.28.3: 52,360 bytes of flash."))
    #expect(report.text().contains("Instructions are not cycles"))
    for line in lines { #expect(line.count <= 100, "\(line)") }
  }

  @Test func aClaimIsMetOnlyByWhatWasMeasured() throws {
    let claims = Dictionary(uniqueKeysWithValues: report.claims.map { ($0.name, $0) })
    #expect(claims["x25519"]?.met == true)
    #expect(claims["x25519"]?.measured == 2_500_000)
    #expect(claims["p-256-ecdh"]?.met == false)
    #expect(claims["sha-256"]?.met == true)
    #expect(claims["sha-256"]?.measured == 50)
    // What is missing keeps no promise.
    #expect(claims["aes-128-gcm"]?.met == false)
    #expect(claims["aes-128-gcm"]?.measured == nil)
    // One byte too deep, by the one that goes deepest.
    #expect(claims["stack"]?.measured == 4097)
    #expect(claims["stack"]?.met == false)
    let text = report.text()
    #expect(text.contains("  x25519: at most 3,000,000 instructions: 2,500,000, met\n"))
    #expect(text.contains("  aes-128-gcm: at most 300 instructions a byte: missing, NOT MET\n"))
  }

  @Test func theBookQuotesByName() {
    #expect(report.figures["device/sha-256/portable/per-byte"] == "50.0")
    #expect(report.figures["device/sha-256/portable/per-byte-of-64"] == "100.0")
    #expect(report.figures["device/sha-256/mbedtls/flash"] == "2,680")
    #expect(report.figures["device/x25519/portable/instructions"] == "2,500,000")
    #expect(report.figures["device/x25519/mbedtls-over-portable"] == "5.83")
    #expect(report.figures["device/p-256-ecdh/portable/stack"] == "4,097")
    #expect(report.figures["device/mbedtls/version"] == "2.28.3")
    #expect(report.figures["device/portable/flash"] == "9,100")
    #expect(report.figures["device/claims/sha-256/limit"] == "60")
    #expect(report.figures["device/published/x25519/assembly"] == "548,873")
    #expect(report.figures["device/ed25519-sign/portable/instructions"] == nil)
  }

  @Test func whatOthersFoundSaysWhetherItIsPublishedOrDerived() {
    #expect(Set(report.published.map(\.kind)) == [.published, .derived])
    for figure in report.published { #expect(!figure.source.isEmpty, "\(figure.name)") }
  }

  @Test func theSameBoardGivesTheSameBytes() throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/device.json"
    try report.write(to: path)
    let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    #expect(try DeviceReport(parsing: Self.board).json() == bytes)
    #expect(try JSONDecoder().decode(DeviceReport.self, from: bytes) == report)
    let json = try #require(try JSONSerialization.jsonObject(with: bytes) as? [String: Any])
    #expect(json["benchmark"] as? String == "device")
    #expect(json["date"] == nil)
  }

  @Test func whatCouldNotBeMeasuredSaysWhy() throws {
    let alone = Self.board.components(separatedBy: "implementation mbedtls")[0]
    let report = try DeviceReport(
      parsing: alone + "absent mbedtls apt-get could not bring the source; check the network\n")
    #expect(
      report.text().contains(
        "mbedtls was not measured: apt-get could not bring the source; check the network"))
    #expect(report.implementations.last?.absence?.hasPrefix("apt-get could not") == true)
    #expect(report.figures["device/x25519/mbedtls-over-portable"] == nil)
  }

  @Test(arguments: [
    ("", "nothing that could be measured"),
    ("clock 1000000\n", "can read: clock 1000000"),
    (
      "implementation portable\nclock 1000002\ndone 0\n",
      "a loop of 1000000 instructions as 1000002"
    ),
    ("implementation portable\nclock 1000000\n", "did not come to the end of portable"),
    ("implementation portable\nfailed x25519 0: a wrong answer\ndone 1\n", "x25519 0: a wrong"),
    ("implementation portable\ndone 1\n", "can read: done 1"),
    ("implementation portable\ncost x25519 0 1 2 3 4 five 6\n", "can read: cost x25519"),
    ("implementation portable\ncost x25519 0 1 2\n", "can read: cost x25519"),
    ("implementation portable\nflash x25519 many\n", "can read: flash x25519 many"),
    ("implementation portable\nqemu: fatal\n", "can read: qemu: fatal"),
  ])
  func whatTheBoardMustNotSayIsRefused(text: String, reason: String) throws {
    let error = try #require(throws: BenchmarkError.self) { try DeviceReport(parsing: text) }
    #expect("\(error)".contains(reason), "\(error)")
  }

  /// An implementation that computes something else has no cost that could be compared.
  @Test func implementationsThatDisagreeAreRefused() throws {
    let forged = Self.board.replacingOccurrences(
      of: "1120 3874 8602f7c3", with: "1120 3874 8602f7c4")
    let error = try #require(throws: BenchmarkError.self) { try DeviceReport(parsing: forged) }
    #expect("\(error)" == "portable and mbedtls do not agree on x25519 of 0 bytes")
  }
}

/// The runner and its script, the script being one of ours that only speaks.
@Suite struct DeviceBenchmarkTests {
  func folder(saying script: String) throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    try FileManager.default.createDirectory(
      atPath: "\(folder.path)/scripts/below", withIntermediateDirectories: true)
    let path = try folder.write("scripts/device-bench.sh", script.utf8)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
    return folder
  }

  @Test func theScriptIsFoundFromBelowAndItsLinesAreRead() async throws {
    let folder = try folder(
      saying: """
        #!/bin/bash
        echo "measuring $*" >&2
        cat <<'END'
        \(DeviceReportTests.board)
        END
        """)
    let progress = Said()
    let report = try await DeviceBenchmark(isQuick: true, directory: "\(folder.path)/scripts/below")
      .run { progress.append($0) }
    #expect(report == (try DeviceReport(parsing: DeviceReportTests.board)))
    #expect(progress.lines == ["measuring --quick"])
  }

  @Test func aScriptThatFailsIsQuotedInOneSentence() async throws {
    let folder = try folder(
      saying: "#!/bin/bash\necho 'building' >&2\necho 'firmware: it is broken' >&2\nexit 1\n")
    let error = await #expect(throws: BenchmarkError.self) {
      try await DeviceBenchmark(isQuick: false, directory: folder.path).run { _ in }
    }
    #expect(error.map { "\($0)" } == "firmware: it is broken")
  }
}

private final class Said: @unchecked Sendable {
  private let lock = NSLock()
  private var said: [String] = []
  var lines: [String] { lock.withLock { said } }
  func append(_ line: String) { lock.withLock { said.append(line) } }
}
