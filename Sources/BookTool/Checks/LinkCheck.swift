// SPDX-License-Identifier: Apache-2.0

/// Every relative link leads to a file, and every anchor to a place in it.
struct LinkCheck {
  private(set) var problems: [Problem] = []
  private(set) var links = 0

  init(_ book: Book) {
    let documents = Dictionary(book.everyDocument.map { ($0.path, $0) }) { first, _ in first }
    for document in book.everyDocument {
      for link in document.links where !link.isExternal {
        links += 1
        guard let fault = fault(of: link, in: document, documents, book.tree) else { continue }
        problems.append(Problem(document.path, line: link.line + 1, fault))
      }
    }
  }

  private func fault(
    of link: Link, in document: Document, _ documents: [String: Document], _ tree: Tree
  ) -> String? {
    var target = document
    if !link.path.isEmpty {
      guard let path = resolve(link.path, from: document.path) else {
        return "the link \(link.path) leads out of the checkout; "
          + "let it name a file of the book, or a web address."
      }
      guard tree.isFile(path) || tree.isFolder(path) else {
        return "broken link: there is no file \(path); mend the link or write the file."
      }
      guard link.anchor != nil, path.hasSuffix(".md") else { return nil }
      guard let found = documents[path] else {
        return "the link's anchor cannot be checked, since \(path) is not in the book; "
          + "take the anchor away."
      }
      target = found
    }
    guard let anchor = link.anchor, !target.hasAnchor(anchor) else { return nil }
    return "broken link: \(target.path) has no heading with the anchor #\(anchor); "
      + "it has \(target.headings.map { "#" + $0.anchor }.joined(separator: ", "))."
  }
}

extension Document {
  func hasAnchor(_ anchor: String) -> Bool {
    headings.contains { $0.anchor == anchor }
      || prose.contains { lines[$0].text.contains("id=\"\(anchor)\"") }
  }
}
