// SPDX-License-Identifier: Apache-2.0
import BookTool
import Testing

@Suite struct ConsoleTests {
  let book: SmallBook
  let section = "Chapters/01-One/Counting.md"

  init() throws { book = try SmallBook() }

  @Test func commandsThatPrintWhatTheBookSaysPass() throws {
    #expect(try book.problemsOfRun() == [])
  }

  @Test func otherOutputFailsAndIsTakenIntoTheBook() throws {
    try book.change(section, "\none\ntwo\n", "\none\nthree\n")
    #expect(try book.problems() == [])
    let problem = try #require(try book.problemsOfRun().first)
    #expect(problem.line == 21)
    #expect(problem.diff.contains("-three"))
    #expect(problem.diff.contains("+two"))
    #expect(try book.fix(run: true).changed == [section])
    #expect(try book.read(section) == SmallBook.section)
  }

  @Test func bothOutputsAndSeveralCommandsAreRead() throws {
    try book.change(
      section, "$ printf 'one\\ntwo\\n'\none\ntwo\n",
      "$ pwd -P >/dev/null; echo a >&2; \\\necho b\n$ true\n$ printf c\n")
    #expect(try book.problemsOfRun().count == 2)
    try book.fix(run: true)
    #expect(try book.read(section).contains("\\\necho b\na\nb\n$ true\n$ printf c\nc\n```"))
    #expect(try book.problemsOfRun() == [])
  }

  @Test func aCommandThatDoesNotEndIsStoppedWithWhatItStarted() throws {
    try book.change(section, "printf 'one\\ntwo\\n'", "sleep 100 & sleep 100")
    let problems = try book.problemsOfRun(seconds: 1)
    #expect(problems.count == 1)
    #expect(problems.first?.sentence.contains("stopped after 1 s") == true)
  }

  @Test func aProductThatIsNotBuiltIsSaidToBeMissing() throws {
    try book.change(section, "printf 'one\\ntwo\\n'", "things tour")
    let problems = try book.problemsOfRun()
    #expect(problems.count == 1)
    #expect(problems.first?.sentence.contains("things is not built") == true)
  }

  @Test(arguments: ["", "\n", "no command\n"])
  func aFenceWithoutACommandFails(body: String) throws {
    try book.write(section, SmallBook.section + "```console\n\(body)```\n")
    #expect(try book.problems().count == 1)
  }
}
