// SPDX-License-Identifier: Apache-2.0

/// A drawing: marks in the order in which they are put down. Colours come from the page's style.
struct SVG {
  var width: Double
  var height: Double
  /// What the drawing shows, for those who cannot see it.
  var title: String
  private var marks: [String] = []

  init(width: Double, height: Double, title: String) {
    self.width = width
    self.height = height
    self.title = title
  }

  mutating func text(
    _ text: String, _ x: Double, _ y: Double, anchor: String = "start", style: String = "label"
  ) {
    marks.append(
      "<text class=\"\(style)\" x=\"\(n(x))\" y=\"\(n(y))\" text-anchor=\"\(anchor)\">"
        + "\(escaped(text))</text>")
  }

  mutating func bar(_ x: Double, _ y: Double, _ width: Double, _ height: Double, style: String) {
    marks.append(
      "<rect class=\"\(style)\" x=\"\(n(x))\" y=\"\(n(y))\" width=\"\(n(width))\" "
        + "height=\"\(n(height))\" rx=\"1.5\"/>")
  }

  mutating func line(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, style: String) {
    marks.append(
      "<line class=\"\(style)\" x1=\"\(n(x1))\" y1=\"\(n(y1))\" x2=\"\(n(x2))\" y2=\"\(n(y2))\"/>")
  }

  /// Shapes differ, so that nobody needs the colours.
  enum Shape { case circle, square, triangle }

  mutating func mark(_ shape: Shape, _ x: Double, _ y: Double, style: String) {
    switch shape {
    case .circle:
      marks.append("<circle class=\"\(style)\" cx=\"\(n(x))\" cy=\"\(n(y))\" r=\"4.5\"/>")
    case .square: bar(x - 4, y - 4, 8, 8, style: style)
    case .triangle:
      marks.append(
        "<path class=\"\(style)\" d=\"M\(n(x)) \(n(y - 5.5))l5.2 9.2h-10.4z\"/>")
    }
  }

  func svg() -> String {
    "<svg viewBox=\"0 0 \(n(width)) \(n(height))\" role=\"img\" aria-label=\"\(escaped(title))\">"
      + marks.joined(separator: "\n") + "</svg>"
  }

  private func n(_ value: Double) -> String {
    let tenths = Int((value * 10).rounded())
    return tenths.isMultiple(of: 10) ? "\(tenths / 10)" : "\(Double(tenths) / 10)"
  }

  private func escaped(_ text: String) -> String {
    var out = ""
    for character in text {
      switch character {
      case "&": out += "&amp;"
      case "<": out += "&lt;"
      case ">": out += "&gt;"
      case "\"": out += "&quot;"
      default: out.append(character)
      }
    }
    return out
  }
}
