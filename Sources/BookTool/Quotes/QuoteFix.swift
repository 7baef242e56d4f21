// SPDX-License-Identifier: Apache-2.0

/// Takes what changed in the source into the fences: an equal line keeps its fence, a new
/// line joins the fence before it, a changed line the fence of the line that it replaces.
struct QuoteFix {
  private(set) var edits: [Edit] = []
  /// What an author should look at afterwards.
  private(set) var notes: [Problem] = []

  init(_ book: Book) {
    for quotation in Quotation.all(in: book).values.sorted(by: { $0.file < $1.file }) {
      guard let bytes = book.tree.bytes(quotation.file) else { continue }
      let source = Line.split(bytes)
      if quotation.quoted != source { mend(quotation, source) }
    }
  }

  private mutating func mend(_ quotation: Quotation, _ source: [Line]) {
    var bodies = [[Line]](repeating: [], count: quotation.fences.count)
    for stretch in align(quotation.quoted, source) {
      for (offset, line) in stretch.new.enumerated() {
        bodies[owner(offset, stretch, quotation)].append(source[line])
      }
    }
    for (index, fence) in quotation.fences.enumerated()
    where bodies[index] != quotation.lines(ofFence: index) {
      edits.append(Edit(document: fence.document, range: fence.body, lines: bodies[index]))
      remark(fence, bodies[index])
    }
  }

  private func owner(_ offset: Int, _ stretch: Stretch, _ quotation: Quotation) -> Int {
    guard !quotation.quoted.isEmpty else { return 0 }
    let old = stretch.old
    let line =
      old.isEmpty
      ? max(old.lowerBound - 1, 0) : old.lowerBound + min(offset, old.count - 1)
    return quotation.owner[min(line, quotation.owner.count - 1)]
  }

  private mutating func remark(_ fence: Fence, _ body: [Line]) {
    if body.isEmpty {
      notes.append(
        Problem(
          fence.document, line: fence.line,
          "this fence is empty now; take it and its prose away, or move lines into it."))
    }
    if body.contains(where: { fence.marker.isClosed(by: $0.text) }) {
      notes.append(
        Problem(
          fence.document, line: fence.line,
          "a quoted line would close this fence; open and close it with more marks."))
    }
  }
}
