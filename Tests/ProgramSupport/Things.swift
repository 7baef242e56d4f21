// SPDX-License-Identifier: Apache-2.0
import Foundation
import TestSupport
import Testing

/// The command line as a user runs it.
public enum Things {
  /// Built beside the tests.
  public static let path =
    URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
    .appendingPathComponent("things").path

  public static func run(_ arguments: String..., seconds: Int = 30) throws -> Finished {
    try TestSupport.run(path, arguments, seconds: seconds)
  }
}

extension Finished {
  /// One sentence on standard error, and an exit code that a script notices.
  public func expectRefusal(
    saying words: String..., sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(status != 0 && status < 124, sourceLocation: sourceLocation)
    let said = errorText.trimmingCharacters(in: .newlines)
    for word in words {
      #expect(
        said.localizedCaseInsensitiveContains(word), "it said: \(said)",
        sourceLocation: sourceLocation)
    }
    #expect(said.hasPrefix("Error: "), "it said: \(said)", sourceLocation: sourceLocation)
    #expect(
      !said.contains("\n"), "one sentence, not: \(said)", sourceLocation: sourceLocation)
  }
}
