// SPDX-License-Identifier: Apache-2.0

/// Text in columns, 100 characters wide at most.
enum Columns {
  static let width = 100

  /// `  name      value`, a long value going on below itself. It is broken at a space or behind
  /// a colon if there is one, and else where the column ends.
  static func fact(_ name: String, _ value: String, indent: Int = 2, column: Int = 26) -> [String] {
    let margin = String(repeating: " ", count: indent)
    let lines = wrapped(value, width - indent - column)
    let first = name.count < column ? name : name + " "
    return lines.enumerated().map { i, line in
      let head = i == 0 ? first : ""
      let text = margin + head.padded(to: column) + line
      return text.trimmingTrailingSpaces
    }
  }

  static func wrapped(_ text: String, _ width: Int) -> [String] {
    var lines: [String] = []
    var rest = Substring(text)
    while rest.count > width {
      let fits = rest.prefix(width)
      if let space = rest.prefix(width + 1).lastIndex(of: " "), space > fits.startIndex {
        lines.append(String(rest[..<space]))
        rest = rest[rest.index(after: space)...]
      } else if let colon = fits.lastIndex(of: ":") {
        lines.append(String(rest[...colon]))
        rest = rest[rest.index(after: colon)...]
      } else {
        lines.append(String(fits))
        rest = rest.dropFirst(width)
      }
    }
    return lines + [String(rest)]
  }
}

extension String {
  func padded(to width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - count))
  }

  fileprivate var trimmingTrailingSpaces: String {
    var text = self
    while text.last == " " { text.removeLast() }
    return text
  }
}
