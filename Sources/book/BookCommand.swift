// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import BookTool
import Foundation

@main
struct BookCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "book",
    abstract: "Keeps the book and its code one thing, and makes the HTML edition.",
    discussion: """
      book check           fails if a quoted line and its source differ
      book fix             takes what changed in the source into the book
      book build           writes the HTML edition to _site
      book citations       lists requirements cited in the code that no test carries
      """,
    subcommands: [CheckCommand.self, FixCommand.self, BuildCommand.self, CitationsCommand.self])
}

/// Where the book is; every verb takes it.
struct Checkout: ParsableArguments {
  @Option(help: "The book's checkout; without it, the nearest folder upwards with a book.md.")
  var root: String?

  func tree() throws -> Tree {
    try root.map { Tree(root: URL(fileURLWithPath: $0).standardizedFileURL.path) }
      ?? Tree.holdingBook(from: FileManager.default.currentDirectoryPath)
  }

  func book() throws -> Book { try Book(tree()) }

  func run(_ book: Book) throws -> ConsoleRun {
    let progress = Progress()
    defer { progress.end() }
    let shell = Shell.forBook(try tree(), executable: Bundle.main.executablePath)
    return try ConsoleRun(book, shell) { progress.show($0) }
  }
}

/// Prints what is wrong; fails if anything is.
func report(_ problems: [Problem]) throws {
  guard !problems.isEmpty else { return }
  for problem in problems { complain("\(problem)") }
  complain(problems.count == 1 ? "1 problem." : "\(problems.count) problems.")
  throw ExitCode.failure
}

func complain(_ line: String) { FileHandle.standardError.write(Data("\(line)\n".utf8)) }
