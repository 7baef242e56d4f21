// SPDX-License-Identifier: Apache-2.0
import BookTool
import Testing

@Suite struct FigureTests {
  let book: SmallBook
  let section = "Chapters/01-One/Counting.md"

  init() throws { book = try SmallBook() }

  @Test func aFigureThatDiffersFromTheResultsFailsAndIsMended() throws {
    try book.change(section, "-->1.23<", "-->1.32<")
    let problems = try book.problems()
    #expect(problems.map(\.line) == [18])
    #expect(problems.first?.sentence.contains("1.32 here and 1.23 in") == true)
    #expect(try book.fix().changed == [section])
    #expect(try book.read(section) == SmallBook.section)
  }

  @Test func newResultsReachEveryFigureOfALine() throws {
    let line = "<!--=speed-->1.23<!--/-->, `<!--=code-->` and <!--=speed-->1.23<!--/-->.\n"
    try book.write(section, SmallBook.section + line)
    #expect(try book.problems() == [])
    try book.write("Benchmarks/results/crypto.json", #"{"figures": {"speed": "4.5 é"}}"#)
    #expect(try book.problems().count == 3)
    try book.fix()
    #expect(try book.problems() == [])
    #expect(try book.read(section).hasSuffix(line.replacing("1.23", with: "4.5 é")))
  }

  @Test func anUnknownFigureFails() throws {
    try book.change(section, "=speed", "=sped")
    #expect(try book.problems().first?.sentence.contains("the nearest are speed") == true)
  }

  @Test func aFigureThatTwoFilesHaveFails() throws {
    try book.write("Benchmarks/results/other.json", #"{"figures": {"speed": "9"}}"#)
    #expect(try book.problems().first?.sentence.contains("ambiguous") == true)
  }

  @Test func resultsThatCannotBeReadFail() throws {
    try book.write("Benchmarks/results/other.json", "{")
    #expect(try book.problems().map(\.file) == ["Benchmarks/results/other.json"])
  }

  @Test(arguments: ["<!--=speed-->1.23\n", "1.23<!--/-->\n"])
  func aMarkThatStandsAloneFails(text: String) throws {
    try book.write(section, SmallBook.section + text)
    #expect(try book.problems().count == 1)
  }
}

@Suite struct WireTests {
  let book: SmallBook
  let section = "Chapters/01-One/Counting.md"

  init() throws { book = try SmallBook() }

  @Test(arguments: [("2 body", "1 body"), ("2 body", "3 body"), ("2 body", "2 body\n1 more")])
  func lengthsThatDoNotSumToTheCaptureFail(old: String, new: String) throws {
    try book.change(section, old, new)
    let problems = try book.problems()
    #expect(problems.map(\.line) == [26])
    #expect(problems.first?.sentence.contains("holds 5") == true)
  }

  @Test(arguments: ["body", "two body", "0 body", "-2 body", "2"])
  func aLineThatIsNoFieldFails(line: String) throws {
    try book.change(section, "2 body", line)
    #expect(try book.problems().map(\.line) == [29])
  }

  @Test func aMissingCaptureFails() throws {
    try book.change(section, "hello.hex", "gone.bin")
    #expect(try book.problems().first?.sentence.contains("no capture") == true)
  }

  @Test func aCaptureThatIsNotHexFails() throws {
    try book.write("Chapters/01-One/hello.hex", "01 00 0")
    #expect(try book.problems().count == 1)
  }

  @Test func ourOwnParserMustFindTheSameFields() throws {
    try book.change(section, "wire hello.hex", "wire hello.hex greeting")
    func problems(_ fields: [WireField]) throws -> [Problem] {
      Check(try Book(book.tree), dissectors: ["greeting": Dissector { _ in fields }]).problems
    }
    let fields = [
      WireField(length: 1, label: "type"), WireField(length: 2, label: "length"),
      WireField(length: 2, label: "body"),
    ]
    #expect(try problems(fields) == [])
    #expect(try problems(Array(fields.dropLast())).count == 1)
    #expect(try book.problems().first?.sentence.contains("no parser") == true)
  }
}

@Suite struct TraceTests {
  let book: SmallBook
  let section = "Chapters/01-One/Counting.md"
  let maker = TraceMaker { name in
    name == "short" ? TraceFigure(text: "a <- b\n", page: "<!doctype html>short") : nil
  }

  init() throws {
    book = try SmallBook()
    try book.write(section, SmallBook.section + "\n```trace short\na <- b\n```\n")
  }

  func problems() throws -> [Problem] { try Check(Book(book.tree), traces: maker).problems }

  @Test func aTraceThatTheEngineNoLongerMakesFailsAndIsMended() throws {
    #expect(try problems() == [])
    try book.change(section, "a <- b", "a -> b")
    #expect(try problems().count == 1)
    #expect(try Fix(Book(book.tree), traces: maker).changed == [section])
    #expect(try problems() == [])
  }

  @Test func aTraceOfNoNameFails() throws {
    try book.change(section, "trace short", "trace long")
    #expect(try problems().first?.sentence.contains("no handshake is called long") == true)
  }

  @Test func theEditionHasItsPage() throws {
    let site = "\(book.folder.path)/_site"
    _ = try Edition(Book(book.tree), output: site, traces: maker) { _, _ in }
    #expect(try book.read("_site/01-one/trace-short.html") == "<!doctype html>short")
    #expect(try book.read("_site/01-one/counting.html").contains("href=\"trace-short.html\""))
    #expect(try book.read("_site/01-one/counting.html").contains("a &lt;- b"))
  }
}
