// SPDX-License-Identifier: Apache-2.0
import BookTool
import Testing

@Suite struct LinkTests {
  let book: SmallBook

  init() throws { book = try SmallBook() }

  func problems(of text: String) throws -> [Problem] {
    try book.write("Chapters/01-One/Counting.md", SmallBook.section + text)
    return try book.problems()
  }

  @Test(arguments: [
    "[gone](Gone.md)", "![picture](gone.png)", "[place](#nowhere)", "[place](README.md#nowhere)",
    "[out](../../../../etc/passwd)", "[label]: Gone.md",
    "[titled](Gone.md \"a title\")", "[one](README.md) [two](Gone.md)",
  ])
  func aLinkToNothingFails(text: String) throws {
    let problems = try problems(of: text + "\n")
    #expect(problems.count == 1)
    #expect(
      problems.first?.line
        == SmallBook.section.split(separator: "\n", omittingEmptySubsequences: false).count)
  }

  @Test(arguments: [
    "[web](https://example.org/a.md)", "[mail](mailto:a@example.org)", "[here](#counting)",
    "[there](README.md#one)", "[folder](../01-One)", "`[code](Gone.md)`",
    "```\n[fenced](Gone.md)\n```", "[root](../../book.md#a-book)", "[spaces](with%20space.txt)",
    "## Twice\n\n## Twice\n\n[second](#twice-1)",
    "## What `it` *does*, exactly\n\n[slug](#what-it-does-exactly)",
    "<a id=\"mark\"></a> [anchor](#mark)",
  ])
  func aLinkThatLeadsSomewherePasses(text: String) throws {
    try book.write("Chapters/01-One/with space.txt", "")
    #expect(try problems(of: text + "\n") == [])
  }

  @Test func linksOfMarkdownBesideTheBookAreFollowedToo() throws {
    try book.write("README.md", "# Read\n\n[book](book.md) [gone](Gone.md)\n")
    #expect(try book.problems().map(\.file) == ["README.md"])
  }
}
