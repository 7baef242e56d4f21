// SPDX-License-Identifier: Apache-2.0

/// Something wrong with the book: where, what, and what would mend it, in one sentence.
public struct Problem: Error, Equatable, Sendable, CustomStringConvertible {
  /// The file's path from the book's root.
  public let file: String
  /// Counted from 1; nil if the whole file is meant.
  public let line: Int?
  public let sentence: String
  /// The lines of a unified diff, or none.
  public let diff: [String]

  public init(_ file: String, line: Int? = nil, _ sentence: String, diff: [String] = []) {
    self.file = file
    self.line = line
    self.sentence = sentence
    self.diff = diff
  }

  public var description: String {
    let place = line.map { "\(file):\($0)" } ?? file
    return (["\(place): \(sentence)"] + diff).joined(separator: "\n")
  }
}

/// Why the tool itself could not do its work.
public struct BookError: Error, Equatable, Sendable, CustomStringConvertible {
  public let description: String

  public init(_ sentence: String) { description = sentence }
}
