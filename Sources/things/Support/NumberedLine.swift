// SPDX-License-Identifier: Apache-2.0
import Foundation

/// A line of a configuration file, so that a complaint can name it.
struct NumberedLine {
  var path: String
  var number: Int
  /// Without the white space at its end.
  var text: Substring

  /// Whether it is neither empty nor a comment.
  var saysSomething: Bool { !text.allSatisfy(\.isWhitespace) && text.first != "#" }

  func refusal(_ reason: String) -> Refusal {
    Refusal(path: path, number: number, reason: reason)
  }

  struct Refusal: Error, CustomStringConvertible {
    var path: String
    var number: Int
    var reason: String
    var description: String { "\(path), line \(number): \(reason)" }
  }

  /// Every line, also those that say nothing.
  static func all(of bytes: [UInt8], _ path: String) throws -> [NumberedLine] {
    try bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
      .enumerated().map { index, bytes in
        var line = NumberedLine(path: path, number: index + 1, text: "")
        guard let text = String(validating: bytes, as: UTF8.self), !bytes.contains(0) else {
          throw line.refusal("is not UTF-8 text")
        }
        line.text = text.dropLast(text.reversed().prefix { $0.isWhitespace }.count)
        return line
      }
  }
}
