// SPDX-License-Identifier: Apache-2.0
import BenchmarkProtocol
import BenchmarkRunner
import Foundation
import TestSupport
import Testing

/// The program that is the child in these tests; the build puts it beside the tests themselves.
let childProgram: String = {
  #if canImport(Darwin)
  let tests = Bundle(for: Marker.self).bundleURL
  #else
  let tests = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
  #endif
  return tests.deletingLastPathComponent().appendingPathComponent("BenchmarkChild").path
}()

private final class Marker {}

@Suite struct ChildProtocolTests {
  func converse(
    _ library: CryptoLibrary, _ questions: String..., environment: [String: String] = [:]
  ) throws -> [String] {
    let finished = try run(
      childProgram, [library.rawValue],
      input: [UInt8]((questions.joined(separator: "\n") + "\n").utf8), environment: environment)
    #expect(finished.status == 0)
    return finished.outputText.split(separator: "\n").map(String.init)
  }

  @Test(arguments: [CryptoLibrary.openssl, .mbedtls])
  func oneAnswerForEachQuestion(library: CryptoLibrary) throws {
    let answers = try converse(
      library, "about", "asks aes-128-gcm", "calibrate sha-256/64/raw 1000",
      "round aes-128-gcm/64/provider 10 3", "allocations aes-128-gcm/64/provider 10")
    try #require(answers.count == 5)
    #expect(answers[0].hasPrefix("about "))
    #expect(["asks yes", "asks no"].contains(answers[1]))
    #expect(answers[2].wholeMatch(of: /count [1-9][0-9]*/) != nil)
    #expect(answers[3].wholeMatch(of: /took [0-9]+ [0-9]+ [0-9]+/) != nil)
    #expect(answers[4].wholeMatch(of: /allocations ([0-9]+|unknown)/) != nil)
  }

  @Test func thePortableChildHasNothingToSwitch() throws {
    let answers = try converse(.portable, "about", "asks sha-256", "round sha-256/64/raw 1 1")
    try #require(answers.count == 3)
    #expect(answers[0] == "about - plain Swift")
    #expect(["asks no", "asks missing"].contains(answers[1]))
    #expect(answers[2].hasPrefix("error missing"), "nobody calls plain Swift by hand")
  }

  /// An algorithm that a library lacks is called missing, and is not an error of the run.
  @Test func everyCaseRunsOrIsMissing() throws {
    for library in CryptoLibrary.ours {
      var child = try #require(ChildProcess(library))
      for operation in Case.all {
        let asked = child.answer("asks \(operation.algorithm.rawValue)")
        let answer = child.answer("round \(operation) 1 1")
        let isMissing =
          operation.caller == .raw ? library == .portable : asked == "asks missing"
        if isMissing {
          #expect(answer.hasPrefix("error missing"), "\(library) \(operation): \(answer)")
        } else {
          #expect(answer.hasPrefix("took "), "\(library) \(operation): \(answer)")
        }
      }
    }
  }

  /// What has been measured since the first edition can not be missing.
  @Test func theLibrariesHaveWhatTheyAlwaysHad() throws {
    for library in [CryptoLibrary.openssl, .mbedtls] {
      var child = try #require(ChildProcess(library))
      for algorithm in [Algorithm.sha256, .aes128GCM, .aes256GCM, .p256Sign, .p256Verify] {
        #expect(child.answer("asks \(algorithm.rawValue)") != "asks missing", "\(algorithm)")
      }
    }
  }

  #if canImport(Glibc)
  /// A signature of OpenSSL's takes memory, so a count of none would mean that nobody counts.
  @Test func callsForMemoryAreCounted() throws {
    let answers = try converse(
      .openssl, "allocations p-256-sign/provider 10", "allocations aes-128-gcm/64/provider 10")
    try #require(answers.count == 2)
    let calls = try #require(answers[0].split(separator: " ").last.flatMap { Int($0) })
    #expect(calls >= 10)
    #expect(answers[1] == "allocations 0")
  }
  #endif

  @Test func swiftCryptoIsNotOurs() { #expect(ChildProcess(.swiftCrypto) == nil) }

  @Test(arguments: [
    "", "sing", "round", "round aes-128-gcm/64/raw 0 1", "round aes-128-gcm/65/raw 1 1",
    "calibrate nothing 1", "asks rot13", "about me", "round x25519/64/provider 1 1",
    "allocations sha-256/64/provider 0", "round p-256-sign/raw 1 1",
  ])
  func whatIsNotAQuestionIsAnsweredWithAnError(line: String) throws {
    var child = try #require(ChildProcess(.openssl))
    #expect(child.answer(line).hasPrefix("error "))
  }

  @Test func aCaseIsSpelledAsItIsRead() {
    for operation in Case.all { #expect(Case(operation.description) == operation) }
    #expect(Case("aes-128-gcm/64/raw/more") == nil)
  }

  @Test func anOpenSSLChildSaysWhatItsEnvironmentForbade() throws {
    let off = pathEnvironment(.openssl, .software).compactMapValues { $0 }
    let about = try #require(try converse(.openssl, "about", environment: off).first)
    #expect(about.hasPrefix("about - OpenSSL"))
  }

  @Test func anMbedTLSChildSaysWhatItsEnvironmentForbade() throws {
    let off = pathEnvironment(.mbedtls, .software).compactMapValues { $0 }
    let about = try #require(try converse(.mbedtls, "about", environment: off).first)
    #expect(about.hasPrefix("about - mbedTLS"))
  }
}
