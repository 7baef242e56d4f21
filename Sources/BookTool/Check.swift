// SPDX-License-Identifier: Apache-2.0

/// Everything that must hold for the book and its code to be one thing.
public struct Check {
  public private(set) var problems: [Problem]
  public let citations: Citations
  /// What was looked at, for the one line that a passing check prints.
  public let summary: String

  public init(
    _ book: Book, dissectors: [String: Dissector] = [:], traces: TraceMaker = .none
  ) {
    let quotes = QuoteCheck(book)
    let links = LinkCheck(book)
    let figures = FigureCheck(book)
    let wire = WireCheck(book, dissectors: dissectors)
    let console = ConsoleCheck(book)
    let traced = TraceCheck(book, traces)
    citations = Citations(book)
    problems =
      book.problems + book.everyDocument.flatMap(\.problems) + quotes.problems + links.problems
      + figures.problems + wire.problems + console.problems + traced.problems
      + citations.problems
    let counts = [
      (book.documents.count, "page"), (quotes.files, "quoted file"), (quotes.lines, "quoted line"),
      (links.links, "link"), (console.commands, "command"), (figures.figures, "figure"),
      (wire.captures, "capture"), (traced.traces, "trace"),
    ]
    summary =
      counts.map { count, noun in "\(count) \(noun)\(count == 1 ? "" : "s")" }
      .joined(separator: ", ")
  }

  /// Adds what running the commands found.
  public mutating func add(_ run: ConsoleRun) { problems += run.problems }
}
