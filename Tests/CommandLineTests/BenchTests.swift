// SPDX-License-Identifier: Apache-2.0
import Foundation
import ProgramSupport
import TestSupport
import Testing

@Suite("things bench crypto", .timeLimit(.minutes(5)))
struct BenchTests {
  @Test func helpShowsExamples() throws {
    let help = try Things.run("bench", "crypto", "--help")
    #expect(help.status == 0)
    for part in ["things bench crypto --quick", "--only", "--json", "--html", "--peers"] {
      #expect(help.outputText.contains(part), "\(part)")
    }
  }

  /// Refused before anything is measured; how to call it stands below the reason.
  @Test(arguments: [
    (["--only", "hash,dance"], "there is no family 'dance'"),
    (["--only", ""], "name a family"),
    (["--peers", "/nowhere/peers"], "'make bench-peers' builds one"),
  ])
  func whatCannotBeMeasuredIsNamed(arguments: [String], reason: String) throws {
    let refused = try TestSupport.run(Things.path, ["bench", "crypto"] + arguments)
    #expect(refused.status != 0 && refused.status < 124)
    #expect(refused.outputText.isEmpty)
    #expect(refused.errorText.contains(reason), "\(refused.errorText)")
  }

  @Test func oneFamilyInATableAFileAndAPage() throws {
    let folder = try TemporaryFolder()
    let (json, page) = ("\(folder.path)/crypto.json", "\(folder.path)/crypto.html")
    let run = try Things.run(
      "bench", "crypto", "--quick", "--only", "mac", "--json", json, "--html", page)
    #expect(run.status == 0, "\(run.errorText)")
    #expect(run.outputText.contains("hmac-sha-256"))
    #expect(!run.outputText.contains("x25519"))
    let name = "crypto/hmac-sha-256/64/portable/software/provider/nanoseconds"
    #expect(try String(contentsOfFile: json, encoding: .utf8).contains(name))
    #expect(try String(contentsOfFile: page, encoding: .utf8).hasPrefix("<!doctype html>"))
  }
}
