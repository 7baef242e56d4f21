// SPDX-License-Identifier: Apache-2.0

/// A file, and the fences that quote it in reading order.
struct Quotation {
  let file: String
  var fences: [Fence]
  /// The fences' lines, joined, and the fence that each belongs to.
  var quoted: [Line]
  var owner: [Int]

  /// Every quotation of the book, by file.
  static func all(in book: Book) -> [String: Quotation] {
    var found: [String: Quotation] = [:]
    for document in book.documents {
      for fence in document.fences {
        guard case .quote(let file) = fence.kind else { continue }
        var quotation =
          found[file] ?? Quotation(file: file, fences: [], quoted: [], owner: [])
        quotation.quoted += document.lines[fence.body]
        quotation.owner += fence.body.map { _ in quotation.fences.count }
        quotation.fences.append(fence)
        found[file] = quotation
      }
    }
    return found
  }

  /// The Markdown file, and its line counted from 1, where this quoted line stands.
  func place(_ index: Int) -> (document: String, line: Int) {
    guard index < quoted.count else {
      let last = fences[fences.count - 1]
      return (last.document, last.body.upperBound + 1)
    }
    let fence = fences[owner[index]]
    let first = owner.firstIndex(of: owner[index]) ?? index
    return (fence.document, fence.body.lowerBound + 1 + index - first)
  }

  func lines(ofFence index: Int) -> [Line] {
    zip(owner, quoted).filter { $0.0 == index }.map(\.1)
  }
}

extension Book {
  /// What the book promises to quote whole: the chapters' code and both backends.
  var promised: [String] {
    ["Chapters", "Sources/OpenSSLBackend", "Sources/MbedTLSBackend"]
      .flatMap { tree.files(under: $0, ending: ".swift") }
  }
}
