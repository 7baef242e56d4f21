// SPDX-License-Identifier: Apache-2.0

/// Why this book and OpenSSL say different things of the same bytes, and who is right.
struct Disagreement {
  enum Right: String, Codable { case book, openssl = "OpenSSL", both }

  var level: Trial.Difference.Level
  /// `field/fault`, a rule or `accepts`; a star stands for anything.
  var book: String
  /// OpenSSL's words; a star stands for anything.
  var library: String
  var section: String
  var right: Right
  var because: String

  static func explaining(_ difference: Trial.Difference) -> Disagreement? {
    all.first {
      $0.level == difference.level && matches($0.book, difference.book.text)
        && matches($0.library, difference.library.text)
    }
  }

  private static func matches(_ pattern: String, _ text: String) -> Bool {
    guard let star = pattern.firstIndex(of: "*") else { return pattern == text }
    return text.count >= pattern.count - 1 && text.hasPrefix(pattern[..<star])
      && text.hasSuffix(pattern[pattern.index(after: star)...])
  }

  static let all: [Disagreement] = []
}
