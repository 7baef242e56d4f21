// SPDX-License-Identifier: Apache-2.0
import MQTT
import TestSupport
import Testing

/// Topic names and filters as 4.7 tells them; most rows are the standard's own examples.
@Suite struct TopicTests {
  static let matching: [(String, String)] = [
    ("sport/tennis/player1/#", "sport/tennis/player1"),
    ("sport/tennis/player1/#", "sport/tennis/player1/ranking"),
    ("sport/tennis/player1/#", "sport/tennis/player1/score/wimbledon"),
    ("sport/#", "sport"),
    ("#", "sport"), ("#", "/"), ("#", "a/b/c"),
    ("sport/tennis/+", "sport/tennis/player1"), ("sport/tennis/+", "sport/tennis/player2"),
    ("sport/+", "sport/"),
    ("+/+", "/finance"), ("/+", "/finance"),
    ("+", "finance"), ("+/tennis/#", "sport/tennis"), ("+/tennis/#", "sport/tennis/a/b"),
    ("sport/+/player1", "sport/tennis/player1"), ("sport/+/player1", "sport//player1"),
    ("$SYS/#", "$SYS/broker"), ("$SYS/#", "$SYS"), ("$SYS/monitor/+", "$SYS/monitor/Clients"),
    ("a/b", "a/b"), ("/", "/"), ("//", "//"), ("+/#", "a"), ("+/#", "a/b"), ("a/+/#", "a/"),
    ("Accounts payable", "Accounts payable"), ("a/$b/+", "a/$b/c"), ("+/$SYS", "a/$SYS"),
  ]

  static let different: [(String, String)] = [
    ("sport/tennis/+", "sport/tennis/player1/ranking"), ("sport/+", "sport"),
    ("+", "/finance"), ("/finance", "finance"), ("ACCOUNTS", "Accounts"),
    //= mqtt-v3.1.1#MQTT-4.7.2-1
    //# The Server MUST NOT match Topic Filters starting with a wildcard character
    //# (# or +) with Topic Names beginning with a $ character
    ("#", "$SYS/broker"), ("+/monitor/Clients", "$SYS/monitor/Clients"), ("+", "$SYS"),
    ("a", "ab"), ("ab", "a"), ("a/b", "a"), ("a", "a/b"), ("a/", "a"), ("a", "a/"),
    ("a/+/c", "a/b/d"), ("ab/c", "ax/c"), ("a/#", "ab"), ("a/#", "b/a"), ("a/+/#", "a"),
    //= mqtt-v3.1.1#MQTT-4.7.3-4
    //# When it performs subscription matching the Server MUST NOT perform any
    //# normalization of Topic Names or Topic Filters
    ("caf\u{E9}", "cafe\u{301}"),
  ]

  func matches(_ filter: String, _ name: String) throws -> Bool {
    let (filter, name) = (utf8(filter), utf8(name))
    return try TopicFilter(filter.span).matches(TopicName(name.span))
  }

  @Test(arguments: matching)
  func matches(filter: String, name: String) throws { #expect(try matches(filter, name)) }

  @Test(arguments: different)
  func doesNotMatch(filter: String, name: String) throws { #expect(try !matches(filter, name)) }

  //= mqtt-v3.1.1#MQTT-4.7.1-2
  //# In either case it MUST be the last character specified in the Topic Filter
  //= mqtt-v3.1.1#MQTT-4.7.1-3
  //# Where it is used it MUST occupy an entire level of the filter
  @Test(arguments: [
    ("sport/tennis#", 12), ("sport/tennis/#/ranking", 13), ("sport+", 5), ("+sport", 0),
    ("sport/+a/b", 6), ("sport/a+/b", 7), ("##", 0), ("#/", 0), ("++", 0), ("+#", 0), ("a/#b", 2),
  ])
  func misplacedWildcard(_ filter: String, _ offset: Int) {
    let bytes = utf8(filter)
    let error = failure { () throws(TextError) in _ = try TopicFilter(bytes.span) }
    #expect(error == TextError(.wildcard, at: offset))
  }

  @Test func emptyAndIllFormedFilters() {
    #expect(
      failure { () throws(TextError) in _ = try TopicFilter(Span()) } == TextError(.empty, at: 0))
    let bytes: [UInt8] = [0x61, 0x00]
    #expect(
      failure { () throws(TextError) in _ = try TopicFilter(bytes.span) }
        == TextError(.nullCharacter, at: 1))
  }

  /// The same answer as matching level by level, over all short names of a small alphabet.
  @Test func agreesWithTheDefinition() throws {
    func levels(_ text: [UInt8]) -> [[UInt8]] {
      text.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).map(Array.init)
    }
    func defined(_ filter: [UInt8], _ name: [UInt8]) -> Bool {
      let (filters, names) = (levels(filter), levels(name))
      let wild = filters[0] == utf8("#") || filters[0] == utf8("+")
      if wild, name[0] == UInt8(ascii: "$") { return false }
      for (i, level) in filters.enumerated() {
        if level == utf8("#") { return true }
        guard i < names.count, level == utf8("+") || level == names[i] else { return false }
      }
      return filters.count == names.count
    }
    func texts(_ alphabet: String, _ longest: Int) -> [[UInt8]] {
      var all: [[UInt8]] = []
      var last: [[UInt8]] = [[]]
      for _ in 0..<longest {
        last = last.flatMap { text in alphabet.utf8.map { text + [$0] } }
        all += last
      }
      return all
    }
    let names = texts("a/$", 4)
    var checked = 0
    for filter in texts("a/$+#", 4) {
      guard let parsed = try? TopicFilter(filter.span) else { continue }
      for name in names {
        let answer = parsed.matches(try TopicName(name.span))
        // A '#' at the parent's own level: "a/#" matches "a", as 4.7.1.2 says.
        if answer != defined(filter, name) {
          Issue.record(
            "\(String(decoding: filter, as: UTF8.self)) \(String(decoding: name, as: UTF8.self))")
        }
        checked += 1
      }
    }
    #expect(checked > 10_000)
  }
}
