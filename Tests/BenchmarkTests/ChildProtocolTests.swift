// SPDX-License-Identifier: Apache-2.0
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

  @Test(arguments: CryptoLibrary.allCases)
  func oneAnswerForEachQuestion(library: CryptoLibrary) throws {
    let answers = try converse(
      library, "about", "asks aes-128-gcm", "calibrate sha-256/64/raw 1000",
      "round aes-128-gcm/64/provider 10 3")
    try #require(answers.count == 4)
    #expect(answers[0].hasPrefix("about "))
    #expect(["asks yes", "asks no"].contains(answers[1]))
    #expect(answers[2].wholeMatch(of: /count [1-9][0-9]*/) != nil)
    #expect(answers[3].wholeMatch(of: /took [0-9]+ [0-9]+ [0-9]+/) != nil)
  }

  @Test func everyCaseRunsInEveryLibrary() throws {
    for library in CryptoLibrary.allCases {
      var child = ChildProcess(library)
      for operation in Case.all {
        let answer = child.answer("round \(operation) 1 1")
        #expect(answer.hasPrefix("took "), "\(library) \(operation): \(answer)")
      }
    }
  }

  @Test(arguments: [
    "", "sing", "round", "round aes-128-gcm/64/raw 0 1", "round aes-128-gcm/65/raw 1 1",
    "calibrate nothing 1", "asks rot13", "about me",
  ])
  func whatIsNotAQuestionIsAnsweredWithAnError(line: String) {
    var child = ChildProcess(.openssl)
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
