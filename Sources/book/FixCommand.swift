// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import BookTool

struct FixCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fix",
    abstract: "Takes what changed in code and results into the book.",
    discussion: """
      Rewrites only what changed. A new line joins the fence of the line before it; a file
      that no fence quotes is reported, for only an author knows where it belongs.

      Example: book fix --run
      """)

  @OptionGroup var checkout: Checkout
  @Flag(
    name: .customLong("run"),
    help: "Also run every command that the book shows, and take what it prints.")
  var runsCommands = false

  func run() throws {
    let book = try checkout.book()
    let fix = try Fix(book, run: runsCommands ? checkout.run(book) : nil, traces: traces)
    for path in fix.changed { print("changed \(path)") }
    if fix.changed.isEmpty { print("Nothing to mend from the sources.") }
    for note in fix.notes { complain("\(note)") }
    try report(
      Check(
        try checkout.book(), dissectors: dissectors, traces: traces
      ).problems)
  }
}
