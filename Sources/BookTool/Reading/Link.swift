// SPDX-License-Identifier: Apache-2.0
import Foundation

/// A link to a file or to a place in one, from a line of prose.
struct Link: Sendable {
  /// As written, without the anchor and percent signs; empty for a place in the same file.
  let path: String
  let anchor: String?
  /// Counted from 0.
  let line: Int
  /// It stands first in a list's item: an entry of a table of contents.
  let startsItem: Bool

  var isExternal: Bool { path.contains(":") }

  init(_ target: Substring, line: Int, startsItem: Bool) {
    let parts = target.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
    path = parts[0].removingPercentEncoding ?? String(parts[0])
    anchor = parts.count > 1 ? String(parts[1]) : nil
    self.line = line
    self.startsItem = startsItem
  }

  /// The links of one line: `[text](target "title")`, or a definition, `[label]: target`.
  static func find(in text: String, line: Int) -> [Link] {
    let prose = blankingCode(text)
    var links: [Link] = []
    if prose.hasPrefix("["), let colon = prose.range(of: "]: ") {
      let target = prose[colon.upperBound...].prefix { $0 != " " }
      return [Link(target, line: line, startsItem: false)]
    }
    var rest = prose[...]
    while let bracket = rest.range(of: "](") {
      let before = prose[..<bracket.lowerBound]
      let target = destination(rest[bracket.upperBound...])
      links.append(Link(target, line: line, startsItem: links.isEmpty && isItem(before)))
      rest = rest[bracket.upperBound...]
    }
    return links
  }

  /// Up to the parenthesis that closes it, or the title.
  private static func destination(_ text: Substring) -> Substring {
    if text.hasPrefix("<") { return text.dropFirst().prefix { $0 != ">" } }
    var depth = 0
    return text.prefix { character in
      if character == "(" { depth += 1 }
      if character == ")" { depth -= 1 }
      return depth >= 0 && character != " "
    }
  }

  /// `- [Reading` and `1. [Reading` start an item with a link.
  private static func isItem(_ before: Substring) -> Bool {
    let words = before.drop { $0 == " " }.split(separator: " ", maxSplits: 1)
    guard words.count == 2, words[1].hasPrefix("["), let bullet = words.first else { return false }
    return ["-", "*", "+"].contains(bullet) || bullet.dropLast().allSatisfy(\.isNumber)
  }
}

/// The same text with blanks for what stands in code spans.
func blankingCode(_ text: String) -> String {
  guard text.contains("`") else { return text }
  var result = ""
  var rest = text[...]
  while let start = rest.firstIndex(of: "`") {
    let ticks = rest[start...].prefix { $0 == "`" }
    let after = rest[ticks.endIndex...]
    result += rest[..<start]
    guard let end = closing(ticks, in: after) else {
      result += ticks
      rest = after
      continue
    }
    result += String(repeating: " ", count: rest[start..<end.upperBound].count)
    rest = rest[end.upperBound...]
  }
  return result + rest
}

private func closing(_ ticks: Substring, in text: Substring) -> Range<Substring.Index>? {
  var rest = text
  while let start = rest.firstIndex(of: "`") {
    let run = rest[start...].prefix { $0 == "`" }
    if run.count == ticks.count { return start..<run.endIndex }
    rest = rest[run.endIndex...]
  }
  return nil
}
