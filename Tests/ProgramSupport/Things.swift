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

/// `things` as a server on a port that the system chose, for as long as some work lasts.
public func withThings(
  _ arguments: [String], seconds: Int = 60, sourceLocation: SourceLocation = #_sourceLocation,
  _ work: (_ port: Int, _ server: Background) throws -> Void
) throws {
  let server = try Background(Things.path, arguments + ["--port", "0"], seconds: seconds)
  try withExtendedLifetime(server) {
    try #require(
      Background.wait { server.output.contains("listening on") }, "\(server.errors)",
      sourceLocation: sourceLocation)
    let address = server.output.split(separator: " ")[2]
    let port = Int(address.split(separator: ":")[1].dropLast())
    try work(try #require(port, sourceLocation: sourceLocation), server)
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
