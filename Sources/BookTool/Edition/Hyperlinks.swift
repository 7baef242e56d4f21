// SPDX-License-Identifier: Apache-2.0

/// Points the links of a page, which name files of the checkout, to their places in the edition.
struct Hyperlinks {
  let site: Site
  let tree: Tree
  /// Files of the checkout that pages link to and that have no page: they are copied.
  private(set) var copies: Set<String> = []

  init(_ site: Site, _ tree: Tree) {
    self.site = site
    self.tree = tree
  }

  mutating func rewrite(_ html: String, of page: Site.Page) -> String {
    var result = ""
    var rest = html[...]
    while let start = rest.firstRange(of: "<a href=\""),
      let quote = rest[start.upperBound...].firstIndex(of: "\""),
      let close = rest[quote...].firstIndex(of: ">"),
      let end = rest[close...].firstRange(of: "</a>")
    {
      let target = rest[start.upperBound..<quote]
      let text = rest[rest.index(after: close)..<end.lowerBound]
      result += rest[..<start.lowerBound]
      result += anchor(target, whole: rest[start.lowerBound..<end.upperBound], text, page)
      rest = rest[end.upperBound...]
    }
    return result + rest
  }

  private mutating func anchor(
    _ target: Substring, whole: Substring, _ text: Substring, _ page: Site.Page
  ) -> String {
    let link = Link(target, line: 0, startsItem: false)
    guard !link.isExternal, !link.path.isEmpty,
      let path = resolve(link.path, from: page.document.path)
    else { return String(whole) }
    let anchor = link.anchor.map { "#\($0)" } ?? ""
    if let place = site.place(of: path) {
      return "<a href=\"\(relative(place, from: page.path))\(anchor)\">\(text)</a>"
    }
    guard tree.isFile(path) else { return String(text) }
    copies.insert(path)
    return "<a href=\"\(relative(Hyperlinks.copy(path), from: page.path))\">\(text)</a>"
  }

  /// Its name ends so that a browser shows it.
  static func copy(_ path: String) -> String {
    let shown = [".txt", ".html", ".png", ".jpg", ".svg", ".pdf", ".json"]
    return "files/\(path)" + (shown.contains { path.hasSuffix($0) } ? "" : ".txt")
  }
}
