// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Foundation

struct MQTTPasswordCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "passwd", abstract: "Give a user a password in a broker's password file.",
    discussion: """
      Asks twice on a terminal; otherwise the standard input is the password. The
      file is that of mosquitto_passwd, made if it is not there, its owner's alone.

      Examples:
        things mqtt passwd passwords alice
        things mqtt passwd passwords alice < alice.secret
        things mqtt passwd passwords alice --delete
      """)

  @Argument(help: "The password file.")
  var file: String

  @Argument(help: "The user's name.")
  var user: String

  @Flag(name: [.customShort("D"), .long], help: "Take the user away instead.")
  var delete = false

  @Option(
    name: .shortAndLong,
    help: "Rounds of hashing; each costs a thief time, and the broker at each CONNECT too.")
  var iterations = 10_000

  func validate() throws {
    guard 1...1_000_000 ~= iterations else {
      throw ValidationError("--iterations is a number from 1 to 1000000")
    }
    let isWritable = user.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F }
    guard isWritable, !user.isEmpty, !user.contains(":"), !user.hasPrefix("#"),
      user.trimmingCharacters(in: .whitespaces) == user
    else {
      throw ValidationError(
        "a user's name has no colon, no control character, no space around it and no # first")
    }
  }

  func run() async throws {
    var lines = try existing()
    // What is no password file stays as it is.
    _ = try PasswordFile(lines: lines)
    let before = lines.count
    let prefix = Array("\(user):".utf8)
    let place = lines.firstIndex { $0.text.utf8.starts(with: prefix) }
    lines.removeAll { $0.text.utf8.starts(with: prefix) }
    if delete {
      guard lines.count < before else { throw NoSuchUser(name: user, path: file) }
    } else {
      let password = try PasswordInput.fromStandardInput(isNew: true)
      let hash = try PasswordHash(of: password, iterations: iterations)
      let line = NumberedLine(path: file, number: 0, text: Substring("\(user):\(hash.text)"))
      lines.insert(line, at: place ?? lines.count)
    }
    let text = lines.map { $0.text + "\n" }.joined()
    try Files.write(file, Array(text.utf8), secret: true)
  }

  private func existing() throws -> [NumberedLine] {
    guard FileManager.default.fileExists(atPath: file) else { return [] }
    var lines = try NumberedLine.all(of: Files.read(file, as: "passwords"), file)
    // After the last line's end nothing comes.
    if lines.last?.text.isEmpty == true { lines.removeLast() }
    return lines
  }

  struct NoSuchUser: Error, CustomStringConvertible {
    var name: String
    var path: String
    var description: String { "there is no user '\(name)' in \(path); check the spelling" }
  }
}
