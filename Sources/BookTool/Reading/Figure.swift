// SPDX-License-Identifier: Apache-2.0

/// A number in prose that comes from the results: `<!--=NAME-->1.23<!--/-->`.
struct Figure: Sendable {
  let name: String
  let text: String
  /// Counted from 0.
  let line: Int

  static let opening = "<!--="
  static let closing = "<!--/-->"

  /// The figures of one line, and whether a mark stands alone.
  static func find(in text: String, line: Int) -> (figures: [Figure], isBroken: Bool) {
    guard text.contains("<!--") else { return ([], false) }
    var figures: [Figure] = []
    _ = replace(in: text) { name, shown in
      figures.append(Figure(name: name, text: shown, line: line))
      return shown
    }
    let prose = blankingCode(text)
    let marks = prose.ranges(of: opening).count + prose.ranges(of: closing).count
    return (figures, marks != 2 * figures.count)
  }

  /// The line with each figure's text taken from `value`, marks and all.
  static func replace(in text: String, with value: (String, String) -> String) -> String {
    render(text) { name, shown in "\(opening)\(name)-->\(value(name, shown))\(closing)" }
  }

  /// The line with each figure, marks included, replaced.
  static func render(_ text: String, _ replacement: (String, String) -> String) -> String {
    let prose = blankingCode(text)
    var result = ""
    var from = text.startIndex
    // Blanking keeps the count of characters, so places in one text are places in the other.
    func place(_ index: String.Index) -> String.Index {
      text.index(text.startIndex, offsetBy: prose.distance(from: prose.startIndex, to: index))
    }
    var search = prose.startIndex
    while let start = prose[search...].firstRange(of: opening),
      let middle = prose[start.upperBound...].firstRange(of: "-->"),
      let end = prose[middle.upperBound...].firstRange(of: closing)
    {
      let name = String(text[place(start.upperBound)..<place(middle.lowerBound)])
      let shown = String(text[place(middle.upperBound)..<place(end.lowerBound)])
      result += text[from..<place(start.lowerBound)] + replacement(name, shown)
      from = place(end.upperBound)
      search = end.upperBound
    }
    return result + text[from...]
  }
}
