// SPDX-License-Identifier: Apache-2.0

/// The book in reading order: the front door, then each chapter's opening and its sections.
public struct Book: Sendable {
  let tree: Tree
  let front: Document
  let chapters: [Chapter]
  /// Markdown beside the book (README.md and the like): only its links are checked.
  let others: [Document]
  /// What is wrong with the order itself.
  let problems: [Problem]

  var documents: [Document] { [front] + chapters.flatMap(\.documents) }
  var everyDocument: [Document] { documents + others }

  struct Chapter: Sendable {
    /// For example `Chapters/02-Wire`.
    let folder: String
    let opening: Document
    let sections: [Document]

    var documents: [Document] { [opening] + sections }
    /// 2 for `02-Wire`.
    /// Without zeros in front, and with the letter of a chapter that came later: `2`, `3b`.
    var number: Substring { name.prefix { $0 != "-" }.drop { $0 == "0" } }
    var name: Substring { folder.split(separator: "/").last ?? "" }
  }

  public init(_ tree: Tree) throws {
    guard let bytes = tree.bytes("book.md") else {
      throw BookError("\(tree.root) holds no book.md; name the book's checkout with --root.")
    }
    var order = ReadingOrder(tree)
    self.tree = tree
    front = Document(path: "book.md", bytes: bytes)
    chapters = order.chapters(of: front)
    order.findUnlisted()
    problems = order.problems
    others = tree.names(in: "").filter { $0.hasSuffix(".md") && $0 != "book.md" }
      .map { Document(path: $0, bytes: tree.bytes($0) ?? []) }
  }
}
