// SPDX-License-Identifier: Apache-2.0

/// A command as a reader types it, and what it prints.
struct ConsoleStep {
  /// The lines that show the command, from its `$ `.
  let prompt: [Line]
  let command: String
  let output: [Line]
  /// The line of the command, counted from 0.
  let line: Int

  /// The steps of a `console` fence; nil if it does not begin with a command.
  static func parse(_ fence: Fence, in document: Document) -> [ConsoleStep]? {
    var steps: [ConsoleStep] = []
    var next = fence.body.lowerBound
    while next < fence.body.upperBound {
      guard document.lines[next].text.hasPrefix("$ ") else { return nil }
      let start = next
      // A backslash at the end of the line carries the command to the next one.
      while next + 1 < fence.body.upperBound, document.lines[next].text.hasSuffix("\\") {
        next += 1
      }
      let prompt = document.lines[start...next]
      next += 1
      let outputStart = next
      while next < fence.body.upperBound, !document.lines[next].text.hasPrefix("$ ") { next += 1 }
      steps.append(
        ConsoleStep(
          prompt: Array(prompt),
          command: String(prompt.map(\.text).joined(separator: "\n").dropFirst(2)),
          output: Array(document.lines[outputStart..<next]), line: start))
    }
    return steps.isEmpty ? nil : steps
  }
}

/// A `console` fence shows at least one command.
struct ConsoleCheck {
  private(set) var problems: [Problem] = []
  private(set) var commands = 0

  init(_ book: Book) {
    for document in book.documents {
      for fence in document.fences where fence.kind == .console {
        if let steps = ConsoleStep.parse(fence, in: document) {
          commands += steps.count
        } else {
          problems.append(
            Problem(
              document.path, line: fence.line,
              document.lines[fence.body].allSatisfy(\.isBlank)
                ? "this console fence is empty; show a command after `$ `, or take it away."
                : "this console fence does not begin with a command; "
                  + "put a line `$ command` before the output."))
        }
      }
    }
  }
}
