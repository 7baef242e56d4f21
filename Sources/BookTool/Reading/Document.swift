// SPDX-License-Identifier: Apache-2.0

/// A Markdown file, and what the tool cares about in it.
struct Document: Sendable {
  let path: String
  let lines: [Line]
  private(set) var fences: [Fence] = []
  private(set) var headings: [Heading] = []
  private(set) var links: [Link] = []
  private(set) var figures: [Figure] = []
  /// The line numbers, from 0, that stand outside every fence.
  private(set) var prose: [Int] = []
  private(set) var problems: [Problem] = []

  var title: String { headings.first { $0.level == 1 }?.title ?? path }

  init(path: String, bytes: [UInt8]) {
    self.path = path
    lines = Line.split(bytes)
    var anchors: [String: Int] = [:]
    var next = 0
    while next < lines.count {
      let line = next
      let text = lines[line].text
      next += 1
      if let (marker, rest) = Fence.Marker.parse(text) {
        next = readFence(marker, rest, from: line)
        continue
      }
      prose.append(line)
      if let heading = Heading.parse(text, line: line, used: &anchors) { headings.append(heading) }
      links += Link.find(in: text, line: line)
      readFigures(text, line)
    }
  }

  func text(_ fence: Fence) -> [String] { lines[fence.body].map(\.text) }

  /// Returns the number of the line after it.
  private mutating func readFence(
    _ marker: Fence.Marker, _ rest: Substring, from opening: Int
  ) -> Int {
    let end = lines[(opening + 1)...].firstIndex { marker.isClosed(by: $0.text) }
    guard let end else {
      problems.append(
        Problem(
          path, line: opening + 1,
          "this fence never closes; end it with a line of \(marker.count) or more "
            + "of the same marks."))
      return lines.count
    }
    let fence = Fence(
      document: path, marker: marker, words: rest.split(separator: " ").map(String.init),
      opening: opening, body: (opening + 1)..<end)
    if case .quote = fence.kind, fence.words.count > 2 {
      problems.append(
        Problem(
          path, line: fence.line,
          "a fence names a language and one file, but here are \(fence.words.count) words; "
            + "take the others away."))
    }
    fences.append(fence)
    return end + 1
  }

  private mutating func readFigures(_ text: String, _ line: Int) {
    let found = Figure.find(in: text, line: line)
    figures += found.figures
    if found.isBroken {
      problems.append(
        Problem(
          path, line: line + 1,
          "a figure's marks do not match; write <!--=NAME-->text<!--/--> on one line."))
    }
  }
}
