// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import BookTool

struct CitationsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "citations",
    abstract: "Lists requirements cited in the code that no test carries.",
    discussion: "Example: book citations")

  @OptionGroup var checkout: Checkout

  func run() throws {
    let citations = Citations(try checkout.book())
    for (citation, places) in citations.untested {
      print("\(citation.source)  \(places.map(\.description).joined(separator: ", "))")
      print("  \(citation.sentence)")
    }
    print(citations.summary)
  }
}
