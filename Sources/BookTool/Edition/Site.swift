// SPDX-License-Identifier: Apache-2.0

/// Where each page and each quoted line stands in the HTML edition.
struct Site {
  struct Page {
    let document: Document
    /// From the edition's root.
    let path: String
    /// nil for the front door.
    let chapter: Book.Chapter?
  }

  /// In reading order.
  let pages: [Page]
  private let pathOfDocument: [String: String]
  /// For a quoted file, the page and anchor of its first line.
  private let placeOfFile: [String: String]
  private let firstLine: [String: [Int: Int]]

  init(_ book: Book) {
    pages =
      [Page(document: book.front, path: "index.html", chapter: nil)]
      + book.chapters.flatMap { chapter in
        chapter.documents.map {
          Page(document: $0, path: Site.path(of: $0.path, in: chapter), chapter: chapter)
        }
      }
    let paths = Dictionary(pages.map { ($0.document.path, $0.path) }) { first, _ in first }
    var places: [String: String] = [:]
    var lines: [String: [Int: Int]] = [:]
    for quotation in Quotation.all(in: book).values {
      var next = 1
      for fence in quotation.fences {
        lines[fence.document, default: [:]][fence.opening] = next
        next += fence.body.count
      }
      let fence = quotation.fences[0]
      places[quotation.file] = "\(paths[fence.document] ?? "")#\(Site.anchor(fence))"
    }
    pathOfDocument = paths
    placeOfFile = places
    firstLine = lines
  }

  static func anchor(_ fence: Fence) -> String { "quote-\(fence.line)" }

  /// Where the page of a trace is that a fence shows.
  static func trace(_ fence: Fence, on page: Page) -> String {
    let folder = page.path.split(separator: "/").dropLast().map { "\($0)/" }.joined()
    return "\(folder)trace-\(fence.words.dropFirst().first ?? "").html"
  }

  /// The lines of its file that a fence shows, counted from 1.
  func range(of fence: Fence) -> ClosedRange<Int>? {
    guard let first = firstLine[fence.document]?[fence.opening], !fence.body.isEmpty else {
      return nil
    }
    return first...(first + fence.body.count - 1)
  }

  /// What stands at this path of the checkout, as a path in the edition, if it is there.
  func place(of path: String) -> String? {
    pathOfDocument[path] ?? pathOfDocument["\(path)/README.md"] ?? placeOfFile[path]
  }

  /// `Chapters/02-Wire/Reading.md` becomes `02-wire/reading.html`.
  private static func path(of document: String, in chapter: Book.Chapter) -> String {
    let name = document.dropFirst(chapter.folder.count + 1).dropLast(".md".count)
    let page = name == "README" ? "index" : name.lowercased()
    return "\(chapter.name.lowercased())/\(page).html"
  }
}
