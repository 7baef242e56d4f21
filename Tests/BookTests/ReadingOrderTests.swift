// SPDX-License-Identifier: Apache-2.0
import BookTool
import Testing

@Suite struct ReadingOrderTests {
  let book: SmallBook

  init() throws { book = try SmallBook() }

  @Test func aSectionThatNoReadmeListsFails() throws {
    try book.write("Chapters/01-One/Lost.md", "# Lost\n")
    let problems = try book.problems()
    #expect(problems.map(\.file) == ["Chapters/01-One/Lost.md"])
    #expect(problems.first?.sentence.contains("Chapters/01-One/README.md") == true)
  }

  @Test func aChapterThatTheFrontDoorDoesNotListFails() throws {
    try book.write("Chapters/02-Two/README.md", "# Two\n")
    let problems = try book.problems()
    #expect(problems.map(\.file) == ["Chapters/02-Two/README.md"])
    #expect(problems.first?.sentence.contains("book.md") == true)
  }

  @Test func aChapterWithoutAnOpeningFails() throws {
    try book.write("Chapters/02-Two/notes.txt", "")
    #expect(try book.problems().map(\.file) == ["Chapters/02-Two"])
  }

  @Test func aSectionListedTwiceFails() throws {
    let list = "# One\n\n- [A](Counting.md): a\n- [B](Counting.md): b\n"
    try book.write("Chapters/01-One/README.md", list)
    #expect(try book.problems().map(\.line) == [4])
  }

  @Test func theOrderIsTheListsOrder() throws {
    try book.write("Chapters/01-One/After.md", "# After\n\n```swift A.swift\nlet b = 1\n```\n")
    try book.write("Chapters/01-One/Before.md", "# Before\n\n```swift A.swift\nlet a = 1\n```\n")
    try book.write("Chapters/01-One/A.swift", "let a = 1\nlet b = 1\n")
    let list = "# One\n\n- [C](Counting.md)\n- [B](Before.md)\n- [A](After.md)\n"
    try book.write("Chapters/01-One/README.md", list)
    #expect(try book.problems() == [])
    let other = "# One\n\n- [C](Counting.md)\n- [A](After.md)\n- [B](Before.md)\n"
    try book.write("Chapters/01-One/README.md", other)
    #expect(try !book.problems().isEmpty)
  }

  @Test func aFolderWithoutABookIsSaidToBeOne() throws {
    let error = #expect(throws: BookError.self) { try Book(Tree(root: "/usr/bin")) }
    #expect(error?.description.contains("--root") == true)
    #expect(throws: BookError.self) { try Tree.holdingBook(from: "/usr/bin") }
    #expect(
      try Tree.holdingBook(from: "\(book.folder.path)/Chapters/01-One").root == book.folder.path)
  }
}
