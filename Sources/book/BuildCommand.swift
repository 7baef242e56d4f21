// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import BookTool

struct BuildCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "build",
    abstract: "Writes the HTML edition.",
    discussion: """
      A book that does not pass `book check` is not built, since its captions would lie.

      Example: book build --output _site
      """)

  @OptionGroup var checkout: Checkout
  @Option(help: "The folder to write; an older edition there is replaced.")
  var output = "_site"
  @Flag(help: "Build although the check fails, to see a draft.")
  var draft = false

  func run() throws {
    let book = try checkout.book()
    if !draft { try report(Check(book, dissectors: dissectors, traces: traces).problems) }
    let progress = Progress()
    let edition = try Edition(book, output: output, traces: traces) { done, all in
      progress.show("page \(done) of \(all)")
    }
    progress.end()
    print("\(edition.pages) pages in \(edition.folder); open \(edition.folder)/index.html.")
  }
}
