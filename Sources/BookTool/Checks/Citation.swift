// SPDX-License-Identifier: Apache-2.0
import Foundation

/// A requirement quoted where it is met, or in the test that shows it:
/// `//= rfc8446#4.1.3`, then its sentence in lines that begin with `//#`.
public struct Citation: Hashable, Sendable {
  public let source: String
  public let sentence: String
}

/// Where each requirement is cited, in code and in tests.
public struct Citations: Sendable {
  public struct Place: Sendable, CustomStringConvertible {
    public let file: String
    public let line: Int
    public var description: String { "\(file):\(line)" }
  }

  public private(set) var code: [Citation: [Place]] = [:]
  public private(set) var tests: [Citation: [Place]] = [:]
  private(set) var problems: [Problem] = []

  public init(_ book: Book) {
    for file in book.promised { code.merge(read(file, book.tree)) { $0 + $1 } }
    for file in book.tree.files(under: "Tests", ending: ".swift") {
      tests.merge(read(file, book.tree)) { $0 + $1 }
    }
  }

  /// Cited in the chapters, with no test that carries the same mark.
  public var untested: [(citation: Citation, places: [Place])] {
    code.filter { tests[$0.key] == nil }.map { ($0.key, $0.value) }
      .sorted { ($0.1[0].file, $0.1[0].line) < ($1.1[0].file, $1.1[0].line) }
  }

  public var summary: String {
    let tested = code.count - untested.count
    return "\(code.count) requirements are cited, \(tested) of them by a test too."
      + (untested.isEmpty ? "" : " `book citations` lists the others.")
  }

  private mutating func read(_ file: String, _ tree: Tree) -> [Citation: [Place]] {
    guard let bytes = tree.bytes(file) else { return [:] }
    let lines = Line.split(bytes).map { $0.text.trimmingCharacters(in: .whitespaces) }
    var found: [Citation: [Place]] = [:]
    for (index, line) in lines.enumerated() where line.hasPrefix("//=") {
      let source = content(line)
      // `//= type=test` and the like say something about the citation above them.
      guard !source.contains("=") else { continue }
      let rest = lines[(index + 1)...]
      let notes = rest.prefix { $0.hasPrefix("//=") && content($0).contains("=") }
      let sentence = rest.dropFirst(notes.count).prefix { $0.hasPrefix("//#") }
        .map(content).joined(separator: " ")
      guard !source.isEmpty, !sentence.isEmpty else {
        problems.append(
          Problem(
            file, line: index + 1,
            "this citation quotes nothing; write `//= rfc8446#4.1.3`, "
              + "then the sentence in lines that begin with `//# `."))
        continue
      }
      let place = Place(file: file, line: index + 1)
      found[Citation(source: source, sentence: sentence), default: []].append(place)
    }
    return found
  }

  /// What follows `//=` or `//#`.
  private func content(_ line: String) -> String {
    line.dropFirst(3).trimmingCharacters(in: .whitespaces)
  }
}
