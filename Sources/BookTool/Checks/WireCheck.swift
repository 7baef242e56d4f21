// SPDX-License-Identifier: Apache-2.0

/// Every byte of a capture is explained, and our own parser agrees where one is asked for.
struct WireCheck {
  private(set) var problems: [Problem] = []
  private(set) var captures = 0

  init(_ book: Book, dissectors: [String: Dissector]) {
    for document in book.documents {
      for fence in document.fences where fence.kind == .wire {
        captures += 1
        do throws(Problem) {
          let wire = try Wire(fence, in: document, book.tree)
          guard fence.words.count > 2 else { continue }
          try compare(wire, fence, dissectors[fence.words[2]])
        } catch {
          problems.append(error)
        }
      }
    }
  }

  private func compare(_ wire: Wire, _ fence: Fence, _ dissector: Dissector?) throws(Problem) {
    guard let dissector else {
      throw Problem(
        fence.document, line: fence.line,
        "no parser is registered as \(fence.words[2]); mend the name or register one.")
    }
    let found: [WireField]
    do { found = try dissector.fields(wire.bytes) } catch {
      throw Problem(
        fence.document, line: fence.line,
        "the book's own parser refuses \(fence.words[1]): \(error); mend the one or the other.")
    }
    let (told, parsed) = (wire.fields.map(outline), found.map(outline))
    guard told != parsed else { return }
    throw Problem(
      fence.document, line: fence.line,
      "the book's own parser finds other fields; tell them as it does.",
      diff: ["--- \(fence.document)", "+++ \(fence.words[2])"]
        + hunks(told, parsed).flatMap(\.lines))
  }

  private func outline(_ field: WireField) -> Line { Line("\(field.length) \(field.label)") }
}
