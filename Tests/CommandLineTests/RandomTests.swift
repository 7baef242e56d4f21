// SPDX-License-Identifier: Apache-2.0
import ProgramSupport
import TestSupport
import Testing

@Suite("things random")
struct RandomTests {
  @Test("bytes come in hexadecimal, as many as were asked for", arguments: ["system", "jitter"])
  func bytes(source: String) throws {
    let runs = try (0..<2).map { _ in
      try run(Things.path, ["random", "bytes", "33", "--source", source])
    }
    for run in runs {
      #expect(run.status == 0, "\(run.errorText)")
      #expect(run.outputText.count == 67 && run.outputText.dropLast().allSatisfy(\.isHexDigit))
    }
    #expect(runs[0].outputText != runs[1].outputText)
  }

  @Test("a source is tested and its claim is set beside what was seen")
  func test() throws {
    let tested = try run(
      Things.path, ["random", "test", "--source", "jitter", "--samples", "2000"])
    #expect(tested.status == 0, "\(tested.errorText)")
    #expect(tested.outputText.contains("1 of the 8 bits of each sample"))
  }

  @Test("two devices of one second have one key, and the attacker finds it")
  func weak() throws {
    let weak = try run(Things.path, ["random", "weak", "--boot", "1700001234"])
    #expect(weak.status == 0, "\(weak.errorText)")
    #expect(weak.outputText.contains("The keys are the same."))
    #expect(weak.outputText.contains("tried 2035 of 3600 seconds"))
  }

  @Test(
    "what makes no sense is refused in one sentence",
    arguments: [
      ["bytes", "0"], ["bytes", "65537"], ["bytes", "-1"], ["bytes", "1", "--source", "dice"],
      ["test", "--source", "system"], ["test", "--source", "jitter", "--samples", "0"],
      ["weak", "--boot", "1"],
    ])
  func refused(words: [String]) throws {
    let refused = try run(Things.path, ["random"] + words)
    #expect(refused.status != 0)
    #expect(refused.errorText.hasPrefix("Error: "))
  }
}
