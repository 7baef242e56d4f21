// SPDX-License-Identifier: Apache-2.0

/// The fences of a file, joined in reading order, equal the file byte for byte.
struct QuoteCheck {
  let book: Book
  private(set) var problems: [Problem] = []
  private(set) var files = 0
  private(set) var lines = 0

  init(_ book: Book) {
    self.book = book
    let quotations = Quotation.all(in: book)
    for file in Set(book.promised).union(quotations.keys).sorted() {
      guard let quotation = quotations[file] else {
        problems.append(
          Problem(
            file,
            "not quoted; show every line of it in fences that open with "
              + "```swift \(file.split(separator: "/").last ?? "")."))
        continue
      }
      guard let bytes = book.tree.bytes(file) else {
        let fence = quotation.fences[0]
        problems.append(
          Problem(
            fence.document, line: fence.line,
            "quoted but missing: there is no file \(file); mend its name or take the fence away."))
        continue
      }
      compare(quotation, Line.split(bytes))
    }
  }

  private mutating func compare(_ quotation: Quotation, _ source: [Line]) {
    files += 1
    lines += source.count
    guard quotation.quoted != source else { return }
    let twice = repeated(quotation, in: source)
    problems += twice
    guard twice.isEmpty else { return }
    for hunk in hunks(quotation.quoted, source) {
      let place = quotation.place(hunk.old)
      problems.append(
        Problem(
          place.document, line: place.line,
          "differs from \(quotation.file):\(hunk.new + 1); "
            + "`book fix` takes the source's lines into the book.",
          diff: ["--- \(place.document)", "+++ \(quotation.file)"] + hunk.lines))
    }
  }

  /// Fences that say what an earlier one said, although the file says it once.
  private func repeated(_ quotation: Quotation, in source: [Line]) -> [Problem] {
    var first: [[Line]: Int] = [:]
    return quotation.fences.indices.compactMap { index in
      let body = quotation.lines(ofFence: index)
      guard body.contains(where: { !$0.isBlank }) else { return nil }
      guard let earlier = first[body] else {
        first[body] = index
        return nil
      }
      guard occurrences(of: body, in: source) < 2 else { return nil }
      let (fence, other) = (quotation.fences[index], quotation.fences[earlier])
      return Problem(
        fence.document, line: fence.line,
        "quoted twice: the same lines of \(quotation.file) stand at "
          + "\(other.document):\(other.line); take one of the two away.")
    }
  }

  private func occurrences(of body: [Line], in source: [Line]) -> Int {
    guard body.count <= source.count else { return 0 }
    return (0...(source.count - body.count)).count {
      source[$0..<($0 + body.count)].elementsEqual(body)
    }
  }
}
