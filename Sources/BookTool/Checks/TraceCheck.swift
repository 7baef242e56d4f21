// SPDX-License-Identifier: Apache-2.0

/// A handshake as the book's own engine makes it now: its flights as text, which a
/// ` ```trace NAME ` fence shows, and a page that explains every byte, which the edition links to.
public struct TraceFigure: Sendable {
  public let text: String
  public let page: String

  public init(text: String, page: String) {
    self.text = text
    self.page = page
  }
}

/// Makes each trace by its name, the same in every run; `nil` where there is none of that name.
public struct TraceMaker: Sendable {
  let figure: @Sendable (String) throws -> TraceFigure?

  public init(_ figure: @escaping @Sendable (String) throws -> TraceFigure?) {
    self.figure = figure
  }

  public static let none = TraceMaker { _ in nil }
}

/// What a `trace` fence shows is what the engine does.
struct TraceCheck {
  private(set) var problems: [Problem] = []
  private(set) var traces = 0
  /// The fences that `fix` would write.
  private(set) var edits: [Edit] = []

  init(_ book: Book, _ maker: TraceMaker) {
    for document in book.documents {
      for fence in document.fences where fence.kind == .trace {
        traces += 1
        do throws(Problem) {
          try compare(fence, document, TraceCheck.made(fence, maker))
        } catch {
          problems.append(error)
        }
      }
    }
  }

  private mutating func compare(
    _ fence: Fence, _ document: Document, _ figure: TraceFigure
  ) throws(Problem) {
    let made = Line.split(Array(figure.text.utf8))
    let shown = Array(document.lines[fence.body])
    guard made != shown else { return }
    edits.append(Edit(document: document.path, range: fence.body, lines: made))
    throw Problem(
      document.path, line: fence.line,
      "the engine makes another handshake \(fence.words[1]); `book fix` takes it into the book.",
      diff: ["--- \(document.path)", "+++ \(fence.words[1])"]
        + hunks(shown, made).flatMap(\.lines))
  }

  static func made(_ fence: Fence, _ maker: TraceMaker) throws(Problem) -> TraceFigure {
    guard fence.words.count == 2 else {
      throw Problem(
        fence.document, line: fence.line, "a trace fence names its handshake; write ```trace name.")
    }
    let figure: TraceFigure?
    do { figure = try maker.figure(fence.words[1]) } catch {
      throw Problem(
        fence.document, line: fence.line, "the handshake \(fence.words[1]) has no trace: \(error).")
    }
    guard let figure else {
      throw Problem(
        fence.document, line: fence.line,
        "no handshake is called \(fence.words[1]); mend the name, or tell the book tool of it.")
    }
    return figure
  }
}
