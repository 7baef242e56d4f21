// SPDX-License-Identifier: Apache-2.0
import Foundation
import Subprocess

#if canImport(System)
import System
#else
import SystemPackage
#endif

/// A script of the book's that builds for the emulated board, runs there, and prints what it found.
struct BoardScript: Sendable {
  private let script: String
  /// Where the book's folder is.
  private let root: String

  /// Looks for the book's folder around `directory`, and around this program.
  init(
    _ script: String, directory: String = FileManager.default.currentDirectoryPath
  ) throws {
    let program = (Bundle.main.executablePath ?? directory) as NSString
    guard
      let root = Self.folder(with: script, above: directory)
        ?? Self.folder(with: script, above: program.deletingLastPathComponent)
    else {
      throw BenchmarkError(
        "there is no \(script) here; run it in the book's folder, since it compiles the "
          + "chapters for the device")
    }
    self.script = script
    self.root = root
  }

  private static func folder(with script: String, above directory: String) -> String? {
    var folder = URL(fileURLWithPath: directory).standardizedFileURL.resolvingSymlinksInPath()
    while true {
      if FileManager.default.isExecutableFile(atPath: folder.appendingPathComponent(script).path) {
        return folder.path
      }
      if folder.path == "/" { return nil }
      folder = folder.deletingLastPathComponent()
    }
  }

  /// What it printed. Throws its last complaint if it failed.
  func run(
    _ arguments: [String] = [], _ progress: @escaping @Sendable (String) -> Void
  ) async throws -> String {
    let outcome = try await Subprocess.run(
      .name("bash"), arguments: Arguments([script] + arguments),
      workingDirectory: FilePath(root), input: .none, output: .sequence, error: .sequence
    ) { execution in
      async let complaint = lastLine(of: execution.standardError.strings(), progress)
      var said = ""
      for try await line in execution.standardOutput.strings() { said += line + "\n" }
      return (said, try await complaint)
    }
    let (said, complaint) = outcome.closureResult
    guard outcome.terminationStatus.isSuccess else { throw BenchmarkError(complaint) }
    return said
  }

  private func lastLine(
    of lines: SubprocessOutputSequence.StringSequence<UTF8>, _ progress: (String) -> Void
  ) async throws -> String {
    var last = "\(script) ended without a word"
    for try await line in lines where !line.allSatisfy(\.isWhitespace) {
      last = line
      progress(line)
    }
    return last
  }
}
