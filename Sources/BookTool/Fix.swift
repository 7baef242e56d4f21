// SPDX-License-Identifier: Apache-2.0

/// Brings the book up to the code, the results and, after a run, the commands.
public struct Fix {
  public private(set) var changed: [String]
  /// What an author should look at.
  public let notes: [Problem]

  public init(_ book: Book, run: ConsoleRun? = nil, traces: TraceMaker = .none) throws {
    let quotes = QuoteFix(book)
    let edits =
      quotes.edits + FigureCheck(book).edits + TraceCheck(book, traces).edits + (run?.edits ?? [])
    changed = try book.apply(edits)
    notes = quotes.notes
  }
}
