// SPDX-License-Identifier: Apache-2.0
import Foundation
import Subprocess

#if canImport(System)
import System
#else
import SystemPackage
#endif

/// The portable primitives on an emulated Cortex-M4, and mbedTLS's beside them.
public struct DeviceBenchmark: Sendable {
  private static let script = "scripts/device-bench.sh"

  /// Where the book's folder is.
  private let root: String
  private let isQuick: Bool

  /// Looks for the book's folder around `directory`, and around this program.
  public init(
    isQuick: Bool, directory: String = FileManager.default.currentDirectoryPath
  ) throws {
    let program = (Bundle.main.executablePath ?? directory) as NSString
    guard
      let root = Self.folder(above: directory)
        ?? Self.folder(above: program.deletingLastPathComponent)
    else {
      throw BenchmarkError(
        "there is no \(Self.script) here; run it in the book's folder, since it compiles the "
          + "chapters for the device")
    }
    self.root = root
    self.isQuick = isQuick
  }

  private static func folder(above directory: String) -> String? {
    var folder = URL(fileURLWithPath: directory).standardizedFileURL.resolvingSymlinksInPath()
    while true {
      if FileManager.default.isExecutableFile(atPath: folder.appendingPathComponent(script).path) {
        return folder.path
      }
      if folder.path == "/" { return nil }
      folder = folder.deletingLastPathComponent()
    }
  }

  public func run(_ progress: @escaping @Sendable (String) -> Void) async throws -> DeviceReport {
    let outcome = try await Subprocess.run(
      .name("bash"), arguments: Arguments([Self.script] + (isQuick ? ["--quick"] : [])),
      workingDirectory: FilePath(root), input: .none, output: .sequence, error: .sequence
    ) { execution in
      async let complaint = Self.lastLine(of: execution.standardError.strings(), progress)
      var said = ""
      for try await line in execution.standardOutput.strings() { said += line + "\n" }
      return (said, try await complaint)
    }
    let (said, complaint) = outcome.closureResult
    guard outcome.terminationStatus.isSuccess else { throw BenchmarkError(complaint) }
    return try DeviceReport(parsing: said)
  }

  private static func lastLine(
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
