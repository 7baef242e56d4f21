// SPDX-License-Identifier: Apache-2.0

/// A fenced block of a Markdown file.
struct Fence: Sendable {
  let document: String
  let marker: Marker
  /// What follows the backticks: a language, then perhaps a file's name.
  let words: [String]
  /// The line that opens it, counted from 0.
  let opening: Int
  /// The lines between the opening and the closing line.
  let body: Range<Int>

  var language: String { words.first ?? "" }
  /// The opening line as people count.
  var line: Int { opening + 1 }

  enum Kind: Equatable {
    /// It quotes this file, named from the root.
    case quote(String)
    case console
    case wire
    case trace
    case plain
  }

  var kind: Kind {
    switch language {
    case "console": .console
    case "wire": .wire
    case "trace": .trace
    default:
      words.count > 1
        ? .quote(resolve(words[1], from: document) ?? words[1]) : .plain
    }
  }

  struct Marker: Equatable, Sendable {
    let character: Character
    let count: Int

    /// The marker that starts this line, and what stands after it.
    static func parse(_ text: String) -> (marker: Marker, rest: Substring)? {
      let indent = text.prefix { $0 == " " }.count
      let content = text.dropFirst(indent)
      guard indent < 4, let character = content.first, character == "`" || character == "~"
      else { return nil }
      let count = content.prefix { $0 == character }.count
      let rest = content.dropFirst(count)
      guard count >= 3, character == "~" || !rest.contains("`") else { return nil }
      return (Marker(character: character, count: count), rest)
    }

    /// Whether this line closes a fence that `self` opened.
    func isClosed(by text: String) -> Bool {
      guard let (marker, rest) = Marker.parse(text) else { return false }
      return marker.character == character && marker.count >= count
        && rest.allSatisfy { $0 == " " || $0 == "\t" }
    }
  }
}
