// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import BookTool

struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Fails if the book and its code differ.",
    discussion: """
      Every line of chapter code is quoted once, in order, byte for byte; links and anchors
      lead somewhere; captures are explained whole; figures say what the results say.

      Example: book check --run
      """)

  @OptionGroup var checkout: Checkout
  @Flag(
    name: .customLong("run"),
    help: "Also run every command that the book shows, and compare what it prints.")
  var runsCommands = false

  func run() throws {
    let book = try checkout.book()
    var check = Check(book, dissectors: dissectors, traces: traces)
    if runsCommands { check.add(try checkout.run(book)) }
    try report(check.problems)
    print("The book holds: \(check.summary).")
    print(check.citations.summary)
  }
}
