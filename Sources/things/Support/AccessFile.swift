// SPDX-License-Identifier: Apache-2.0
import MQTT

/// Who may read and write which topics, spelt as mosquitto spells it.
///
/// Two things differ. What stands before the first `user` is for every client that was let in,
/// and not for anonymous ones only. There is no `deny`: what no line allows is forbidden.
struct AccessFile {
  private(set) var rules: [AccessRule] = []
  /// The first line that speaks of a user, if any does.
  private(set) var firstUser: NumberedLine?

  init(_ path: String) throws {
    try self.init(lines: NumberedLine.all(of: Files.read(path, as: "access list"), path))
  }

  init(lines: [NumberedLine]) throws {
    var user: [UInt8]?
    for line in lines where line.saysSomething {
      let (verb, rest) = firstWord(line.text)
      switch verb {
      case "user":
        guard !rest.isEmpty else { throw line.refusal("names no user") }
        user = Array(rest.utf8)
        firstUser = firstUser ?? line
      case "topic": rules.append(try rule(user, rest, isPattern: false, line))
      // As in mosquitto, wherever it stands.
      case "pattern": rules.append(try rule(nil, rest, isPattern: true, line))
      default: throw line.refusal("'\(verb)' is none of user, topic and pattern")
      }
    }
  }
}

/// A rule from what follows `topic` or `pattern`: an access, unless it is both, and a filter.
private func rule(
  _ user: [UInt8]?, _ text: Substring, isPattern: Bool, _ line: NumberedLine
) throws -> AccessRule {
  var (word, filter) = firstWord(text)
  let access: AccessRule.Access
  switch (word, filter.isEmpty) {
  case ("", _): throw line.refusal("names no topic")
  case (_, true): (access, filter) = (.readWrite, word)
  case ("read", _): access = .read
  case ("write", _): access = .write
  case ("readwrite", _): access = .readWrite
  case ("deny", _):
    throw line.refusal(
      "there is no deny here; what no line allows is forbidden, so allow less instead")
  default: throw line.refusal("'\(word)' is none of read, write and readwrite")
  }
  let levels = filter.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
  for level in levels.map(Array.init) where level.hasPlaceholder {
    guard isPattern else {
      throw line.refusal("%u and %c stand for somebody in a pattern only; write pattern")
    }
    guard level.count == 2 else {
      throw line.refusal("%u and %c must each be a whole level, between slashes")
    }
  }
  do throws(TextError) {
    return AccessRule(user, access, try AccessPattern(Array(filter.utf8)))
  } catch { throw line.refusal("the topic \(error)") }
}

private func firstWord(_ text: Substring) -> (word: Substring, rest: Substring) {
  let text = text.drop { $0.isWhitespace }
  let word = text.prefix { !$0.isWhitespace }
  return (word, text.dropFirst(word.count).drop { $0.isWhitespace })
}

extension [UInt8] {
  fileprivate var hasPlaceholder: Bool {
    zip(self, dropFirst()).contains { $0 == UInt8(ascii: "%") && "uc".utf8.contains($1) }
  }
}
