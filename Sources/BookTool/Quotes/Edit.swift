// SPDX-License-Identifier: Apache-2.0

/// New lines in place of old ones in a Markdown file.
struct Edit {
  let document: String
  let range: Range<Int>
  let lines: [Line]
}

extension Book {
  /// Writes each changed file once, whole; returns their paths.
  func apply(_ edits: [Edit]) throws -> [String] {
    var changed: [String] = []
    for document in documents {
      var lines = document.lines
      let mine = edits.filter { $0.document == document.path }
      for edit in mine.sorted(by: { $0.range.lowerBound > $1.range.lowerBound }) {
        lines.replaceSubrange(edit.range, with: edit.lines)
      }
      guard lines != document.lines else { continue }
      try tree.write(Line.join(lines), to: document.path)
      changed.append(document.path)
    }
    return changed
  }
}
