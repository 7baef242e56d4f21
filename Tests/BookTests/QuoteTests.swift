// SPDX-License-Identifier: Apache-2.0
import BookTool
import Testing

@Suite struct QuoteTests {
  let book: SmallBook
  let section = "Chapters/01-One/Counting.md"
  let source = "Chapters/01-One/Counter.swift"

  init() throws { book = try SmallBook() }

  @Test func aBookThatIsItsCodePasses() throws {
    #expect(try book.problems() == [])
    #expect(try book.fix().changed == [])
  }

  @Test func aChangedQuotedLineFailsAndIsMended() throws {
    try book.change(section, "var count = 0", "var count = 1")
    let problems = try book.problems()
    #expect(problems.count == 1)
    #expect(problems.first?.file == section)
    #expect(problems.first?.line == 7)
    #expect(problems.first?.sentence.contains("Counter.swift:2") == true)
    #expect(
      problems.first?.diff == [
        "--- \(section)", "+++ \(source)", "@@ -1,4 +1,4 @@", " struct Counter {",
        "-  var count = 1", "+  var count = 0", " ", "   mutating func step() { count += 1 }",
      ])
    #expect(try book.fix().changed == [section])
    #expect(try book.read(section) == SmallBook.section)
  }

  @Test func aChangedSourceLineFailsAndIsTakenIntoItsFence() throws {
    try book.change(source, "count += 1", "count &+= 1")
    #expect(try book.problems().map(\.line) == [14])
    try book.fix()
    #expect(try book.problems() == [])
    #expect(
      try book.read(section) == SmallBook.section.replacing("count += 1", with: "count &+= 1"))
  }

  @Test func equalLinesKeepTheirFenceWhenLinesComeGoAndMove() throws {
    try book.write(
      source,
      """
      struct Counter {
        var count = 0
        var limit = 9

        mutating func step() { count += 1 }
        mutating func reset() { count = 0 }
      }

      """)
    try book.fix()
    #expect(try book.problems() == [])
    let added = try book.read(section)
    #expect(added.contains("  var limit = 9\n\n```\n\nA step adds one."))
    #expect(added.contains("step() { count += 1 }\n  mutating func reset() { count = 0 }\n}\n```"))

    try book.write(source, "struct Counter {\n  mutating func step() { count += 1 }\n}\n")
    try book.fix()
    #expect(try book.problems() == [])
    #expect(try book.read(section).contains("```swift Counter.swift\nstruct Counter {\n```"))

    try book.write(source, "  mutating func step() { count += 1 }\n}\nstruct Counter {\n")
    try book.fix()
    #expect(try book.problems() == [])
  }

  @Test func aFenceLeftEmptyIsRemarkedUpon() throws {
    try book.write(source, "struct Counter {\n  var count = 0\n\n")
    let notes = try book.fix().notes
    #expect(notes.map(\.line) == [13])
    #expect(notes.first?.sentence.contains("empty") == true)
    #expect(try book.problems() == [])
  }

  @Test func anUnquotedFileFailsAndFixInventsNoPlaceForIt() throws {
    try book.write("Chapters/01-One/Other.swift", "let other = 1\n")
    #expect(try book.problems().map(\.file) == ["Chapters/01-One/Other.swift"])
    #expect(try book.problems().first?.sentence.contains("not quoted") == true)
    #expect(try book.fix().changed == [])
    #expect(try book.problems().count == 1)
  }

  @Test(arguments: ["Sources/OpenSSLBackend", "Sources/MbedTLSBackend"])
  func bothBackendsAreToBeQuotedToo(folder: String) throws {
    try book.write("\(folder)/Digest.swift", "let digest = 1\n")
    #expect(try book.problems().map(\.file) == ["\(folder)/Digest.swift"])
    let fence = "```swift ../../\(folder)/Digest.swift\nlet digest = 1\n```\n"
    try book.write(section, SmallBook.section + fence)
    #expect(try book.problems() == [])
  }

  @Test func aFileOfAnotherKindIsQuotedWhollyOrNotAtAll() throws {
    try book.write("Chapters/01-One/shim.h", "int a;\nint b;\n")
    #expect(try book.problems() == [])
    try book.write(section, SmallBook.section + "```c shim.h\nint a;\n```\n")
    #expect(try book.problems().count == 1)
    try book.write(section, SmallBook.section + "```c shim.h\nint a;\nint b;\n```\n")
    #expect(try book.problems() == [])
  }

  @Test func aFenceThatQuotesNoFileFails() throws {
    try book.write(section, SmallBook.section + "```swift Gone.swift\nlet gone = 1\n```\n")
    let problem = try #require(try book.problems().first)
    #expect(problem.sentence.contains("quoted but missing"))
    #expect(problem.sentence.contains("Chapters/01-One/Gone.swift"))
  }

  @Test func theSameLinesQuotedTwiceFail() throws {
    let again = "```swift Counter.swift\nstruct Counter {\n  var count = 0\n\n```\n"
    try book.write(section, SmallBook.section + again)
    let problems = try book.problems()
    #expect(problems.count == 1)
    #expect(problems.first?.sentence.contains("quoted twice") == true)
    #expect(problems.first?.sentence.contains("Counting.md:5") == true)
  }

  @Test func linesQuotedOutOfOrderFail() throws {
    let parts = SmallBook.section.components(separatedBy: "```swift Counter.swift\n")
    try book.write(
      section, [parts[0], parts[2], parts[1]].joined(separator: "```swift Counter.swift\n"))
    #expect(try !book.problems().isEmpty)
  }

  @Test func textsThatOnlyLookEqualDiffer() throws {
    try book.change(source, "count = 0", "café = 0")
    try book.change(section, "count = 0", "cafe\u{301} = 0")
    #expect(try book.problems().count == 1)
  }

  @Test func aSourceWithoutItsLastNewlineDiffers() throws {
    try book.write(source, String(SmallBook.code.dropLast()))
    #expect(try book.problems().count == 1)
  }

  @Test func aFenceThatNeverClosesFails() throws {
    try book.write(section, SmallBook.section + "```swift\nlet open = 1\n")
    #expect(try book.problems().contains { $0.sentence.contains("never closes") })
  }
}
