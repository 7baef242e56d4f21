// SPDX-License-Identifier: Apache-2.0
import BookTool
import Foundation
import TestSupport

/// A book of one chapter that passes, in a folder of its own; tests then break it.
struct SmallBook {
  let folder: TemporaryFolder

  static let code =
    "struct Counter {\n  var count = 0\n\n  mutating func step() { count += 1 }\n}\n"

  static let section = """
    # Counting

    We count.

    ```swift Counter.swift
    struct Counter {
      var count = 0

    ```

    A step adds one.

    ```swift Counter.swift
      mutating func step() { count += 1 }
    }
    ```

    See [the start](README.md#one) and <!--=speed-->1.23<!--/--> GB/s.

    ```console
    $ printf 'one\\ntwo\\n'
    one
    two
    ```

    ```wire hello.hex
    1 type: a greeting
    2 length: of what follows
    2 body
    ```

    """

  init() throws {
    folder = try TemporaryFolder()
    try write("book.md", "# A Book\n\n- [One](Chapters/01-One/README.md): begins\n")
    try write("Chapters/01-One/README.md", "# One\n\n- [Counting](Counting.md): counts\n")
    try write("Chapters/01-One/Counting.md", SmallBook.section)
    try write("Chapters/01-One/Counter.swift", SmallBook.code)
    try write("Chapters/01-One/hello.hex", "01 0002\n68 69\n")
    try write("Benchmarks/results/crypto.json", #"{"figures": {"speed": "1.23"}}"#)
  }

  var tree: Tree { Tree(root: folder.path) }

  func write(_ path: String, _ text: String) throws {
    let file = URL(fileURLWithPath: "\(folder.path)/\(path)")
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
  }

  func read(_ path: String) throws -> String {
    try String(contentsOfFile: "\(folder.path)/\(path)", encoding: .utf8)
  }

  /// Replaces text that must be there.
  func change(_ path: String, _ old: String, _ new: String) throws {
    let text = try read(path)
    guard text.contains(old) else { throw NotThere(text: old) }
    try write(path, text.replacing(old, with: new))
  }

  struct NotThere: Error { let text: String }

  func problems() throws -> [Problem] { try Check(Book(tree)).problems }

  func shell(seconds: Int = 20) -> Shell {
    Shell(folder: folder.path, tools: [], seconds: seconds)
  }

  func problemsOfRun(seconds: Int = 20) throws -> [Problem] {
    let book = try Book(tree)
    var check = Check(book)
    check.add(try ConsoleRun(book, shell(seconds: seconds)) { _ in })
    return check.problems
  }

  /// What `book fix` does, and the problems that are left.
  @discardableResult
  func fix(run: Bool = false) throws -> Fix {
    let book = try Book(tree)
    return try Fix(book, run: run ? ConsoleRun(book, shell()) { _ in } : nil)
  }
}
