// SPDX-License-Identifier: Apache-2.0
import Foundation

/// What a finished program said.
public struct Finished: Sendable {
  public var status: Int32
  public var output: [UInt8]
  public var errors: [UInt8]
  public var outputText: String { String(decoding: output, as: UTF8.self) }
  public var errorText: String { String(decoding: errors, as: UTF8.self) }
}

public struct MissingProgram: Error {
  public let name: String

  public init(name: String) { self.name = name }
}

/// Runs a program to its end, or kills it after `seconds`.
public func run(
  _ program: String, _ arguments: [String], input: [UInt8] = [],
  environment: [String: String] = [:], seconds: Int = 30
) throws -> Finished {
  guard let path = program.contains("/") ? program : Peer.path(program) else {
    throw MissingProgram(name: program)
  }
  let folder = try TemporaryFolder()
  let process = Process()
  process.executableURL = URL(fileURLWithPath: "/usr/bin/timeout")
  process.arguments = ["-s", "KILL", "\(seconds)", path] + arguments
  process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
  // Files instead of pipes: no reader is needed, so none can deadlock.
  process.standardInput = FileHandle(forReadingAtPath: try folder.write("in", input))
  process.standardOutput = FileHandle(forWritingAtPath: try folder.write("out", []))
  process.standardError = FileHandle(forWritingAtPath: try folder.write("err", []))
  try process.run()
  process.waitUntilExit()
  return Finished(
    status: process.terminationStatus,
    output: [UInt8](try Data(contentsOf: URL(fileURLWithPath: "\(folder.path)/out"))),
    errors: [UInt8](try Data(contentsOf: URL(fileURLWithPath: "\(folder.path)/err"))))
}
