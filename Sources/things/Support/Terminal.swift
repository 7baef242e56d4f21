// SPDX-License-Identifier: Apache-2.0
import Foundation
import Rainbow

/// What the command line prints, in one voice and 80 columns.
enum Terminal {
  static let isTerminal = isatty(STDOUT_FILENO) == 1

  static func title(_ text: String) { print("\n" + text.bold) }

  /// Text of any length, broken at spaces to fit.
  static func say(_ text: String, indent: Int = 2) {
    let margin = String(repeating: " ", count: indent)
    var line = margin
    for word in text.split(separator: " ") {
      if line.count + word.count + 1 > 80, line.count > indent {
        print(line)
        line = margin
      }
      line += (line.count > indent ? " " : "") + word
    }
    print(line)
  }

  /// `name   value`, in two columns; a long value goes on below itself.
  static func fact(_ name: String, _ value: String) {
    let column = 16
    var name = name
    var rest = Substring(value)
    repeat {
      let fits = rest.prefix(80 - 4 - column)
      let cut = fits.count < rest.count ? (fits.lastIndex(of: " ") ?? fits.endIndex) : rest.endIndex
      print("    " + name.padding(toLength: column, withPad: " ", startingAt: 0) + rest[..<cut])
      rest = rest[cut...].drop { $0 == " " }
      name = ""
    } while !rest.isEmpty
  }

  static func good(_ text: String) { print("  " + "✓".green + " " + text) }
  static func bad(_ text: String) { print("  " + "✗".red + " " + text) }

  /// A line that is replaced by the next one; nothing where nobody watches.
  static func progress(_ text: String) {
    guard isTerminal else { return }
    print("\r\u{1B}[K  \(text.prefix(76))".dim, terminator: "")
    fflush(nil)
  }

  static func progressDone() {
    guard isTerminal else { return }
    print("\r\u{1B}[K", terminator: "")
    fflush(nil)
  }

  /// Offset, 16 bytes in hex, and what of them is readable.
  static func hexDump(_ bytes: some Collection<UInt8>, lines: Int) {
    let shown = Array(bytes.prefix(lines * 16))
    for start in stride(from: 0, to: shown.count, by: 16) {
      let row = shown[start..<min(start + 16, shown.count)]
      let hex = row.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: " ")
      let text = row.map { (0x20..<0x7F).contains($0) ? String(UnicodeScalar($0)) : "." }.joined()
      let offset = String(start, radix: 16)
      print(
        "    " + String(repeating: "0", count: 4 - offset.count) + offset + "  "
          + hex.padding(toLength: 47, withPad: " ", startingAt: 0) + "  " + text)
    }
    if bytes.count > shown.count {
      print("    …     and \(bytes.count - shown.count) bytes more".dim)
    }
  }
}
