// SPDX-License-Identifier: Apache-2.0
import Foundation

/// A few lines of C, compiled: what another program could do, that has not our types to stop it.
public final class CProgram: Sendable {
  public let path: String
  private let folder: TemporaryFolder

  public struct NotCompiled: Error {
    let reason: String
  }

  /// `arguments` come last, as libraries must.
  public init(_ text: String, _ arguments: [String] = []) throws {
    folder = try TemporaryFolder()
    path = "\(folder.path)/program"
    let source = try folder.write("program.c", Array(text.utf8))
    let built = try run("cc", ["-Wall", "-Werror", "-o", path, source] + arguments)
    guard built.status == 0 else { throw NotCompiled(reason: built.errorText) }
  }

  public static let sources = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("Sources").path
}
