// SPDX-License-Identifier: Apache-2.0
import Foundation
import Primitives

/// A password from a terminal, a pipe or a file, and never from the command line, where every
/// user of the machine can see it.
enum PasswordInput {
  enum Refusal: Error, CustomStringConvertible {
    case empty(String)
    case different
    case tooLong(String)

    var description: String {
      switch self {
      case .empty(let source): "there is no password in \(source); it has at least one byte"
      case .different: "the two passwords are different; nothing was changed, try again"
      case .tooLong(let source): "the password in \(source) is longer than 65535 bytes"
      }
    }
  }

  /// The file's text, without a line's end.
  static func from(file path: String) throws -> Secret {
    try secret(Files.read(path, as: "password"), path)
  }

  /// Asks where there is a terminal, and a second time for a new one; reads all there is
  /// where there is none.
  static func fromStandardInput(isNew: Bool = false) throws -> Secret {
    guard isatty(STDIN_FILENO) == 1 else {
      return try secret(
        Array(FileHandle.standardInput.readDataToEndOfFile()), "the standard input")
    }
    let password = try ask("Password: ")
    if isNew {
      let again = try ask("Again: ")
      guard password == again else { throw Refusal.different }
    }
    return password
  }

  /// One line, that the terminal does not show.
  private static func ask(_ prompt: String) throws -> Secret {
    FileHandle.standardError.write(Data(prompt.utf8))
    var shown = termios()
    tcgetattr(STDIN_FILENO, &shown)
    var hidden = shown
    hidden.c_lflag &= ~tcflag_t(ECHO)
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden)
    defer {
      tcsetattr(STDIN_FILENO, TCSAFLUSH, &shown)
      FileHandle.standardError.write(Data("\n".utf8))
    }
    return try secret(Array((readLine() ?? "").utf8), "the answer")
  }

  private static func secret(_ bytes: [UInt8], _ source: String) throws -> Secret {
    var bytes = bytes
    defer {
      var span = bytes.mutableSpan
      wipe(&span)
    }
    var count = bytes.count
    if count > 0, bytes[count - 1] == UInt8(ascii: "\n") { count -= 1 }
    if count > 0, bytes[count - 1] == UInt8(ascii: "\r") { count -= 1 }
    guard count > 0 else { throw Refusal.empty(source) }
    guard count <= 65_535 else { throw Refusal.tooLong(source) }
    return Secret(copying: bytes.span.extracting(first: count))
  }
}
