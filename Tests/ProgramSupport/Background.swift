// SPDX-License-Identifier: Apache-2.0
import Foundation
import TestSupport

/// A program that runs beside the test, for a minute unless told, and is stopped with the object.
public final class Background {
  private let process = Process()
  private let folder: TemporaryFolder

  public init(_ program: String, _ arguments: [String], seconds: Int = 60) throws {
    guard let path = program.contains("/") ? program : Peer.path(program) else {
      throw MissingProgram(name: program)
    }
    folder = try TemporaryFolder()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/timeout")
    process.arguments = ["-s", "KILL", "\(seconds)", path] + arguments
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle(forWritingAtPath: try folder.write("out", []))
    process.standardError = FileHandle(forWritingAtPath: try folder.write("err", []))
    try process.run()
  }

  /// What it has printed so far.
  public var output: String { text("out") }
  public var errors: String { text("err") }

  private func text(_ name: String) -> String {
    (try? String(contentsOfFile: "\(folder.path)/\(name)", encoding: .utf8)) ?? ""
  }

  /// Waits for something to become true, ten seconds at most.
  public static func wait(_ condition: () -> Bool) -> Bool {
    for _ in 0..<200 {
      if condition() { return true }
      usleep(50_000)
    }
    return condition()
  }

  /// Its exit code, once it has ended.
  public func status() -> Int32 {
    process.waitUntilExit()
    return process.terminationStatus
  }

  /// The program itself, below `timeout`; proc(5) knows it.
  public var processIdentifier: Int? {
    let timeout = process.processIdentifier
    let children = try? String(
      contentsOfFile: "/proc/\(timeout)/task/\(timeout)/children", encoding: .utf8)
    return children?.split(separator: " ").first.flatMap { Int($0) }
  }

  // `timeout` leads a process group of its own; a test's threads pass blocked signals on to
  // their children, and only this one cannot be blocked.
  deinit { kill(-process.processIdentifier, SIGKILL) }
}
