// SPDX-License-Identifier: Apache-2.0
import BookTool
import Foundation
import TestSupport
import Testing

@Suite(.peer("pandoc", package: "pandoc")) struct EditionTests {
  let book: SmallBook
  var site: String { "\(book.folder.path)/_site" }

  init() throws { book = try SmallBook() }

  func build() throws -> Edition {
    try Edition(Book(book.tree), output: site) { _, _ in }
  }

  func page(_ path: String) throws -> String { try book.read("_site/\(path)") }

  @Test func aPageForEachSectionWithItsNeighbours() throws {
    #expect(try build().pages == 3)
    let section = try page("01-one/counting.html")
    #expect(section.contains("<title>Counting · A Book</title>"))
    #expect(section.contains("href=\"../book.css\""))
    #expect(section.contains("rel=\"prev\" href=\"index.html\""))
    let front = try page("index.html")
    #expect(front.contains("<span class=\"number\">1</span>"))
    #expect(front.contains("href=\"01-one/counting.html\""))
    #expect(try page("book.css").contains("prefers-color-scheme: dark"))
  }

  @Test func aChapterThatCameLaterHasALetter() throws {
    try book.write("Chapters/01b-Later/README.md", "# Later\n\nWords.\n")
    try book.write(
      "book.md",
      "# A Book\n\n- [One](Chapters/01-One/README.md): begins\n"
        + "- [Later](Chapters/01b-Later/README.md): goes on\n")
    #expect(try build().pages == 4)
    #expect(try page("index.html").contains("<span class=\"number\">1b</span>"))
    #expect(try page("01b-later/index.html").contains("Chapter 1b"))
  }

  @Test func quotesAreCaptionedWithTheirLines() throws {
    _ = try build()
    let section = try page("01-one/counting.html")
    #expect(section.contains("Counter.swift</span><span class=\"lines\">lines 1–3"))
    #expect(section.contains("Counter.swift</span><span class=\"lines\">lines 4–5"))
    #expect(section.contains("<span class=\"kw\">struct</span>"))
  }

  @Test func capturesShowTheirBytesAndConsolesTheirCommands() throws {
    _ = try build()
    let section = try page("01-one/counting.html")
    #expect(section.contains("<td class=\"hex\">00 02</td><td><b>length</b> of what follows</td>"))
    #expect(section.contains("<b><i>$ </i>printf 'one\\ntwo\\n'</b>\none\ntwo</code>"))
    #expect(section.contains("title=\"speed\">1.23</span>"))
    #expect(!section.contains("<!--"))
  }

  @Test func everyLinkOfThePagesLeadsSomewhereAndNowhereElse() throws {
    try book.write("Makefile", "all:\n")
    try book.write(
      "Chapters/01-One/Counting.md",
      SmallBook.section
        + """

        ## What `it` *does*, exactly

        [make](../../Makefile), [code](Counter.swift), [folder](../../Chapters),
        [up](../../book.md#a-book), [self](#what-it-does-exactly), [chapter](../01-One).

        """)
    #expect(try book.problems() == [])
    _ = try build()
    for path in try FileManager.default.subpathsOfDirectory(atPath: site)
    where path.hasSuffix(".html") {
      let html = try page(path)
      #expect(!html.contains("src=\"http") && !html.contains("href=\"http"))
      for match in html.matches(of: /href="(?!data:)([^"#]*)(?:#([^"]*))?"/) {
        let folder = URL(fileURLWithPath: "\(site)/\(path)").deletingLastPathComponent()
        let target =
          match.1.isEmpty
          ? "\(site)/\(path)" : folder.appendingPathComponent(String(match.1)).standardized.path
        #expect(FileManager.default.fileExists(atPath: target), "\(path): \(match.0)")
        guard let anchor = match.2 else { continue }
        let found = try String(contentsOfFile: target, encoding: .utf8)
        #expect(found.contains("id=\"\(anchor)\""), "\(path): \(match.0)")
      }
    }
  }

  @Test func anOlderEditionIsReplacedAndNothingElseIs() throws {
    _ = try build()
    try book.write("_site/stale.html", "")
    _ = try build()
    #expect(!FileManager.default.fileExists(atPath: "\(site)/stale.html"))

    let error = #expect(throws: BookError.self) {
      try Edition(Book(book.tree), output: "\(book.folder.path)/Chapters") { _, _ in }
    }
    #expect(error?.description.contains("--output") == true)
    #expect(FileManager.default.fileExists(atPath: "\(book.folder.path)/Chapters/01-One"))
  }
}
