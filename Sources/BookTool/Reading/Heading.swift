// SPDX-License-Identifier: Apache-2.0
import Foundation

/// A heading, and the anchor by which links reach it.
struct Heading: Sendable, Equatable {
  let level: Int
  /// Without Markdown's marks.
  let title: String
  let anchor: String
  /// Counted from 0.
  let line: Int

  /// `used` counts the anchors of the file so far: a second `Tests` becomes `tests-1`.
  static func parse(_ text: String, line: Int, used: inout [String: Int]) -> Heading? {
    let level = text.prefix { $0 == "#" }.count
    guard (1...6).contains(level), text.dropFirst(level).first == " " else { return nil }
    var title = text.dropFirst(level).trimmingCharacters(in: .whitespaces)
    while title.hasSuffix("#") { title.removeLast() }
    title = plain(title.trimmingCharacters(in: .whitespaces))
    let slug = slug(title)
    let count = used[slug, default: 0]
    used[slug] = count + 1
    return Heading(
      level: level, title: title, anchor: count == 0 ? slug : "\(slug)-\(count)", line: line)
  }

  /// As GitHub and pandoc make it: small letters, hyphens for blanks, no punctuation.
  static func slug(_ title: String) -> String {
    String(
      title.lowercased().compactMap { character -> Character? in
        if character == " " { return "-" }
        let kept = character.isLetter || character.isNumber || character == "-" || character == "_"
        return kept ? character : nil
      })
  }

  /// Takes away code marks, emphasis and the targets of links.
  private static func plain(_ markdown: String) -> String {
    var text = markdown
    while let bracket = text.range(of: "]("),
      let open = text[..<bracket.lowerBound].lastIndex(of: "["),
      let close = text[bracket.upperBound...].firstIndex(of: ")")
    {
      text.replaceSubrange(bracket.lowerBound...close, with: "")
      text.remove(at: open)
    }
    return text.filter { $0 != "`" && $0 != "*" }
  }
}
