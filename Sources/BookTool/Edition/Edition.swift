// SPDX-License-Identifier: Apache-2.0
import Foundation
import Synchronization

/// The static HTML edition: a page for each section, one style sheet, nothing from elsewhere.
public struct Edition {
  public let pages: Int
  /// The folder that holds it.
  public let folder: String

  /// This file says that a folder is an edition, so that it may be replaced.
  static let mark = ".book-edition"

  /// Writes the whole edition aside and puts it in place of the old one at the end.
  public init(
    _ book: Book, output: String, traces: TraceMaker = .none,
    progress: @Sendable (Int, Int) -> Void
  ) throws {
    let pandoc = try Pandoc()
    let target = URL(fileURLWithPath: output)
    try Edition.refuseToReplace(target)
    let staging = target.deletingLastPathComponent()
      .appendingPathComponent(".\(target.lastPathComponent)-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: staging) }

    let site = Site(book)
    let bodies = try Edition.render(site, book, pandoc, progress)
    var links = Hyperlinks(site, book.tree)
    let template = PageTemplate(book: book, site: site)
    for (index, page) in site.pages.enumerated() {
      let body = links.rewrite(bodies[index], of: page)
      try Edition.write(Data(template.html(index, body: body).utf8), page.path, in: staging)
    }
    for path in links.copies.sorted() {
      try Edition.write(Data(book.tree.bytes(path) ?? []), Hyperlinks.copy(path), in: staging)
    }
    for page in site.pages {
      for fence in page.document.fences where fence.kind == .trace {
        let figure = try TraceCheck.made(fence, traces)
        try Edition.write(Data(figure.page.utf8), Site.trace(fence, on: page), in: staging)
      }
    }
    try Edition.write(Data(PackageResources.book_css), "book.css", in: staging)
    try Edition.write(Data(), Edition.mark, in: staging)
    if FileManager.default.fileExists(atPath: target.path) {
      try FileManager.default.removeItem(at: target)
    }
    try FileManager.default.moveItem(at: staging, to: target)
    pages = site.pages.count
    folder = target.path
  }

  /// Pages know nothing of one another, so pandoc runs for several at once.
  private static func render(
    _ site: Site, _ book: Book, _ pandoc: Pandoc, _ progress: @Sendable (Int, Int) -> Void
  ) throws -> [String] {
    let scratch = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: scratch) }
    let manuscript = Manuscript(book: book, site: site)
    let done = Mutex<[Int: Result<String, any Error>]>([:])
    DispatchQueue.concurrentPerform(iterations: site.pages.count) { index in
      let result = Result {
        try pandoc.html(
          manuscript.markdown(of: site.pages[index]), scratch: scratch, name: "\(index)")
      }
      let count = done.withLock {
        $0[index] = result
        return $0.count
      }
      progress(count, site.pages.count)
    }
    let results = done.withLock { $0 }
    return try site.pages.indices.map { try results[$0]?.get() ?? "" }
  }

  private static func write(_ data: Data, _ path: String, in folder: URL) throws {
    let file = folder.appendingPathComponent(path)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try data.write(to: file)
  }

  private static func refuseToReplace(_ target: URL) throws {
    let manager = FileManager.default
    guard manager.fileExists(atPath: target.path) else { return }
    let names = try? manager.contentsOfDirectory(atPath: target.path)
    guard let names, names.isEmpty || names.contains(mark) else {
      throw BookError(
        "\(target.path) exists and is not an edition of the book; "
          + "name another folder with --output.")
    }
  }
}
