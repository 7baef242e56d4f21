// SPDX-License-Identifier: Apache-2.0

/// One line with its newline, in bytes: two texts can look equal and differ.
struct Line: Hashable, Sendable {
  let bytes: ArraySlice<UInt8>

  /// The line without its newline.
  var text: String { String(decoding: endsInNewline ? bytes.dropLast() : bytes, as: UTF8.self) }
  var endsInNewline: Bool { bytes.last == newline }
  var isBlank: Bool { bytes.allSatisfy { $0 == newline || $0 == space || $0 == tab } }

  init(_ bytes: ArraySlice<UInt8>) { self.bytes = bytes }
  init(_ text: String) { bytes = ArraySlice(Array(text.utf8) + [newline]) }

  static func split(_ bytes: [UInt8]) -> [Line] {
    var lines: [Line] = []
    var start = 0
    while start < bytes.count {
      let end = bytes[start...].firstIndex(of: newline).map { $0 + 1 } ?? bytes.count
      lines.append(Line(bytes[start..<end]))
      start = end
    }
    return lines
  }

  static func join(_ lines: some Sequence<Line>) -> [UInt8] { lines.flatMap(\.bytes) }
}

private let newline = UInt8(ascii: "\n")
private let space = UInt8(ascii: " ")
private let tab = UInt8(ascii: "\t")
