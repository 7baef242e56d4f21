// SPDX-License-Identifier: Apache-2.0
import BookTool
import Testing

@Suite struct CitationTests {
  let book: SmallBook
  // Put together here, so that these lines are not citations themselves.
  let mark = "//" + "= rfc8446#4.1.3\n//" + "# A server MUST\n  //" + "# say so.\n"

  init() throws { book = try SmallBook() }

  @Test func aCitationIsTestedWhenATestCarriesTheSameMark() throws {
    try book.write("Sources/OpenSSLBackend/Cited.swift", mark)
    var citations = Citations(try Book(book.tree))
    #expect(citations.code.count == 1)
    #expect(citations.untested.map(\.citation.sentence) == ["A server MUST say so."])
    #expect(
      citations.untested.first?.places.map(\.description) == [
        "Sources/OpenSSLBackend/Cited.swift:1"
      ])

    try book.write("Tests/OneTests/ATests.swift", mark.replacing("say", with: "tell"))
    citations = Citations(try Book(book.tree))
    #expect(citations.untested.count == 1)

    let note = "//" + "= type=test\n"
    try book.write(
      "Tests/OneTests/ATests.swift", "    " + mark.replacing("4.1.3\n", with: "4.1.3\n" + note))
    #expect(try !book.problems().contains { $0.file.hasPrefix("Tests") })
    citations = Citations(try Book(book.tree))
    #expect(citations.untested.isEmpty)
  }

  @Test func aCitationThatQuotesNothingFails() throws {
    try book.write("Tests/OneTests/ATests.swift", "//" + "= rfc8446#4.1.3\nlet a = 1\n")
    #expect(try book.problems().map(\.file) == ["Tests/OneTests/ATests.swift"])
  }
}
