// SPDX-License-Identifier: Apache-2.0
import BenchmarkProtocol
import Foundation
import Subprocess

#if canImport(System)
import System
#else
import SystemPackage
#endif

/// The parent's end of a running child process: one question, one answer.
/// One task asks all the questions, one after the other.
final class Child: @unchecked Sendable {
  let library: CryptoLibrary
  let path: Path
  private let writer: StandardInputWriter
  private var lines: SubprocessOutputSequence.StringSequence<UTF8>.AsyncIterator

  init(
    _ library: CryptoLibrary, _ path: Path,
    _ execution: Execution<CustomWriteInput, SequenceOutput, FileDescriptorOutput>
  ) {
    self.library = library
    self.path = path
    writer = execution.standardInputWriter
    lines = execution.standardOutput.strings().makeAsyncIterator()
  }

  /// The words after `word` in the answer to `question`.
  func ask(_ question: String, _ word: String) async throws -> [String] {
    do {
      _ = try await writer.write(question + "\n")
    } catch {
      throw ended(question)
    }
    guard let line = try await lines.next() else { throw ended(question) }
    let words = line.split(separator: " ").map(String.init)
    guard words.first == word else {
      let said = words.first == "error" ? words.dropFirst().joined(separator: " ") : line
      throw BenchmarkError("the \(library.rawValue) child on the \(path.rawValue) path: \(said)")
    }
    return Array(words.dropFirst())
  }

  /// The same, where the answer must be numbers.
  func askNumbers(_ question: String, _ word: String) async throws -> [Int] {
    let words = try await ask(question, word)
    let numbers = words.compactMap { Int($0) }
    guard numbers.count == words.count, !numbers.isEmpty else {
      throw BenchmarkError("the \(library.rawValue) child answered \(words) to: \(question)")
    }
    return numbers
  }

  private func ended(_ question: String) -> BenchmarkError {
    BenchmarkError(
      "the \(library.rawValue) child on the \(path.rawValue) path ended when asked: \(question)")
  }
}

/// A child process that is to be started.
struct ChildKind: Sendable {
  var library: CryptoLibrary
  var path: Path
  var command: ChildCommand
  /// What puts the library on the path; nil takes a variable away.
  var environment: [String: String?]
}

/// Starts all these children, and ends them after `body`.
func withChildren<Result: Sendable>(
  _ kinds: ArraySlice<ChildKind>, started: [Child] = [],
  _ body: @Sendable ([Child]) async throws -> Result
) async throws -> Result {
  guard let kind = kinds.first else { return try await body(started) }
  var changes: [Environment.Key: String?] = [:]
  for (name, value) in kind.environment {
    changes.updateValue(value, forKey: Environment.Key(stringLiteral: name))
  }
  let arguments = kind.command.arguments + [kind.library.rawValue]
  let outcome = try await Subprocess.run(
    .path(FilePath(kind.command.executable)), arguments: Arguments(arguments),
    environment: .inherit.updating(changes), input: .inputWriter, output: .sequence,
    error: .currentStandardError
  ) { execution in
    let child = Child(kind.library, kind.path, execution)
    return try await withChildren(kinds.dropFirst(), started: started + [child], body)
  }
  return outcome.closureResult
}
