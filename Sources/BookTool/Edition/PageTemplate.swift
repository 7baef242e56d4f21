// SPDX-License-Identifier: Apache-2.0

/// A page around its body: contents beside it, its neighbours below.
struct PageTemplate {
  let book: Book
  let site: Site

  func html(_ index: Int, body: String) -> String {
    let page = site.pages[index]
    let previous = index > 0 ? site.pages[index - 1] : nil
    let next = index + 1 < site.pages.count ? site.pages[index + 1] : nil
    let title =
      page.chapter == nil ? book.front.title : "\(page.document.title) · \(book.front.title)"
    return """
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <title>\(shown(title))</title>
      <link rel="stylesheet" href="\(relative("book.css", from: page.path))">
      <link rel="icon" href="data:image/svg+xml,\(PageTemplate.icon)">
      \(previous.map { "<link rel=\"prev\" href=\"\(relative($0.path, from: page.path))\">" } ?? "")
      \(next.map { "<link rel=\"next\" href=\"\(relative($0.path, from: page.path))\">" } ?? "")
      </head>
      <body class="\(page.chapter == nil ? "front" : "page")">
      <header class="top"><a class="name" href="\(relative("index.html", from: page.path))">\
      \(shown(book.front.title))</a><a class="jump" href="#contents">Contents</a></header>
      <main>
      \(eyebrow(page))
      \(body)
      \(neighbours(previous, next, from: page))
      </main>
      \(contents(page))
      </body>
      </html>

      """
  }

  private func eyebrow(_ page: Site.Page) -> String {
    guard let chapter = page.chapter else { return "" }
    let label = "Chapter \(chapter.number)"
    guard page.document.path != chapter.opening.path else {
      return "<p class=\"eyebrow\">\(label)</p>"
    }
    return "<p class=\"eyebrow\">\(label) · <a href=\"index.html\">"
      + "\(shown(chapter.opening.title))</a></p>"
  }

  private func neighbours(
    _ previous: Site.Page?, _ next: Site.Page?, from page: Site.Page
  ) -> String {
    func link(_ other: Site.Page?, _ relation: String, _ label: String) -> String {
      guard let other else { return "<span></span>" }
      let title = other.chapter == nil ? "Front page" : title(other)
      return "<a rel=\"\(relation)\" href=\"\(relative(other.path, from: page.path))\">"
        + "<small>\(label)</small>\(shown(title))</a>"
    }
    return "<nav class=\"neighbours\" aria-label=\"Neighbours\">"
      + link(previous, "prev", "Previous") + link(next, "next", "Next") + "</nav>"
  }

  private func title(_ page: Site.Page) -> String {
    guard let chapter = page.chapter, page.document.path == chapter.opening.path else {
      return page.document.title
    }
    return "\(chapter.number). \(page.document.title)"
  }

  /// All chapters; the sections of this one; the headings of this section.
  private func contents(_ page: Site.Page) -> String {
    let chapters = book.chapters.map { chapter in
      let isOpen = chapter.folder == page.chapter?.folder
      let sections = isOpen ? list(chapter.sections.map { section($0, page) }) : ""
      return "<li><i>\(chapter.number)</i>\(link(chapter.opening, page))\(sections)</li>"
    }
    return """
      <nav class="contents" id="contents" aria-label="Contents">
      <a class="name" href="\(relative("index.html", from: page.path))">\(PageTemplate.keyhole)\
      <span>\(shown(book.front.title))</span></a>
      <ol class="chapters">\(chapters.joined(separator: "\n"))</ol>
      </nav>
      """
  }

  private func section(_ document: Document, _ page: Site.Page) -> String {
    let headings = document.headings.filter { $0.level == 2 }
    guard document.path == page.document.path, headings.count > 1 else {
      return "<li>\(link(document, page))</li>"
    }
    let here = headings.map { "<li><a href=\"#\($0.anchor)\">\(shown($0.title))</a></li>" }
    return "<li>\(link(document, page))\(list(here))</li>"
  }

  private func list(_ items: [String]) -> String {
    items.isEmpty ? "" : "<ol>\(items.joined())</ol>"
  }

  private func link(_ document: Document, _ page: Site.Page) -> String {
    let mark = document.path == page.document.path ? " aria-current=\"page\"" : ""
    let target = site.place(of: document.path) ?? "index.html"
    return "<a href=\"\(relative(target, from: page.path))\"\(mark)>\(shown(document.title))</a>"
  }

  /// A title as pandoc sets it in the page.
  private func shown(_ title: String) -> String { escape(title.replacing("'", with: "’")) }

  private static let keyhole = """
    <svg viewBox="0 0 32 32" width="28" height="28" aria-hidden="true"><rect x="1.5" y="1.5" \
    width="29" height="29" rx="7" fill="none" stroke="currentColor" stroke-width="1.6"/>\
    <path d="M16 7.5a5.2 5.2 0 0 0-2.6 9.7L12 24.5h8l-1.4-7.3A5.2 5.2 0 0 0 16 7.5z" \
    fill="currentColor"/></svg>
    """
  private static let icon =
    "%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'%3E%3Crect width='32' "
    + "height='32' rx='7' fill='%231f5c63'/%3E%3Cpath d='M16 7.5a5.2 5.2 0 0 0-2.6 9.7L12 "
    + "24.5h8l-1.4-7.3A5.2 5.2 0 0 0 16 7.5z' fill='%23fff'/%3E%3C/svg%3E"
}
