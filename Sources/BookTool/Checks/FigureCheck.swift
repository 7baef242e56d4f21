// SPDX-License-Identifier: Apache-2.0

/// A number in prose says what the results say.
struct FigureCheck {
  private(set) var problems: [Problem]
  private(set) var figures = 0
  /// The lines that `fix` would write.
  private(set) var edits: [Edit] = []

  init(_ book: Book) {
    let results = Results(book.tree)
    problems = results.problems
    for document in book.documents {
      for figure in document.figures {
        figures += 1
        switch results.text(of: figure.name) {
        case .failure(let error):
          problems.append(Problem(document.path, line: figure.line + 1, error.description))
        case .success(let found) where found.text != figure.text:
          problems.append(
            Problem(
              document.path, line: figure.line + 1,
              "the figure \(figure.name) is \(figure.text) here and \(found.text) in "
                + "\(found.file); `book fix` takes it into the book."))
        case .success: break
        }
      }
      edits += FigureCheck.edits(document, results)
    }
  }

  private static func edits(_ document: Document, _ results: Results) -> [Edit] {
    Set(document.figures.map(\.line)).compactMap { line in
      let old = document.lines[line]
      let text = Figure.replace(in: old.text) { name, shown in
        guard case .success(let found) = results.text(of: name) else { return shown }
        return found.text
      }
      guard text != old.text else { return nil }
      return Edit(document: document.path, range: line..<(line + 1), lines: [Line(text)])
    }
  }
}
