// SPDX-License-Identifier: Apache-2.0

/// Follows the lists: `book.md` names the chapters, each chapter's README its sections.
struct ReadingOrder {
  let tree: Tree
  private(set) var problems: [Problem] = []
  private var listed: Set<String> = []

  init(_ tree: Tree) { self.tree = tree }

  mutating func chapters(of front: Document) -> [Book.Chapter] {
    entries(of: front) { path in
      path.hasPrefix("Chapters/") && path.hasSuffix("/README.md")
    }.map { opening in
      let folder = String(opening.path.dropLast("/README.md".count))
      let sections = entries(of: opening) { path in
        path.hasPrefix("\(folder)/") && path.hasSuffix(".md")
          && !path.dropFirst(folder.count + 1).contains("/")
      }
      return Book.Chapter(folder: folder, opening: opening, sections: sections)
    }
  }

  /// Chapters and sections that exist and that nobody would meet.
  mutating func findUnlisted() {
    for path in tree.files(under: "Chapters", ending: ".md") where !listed.contains(path) {
      let folder = path.split(separator: "/").dropLast().joined(separator: "/")
      let list = path.hasSuffix("/README.md") ? "book.md" : "\(folder)/README.md"
      problems.append(
        Problem(path, "no list leads here; add it to the list in \(list), or remove it."))
    }
    for name in tree.names(in: "Chapters") where tree.isFolder("Chapters/\(name)") {
      guard !tree.isFile("Chapters/\(name)/README.md") else { continue }
      problems.append(
        Problem(
          "Chapters/\(name)", "this chapter has no README.md; write one and list it in book.md."))
    }
  }

  /// The documents that the list in `document` leads to, where `isEntry` knows the path.
  private mutating func entries(
    of document: Document, where isEntry: (String) -> Bool
  ) -> [Document] {
    var found: [Document] = []
    for link in document.links where link.startsItem && !link.isExternal {
      guard let path = resolve(link.path, from: document.path), isEntry(path) else { continue }
      if !listed.insert(path).inserted {
        problems.append(
          Problem(
            document.path, line: link.line + 1,
            "\(path) is listed twice; keep one of the two entries."))
      } else if let bytes = tree.bytes(path) {
        found.append(Document(path: path, bytes: bytes))
      }  // A link to nothing: the check of links says so.
    }
    return found
  }
}
