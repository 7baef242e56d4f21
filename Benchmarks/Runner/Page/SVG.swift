// SPDX-License-Identifier: Apache-2.0

/// A drawing: marks in the order in which they are put down. Colours come from the page's style.
public struct SVG {
  public var width: Double
  public var height: Double
  /// What the drawing shows, for those who cannot see it.
  public var title: String
  private var marks: [String] = []

  public init(width: Double, height: Double, title: String) {
    self.width = width
    self.height = height
    self.title = title
  }

  public mutating func text(
    _ text: String, _ x: Double, _ y: Double, anchor: String = "start", style: String = "label"
  ) {
    marks.append(
      "<text class=\"\(style)\" x=\"\(n(x))\" y=\"\(n(y))\" text-anchor=\"\(anchor)\">"
        + "\(escaped(text))</text>")
  }

  public mutating func bar(
    _ x: Double, _ y: Double, _ width: Double, _ height: Double, style: String
  ) {
    marks.append(
      "<rect class=\"\(style)\" x=\"\(n(x))\" y=\"\(n(y))\" width=\"\(n(width))\" "
        + "height=\"\(n(height))\" rx=\"1.5\"/>")
  }

  public mutating func line(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, style: String) {
    marks.append(
      "<line class=\"\(style)\" x1=\"\(n(x1))\" y1=\"\(n(y1))\" x2=\"\(n(x2))\" y2=\"\(n(y2))\"/>")
  }

  /// Straight lines from point to point.
  public mutating func polyline(_ points: [(x: Double, y: Double)], style: String) {
    let places = points.map { "\(n($0.x)),\(n($0.y))" }.joined(separator: " ")
    marks.append("<polyline class=\"\(style)\" points=\"\(places)\"/>")
  }

  /// Shapes differ, so that nobody needs the colours.
  public enum Shape { case circle, square, triangle, diamond }

  public mutating func mark(_ shape: Shape, _ x: Double, _ y: Double, style: String) {
    switch shape {
    case .circle:
      marks.append("<circle class=\"\(style)\" cx=\"\(n(x))\" cy=\"\(n(y))\" r=\"4.5\"/>")
    case .square: bar(x - 4, y - 4, 8, 8, style: style)
    case .diamond:
      marks.append(
        "<path class=\"\(style)\" d=\"M\(n(x)) \(n(y - 5.5))l5.5 5.5l-5.5 5.5l-5.5 -5.5z\"/>")
    case .triangle:
      marks.append(
        "<path class=\"\(style)\" d=\"M\(n(x)) \(n(y - 5.5))l5.2 9.2h-10.4z\"/>")
    }
  }

  public func svg() -> String {
    "<svg viewBox=\"0 0 \(n(width)) \(n(height))\" role=\"img\" aria-label=\"\(escaped(title))\">"
      + "<title>\(escaped(title))</title>\n" + marks.joined(separator: "\n") + "</svg>"
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
