// SPDX-License-Identifier: Apache-2.0

/// Runs every command of the book and compares what it prints with what the book says.
public struct ConsoleRun {
  private(set) var problems: [Problem] = []
  /// The outputs that `fix --run` would write.
  private(set) var edits: [Edit] = []
  private(set) var commands = 0

  public init(_ book: Book, _ shell: Shell, progress: (String) -> Void) throws {
    for document in book.documents {
      for fence in document.fences where fence.kind == .console {
        var body: [Line] = []
        let steps = ConsoleStep.parse(fence, in: document) ?? []
        for step in steps {
          commands += 1
          progress(step.command)
          let output = try run(step, document, shell)
          body += step.prompt + (output ?? step.output)
        }
        if !steps.isEmpty, body != Array(document.lines[fence.body]) {
          edits.append(Edit(document: document.path, range: fence.body, lines: body))
        }
      }
    }
  }

  /// The lines that the command printed; nil if it could not be judged.
  private mutating func run(
    _ step: ConsoleStep, _ document: Document, _ shell: Shell
  ) throws -> [Line]? {
    let program = String(step.command.prefix { !$0.isWhitespace })
    if ["things", "book"].contains(program), !shell.finds(program) {
      problems.append(
        Problem(
          document.path, line: step.line + 1,
          "\(program) is not built, so this was not run; "
            + "`swift build -c release --product \(program)` builds it."))
      return nil
    }
    guard let bytes = try shell.run(step.command) else {
      problems.append(
        Problem(
          document.path, line: step.line + 1,
          "this command was stopped after \(shell.seconds) s; show one that ends sooner."))
      return nil
    }
    var output = Line.split(bytes)
    if let last = output.last, !last.endsInNewline { output[output.count - 1] = Line(last.text) }
    guard output != step.output else { return output }
    problems.append(
      Problem(
        document.path, line: step.line + 1,
        "`\(step.command)` prints something else; `book fix --run` takes it into the book.",
        diff: ["--- \(document.path)", "+++ what the command prints"]
          + hunks(step.output, output).flatMap(\.lines)))
    return output
  }
}
