// SPDX-License-Identifier: Apache-2.0
import Foundation

/// Runs the commands that the book shows, as a reader would from the checkout.
public struct Shell: Sendable {
  let folder: String
  let path: String
  let seconds: Int

  /// `tools`: folders that come first on the PATH.
  public init(folder: String, tools: [String], seconds: Int = 20) {
    let inherited = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    self.folder = folder
    path = (tools + [inherited]).joined(separator: ":")
    self.seconds = seconds
  }

  /// The products stand beside the running tool, or where a build leaves them.
  public static func forBook(_ tree: Tree, executable: String?) -> Shell {
    let own = executable.map { URL(fileURLWithPath: $0).deletingLastPathComponent().path }
    let built = ["release", "debug"].map { tree.absolute(".build/\($0)") }
    return Shell(folder: tree.root, tools: [own].compactMap { $0 } + built)
  }

  func finds(_ program: String) -> Bool {
    path.split(separator: ":").contains {
      FileManager.default.isExecutableFile(atPath: "\($0)/\(program)")
    }
  }

  /// What the command wrote to both its outputs; nil if it ran longer than it may.
  func run(_ command: String) throws -> [UInt8]? {
    // A file instead of a pipe: no reader is needed, and a child that lives on holds nothing up.
    let file = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    guard FileManager.default.createFile(atPath: file.path, contents: nil),
      let output = FileHandle(forWritingAtPath: file.path)
    else {
      throw BookError("Cannot write to \(file.path); set TMPDIR to a folder that can hold it.")
    }
    defer { try? FileManager.default.removeItem(at: file) }

    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", command]
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    process.environment = environment
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    process.standardError = output
    try process.run()
    let inTime = finish(process)
    return inTime ? [UInt8](try Data(contentsOf: file)) : nil
  }

  /// The same words on every machine, and no colours.
  private var environment: [String: String] {
    ProcessInfo.processInfo.environment.merging(
      ["PATH": path, "LC_ALL": "C.UTF-8", "TZ": "UTC", "COLUMNS": "80", "NO_COLOR": "1"]
    ) { $1 }
  }

  /// Waits, and after `seconds` kills the command and what it started.
  private func finish(_ process: Process) -> Bool {
    let deadline = Date(timeIntervalSinceNow: Double(seconds))
    while process.isRunning {
      guard Date() < deadline else {
        // Foundation gives each process a group of its own.
        kill(-process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        return false
      }
      usleep(2_000)
    }
    return true
  }
}
