// SPDX-License-Identifier: Apache-2.0
import MQTT
import TestSupport
import Testing
import Wire

/// Every user's password is the user's name: enough for a test.
struct NameIsPassword: PasswordVerifier {
  mutating func isPassword(_ password: Span<UInt8>, of userName: Span<UInt8>) -> Bool {
    array(password) == array(userName)
  }
}

func rule(_ user: String?, _ access: AccessRule.Access, _ pattern: String) throws -> AccessRule {
  AccessRule(user.map(utf8), access, try AccessPattern(utf8(pattern)))
}

/// Who may come in, and who may say and hear what.
@Suite struct BrokerAccessTests {
  func net(_ rules: [AccessRule] = []) -> Net<AccessList<NameIsPassword>> {
    Net(AccessList(NameIsPassword(), rules))
  }

  @Test(
    arguments: [
      ("ann", "ann", ConnectReturnCode?.none), ("ann", "bob", .badUserNameOrPassword),
      ("ann", nil, .notAuthorized), (nil, nil, .notAuthorized), ("", "", nil),
      ("ann", "", .badUserNameOrPassword),
    ] as [(String?, String?, ConnectReturnCode?)])
  func passwords(_ user: String?, _ password: String?, _ refusal: ConnectReturnCode?) {
    var net = net()
    let peer = net.connect("c", user: user, password: password)
    #expect(net.received(peer) == hex("20 02 00") + [refusal?.rawValue ?? 0])
    #expect(net.closed(peer) == refusal.map { .refused($0) })
  }

  @Test(arguments: [(nil, true), ("ann", true), ("bob", false)] as [(String?, Bool)])
  func theChannelsNameIsTheUsersName(_ user: String?, _ isIn: Bool) {
    var net = net()
    let peer = net.connect("c", user: user, password: user, identity: "ann")
    #expect(net.received(peer) == hex("20 02 00") + [isIn ? 0 : 5])
  }

  /// Whoever knows another user's client identifier gets neither the session nor its messages,
  /// and cannot throw the owner out.
  @Test func aSessionIsItsUsers() throws {
    var net = net([try rule(nil, .readWrite, "#")])
    let owner = net.connect("meter", clean: false, user: "ann", password: "ann")
    _ = net.received(owner)
    _ = net.subscribe(owner, "private", 1)
    let thief = net.connect("meter", clean: false, user: "bob", password: "bob")
    #expect(net.received(thief) == hex("20 02 00 02"))
    #expect(net.closed(thief) == .refused(.identifierRejected))
    #expect(net.isOpen(owner))
  }

  //= mqtt-v3.1.1#MQTT-3.3.5-2
  //# If a Server implementation does not authorize a PUBLISH to be performed by a
  //# Client; it has no way of informing that Client. It MUST either make a positive
  //# acknowledgement, according to the normal QoS rules, or close the Network
  //# Connection
  @Test func whatIsForbiddenIsAcknowledgedAndDropped() throws {
    var net = net([
      try rule(nil, .read, "#"), try rule("ann", .write, "home/+/t"),
      try rule(nil, .write, "device/%c/%u/#"),
    ])
    let reader = net.join("reader", user: "bob")
    _ = net.subscribe(reader, "#")
    let ann = net.join("c1", user: "ann")
    let allowed = ["home/kitchen/t", "device/c1/ann", "device/c1/ann/x/y"]
    let forbidden = [
      "home/t", "home/a/b/t", "other", "device/c2/ann/x", "device/c1/bob/x", "device/c1",
      "$SYS/x", "device/%c/%u/x",
    ]
    for (i, topic) in (allowed + forbidden).enumerated() {
      net.send(
        publishPacket(topic, "x", flags: 3, identifier: UInt16(i + 1)), from: ann)
      #expect(net.received(ann) == [0x40, 2, 0, UInt8(i + 1)])
      #expect(net.received(reader) == (i < allowed.count ? publishPacket(topic, "x") : []))
    }
    #expect(net.broker.counters.publishesForbidden == forbidden.count)
    #expect(net.broker.retainedCount == allowed.count)
  }

  @Test func aSubscriptionNeedsARule() throws {
    var net = net([
      try rule("ann", .read, "home/+/t"), try rule("ann", .write, "secret"),
      try rule("ann", .read, "own/%c/#"), try rule("bob", .read, "#"),
      try rule("bob", .read, "+/$SYS"),
    ])
    let ann = net.join("c1", user: "ann")
    let codes: [(String, UInt8)] = [
      ("home/kitchen/t", 0), ("home/+/t", 0), ("own/c1/#", 0), ("own/c1/+/x", 0), ("own/c1", 0),
      ("#", 0x80), ("home/#", 0x80), ("home/+/+", 0x80), ("+/kitchen/t", 0x80),
      ("secret", 0x80), ("own/+/#", 0x80), ("own/c2/#", 0x80), ("own/#", 0x80), ("own", 0x80),
    ]
    for (filter, code) in codes {
      #expect(net.subscribe(ann, filter) == hex("90 03 00 01") + [code], "\(filter)")
    }
    #expect(net.broker.counters.subscriptionsForbidden == codes.count { $0.1 == 0x80 })
    let bob = net.join("c2", user: "bob")
    for (filter, code) in [("#", 0), ("+/x", 0), ("$SYS/#", 0x80), ("$SYS/x", 0x80)]
      as [(String, UInt8)]
    {
      #expect(net.subscribe(bob, filter) == hex("90 03 00 01") + [code], "\(filter)")
    }
  }

  /// A client that names itself with a wildcard or a slash covers nothing more by it.
  @Test(arguments: ["+", "#", "a/b", "", "c1/#"])
  func clientIdentifiersAreNoWildcards(_ identifier: String) throws {
    let pattern = try AccessPattern(utf8("own/%c/#"))
    let client = BrokerClient(identifier: utf8(identifier), userName: nil)
    for filter in ["own/#", "own/+", "own/+/#", "own/c1", "own/a/b", "own/c1/#"] {
      let bytes = utf8(filter)
      let isCovered = pattern.covers(try TopicFilter(bytes.span), for: client)
      #expect(!isCovered, "\(filter)")
    }
  }

  /// Rules that change while a subscription stands hold for the next message at once.
  @Test func deliveryIsCheckedToo() throws {
    var net = net([try rule(nil, .readWrite, "#")])
    let (ann, bob) = (net.join("c1", user: "ann"), net.join("c2", user: "bob"))
    _ = net.subscribe(bob, "#")
    net.send(publishPacket("a", "1", flags: 1), from: ann)
    #expect(net.received(bob) == publishPacket("a", "1"))
    net.broker.policy.rules = [
      try rule(nil, .readWrite, "b"), try rule("ann", .write, "a"),
      try rule("bob", .read, "+"),
    ]
    net.send(publishPacket("a", "2") + publishPacket("b/c", "3"), from: ann)
    #expect(net.received(bob) == publishPacket("a", "2"))
    net.broker.policy.rules = [try rule(nil, .readWrite, "b"), try rule("ann", .write, "a")]
    net.send(publishPacket("a", "4") + publishPacket("b", "5"), from: ann)
    #expect(net.received(bob) == publishPacket("b", "5"))
    #expect(net.broker.counters.deliveriesForbidden == 1)
  }

  @Test func whatWaitedIsCheckedAgain() throws {
    var net = net([try rule(nil, .readWrite, "#")])
    let (ann, bob) = (net.join("c1", user: "ann"), net.join("c2", clean: false, user: "bob"))
    _ = net.subscribe(bob, "#", 1)
    net.lose(bob)
    for (i, topic) in ["a", "b", "a"].enumerated() {
      net.send(publishPacket(topic, "x", flags: 2, identifier: UInt16(i + 1)), from: ann)
    }
    net.broker.policy.rules = [try rule("bob", .read, "b")]
    let back = net.connect("c2", clean: false, user: "bob", password: "bob")
    #expect(
      net.received(back) == hex("20 02 01 00") + publishPacket("b", "x", flags: 2, identifier: 1))
    #expect(net.broker.counters.deliveriesForbidden == 2)
  }

  /// A retained message is delivered only to those who may read it.
  @Test func retainedMessagesAreCheckedToo() throws {
    var net = net([try rule("ann", .readWrite, "#"), try rule("bob", .read, "a/#")])
    let (ann, bob) = (net.join("c1", user: "ann"), net.join("c2", user: "bob"))
    net.send(publishPacket("a/1", "x", flags: 1), from: ann)
    net.broker.policy.rules.removeLast()
    net.broker.policy.rules += [try rule("bob", .read, "a/+")]
    #expect(
      net.subscribe(bob, "a/+") == hex("90 03 00 01 00") + publishPacket("a/1", "x", flags: 1))
    #expect(net.subscribe(bob, "a/#") == hex("90 03 00 01 80"))
  }

  @Test func aWillMustBeAllowedFromTheStart() throws {
    var net = net([try rule("ann", .write, "dead/%c")])
    let allowed = net.connect(
      "c1", will: ("dead/c1", "!", .atMostOnce, false), user: "ann", password: "ann")
    #expect(net.received(allowed) == hex("20 02 00 00"))
    let forbidden = net.connect(
      "c1", will: ("dead/c2", "!", .atMostOnce, false), user: "ann", password: "ann")
    #expect(net.received(forbidden) == hex("20 02 00 05"))
    #expect(net.isOpen(allowed))
  }

  /// A pattern covers a filter only if it covers every topic that the filter matches.
  @Test func coversMeansEveryTopic() throws {
    var random = SeededRandom(seed: 4)
    func text(_ alphabet: [String], _ tail: [String]) -> String {
      let levels = (0..<Int.random(in: 1...3, using: &random))
        .map { _ in alphabet.randomElement(using: &random) ?? "" }
      return (levels + tail).joined(separator: "/")
    }
    let client = BrokerClient(identifier: utf8("a"), userName: nil)
    let topics = ["a", "b", "$s", ""].flatMap { x in
      ["a", "b", ""].flatMap { y in
        [x, "\(x)/\(y)", "\(x)/\(y)/a", "\(x)/\(y)/b", "\(x)/\(y)/a/z"].filter { !$0.isEmpty }
      }
    }
    var covered = 0
    for _ in 0..<5_000 {
      let patternText = text(
        ["a", "b", "+", "%c", "$s"], [[], ["#"]].randomElement(using: &random)!)
      let filterText = text(["a", "b", "+", "$s"], [[], ["#"]].randomElement(using: &random)!)
      let pattern = try AccessPattern(utf8(patternText))
      let bytes = utf8(filterText)
      let filter = try TopicFilter(bytes.span)
      guard pattern.covers(filter, for: client) else { continue }
      covered += 1
      for topic in topics {
        let topicBytes = utf8(topic)
        let name = try TopicName(topicBytes.span)
        if filter.matches(name) {
          let isCovered = pattern.covers(name, for: client)
          #expect(isCovered, "\(patternText), \(filterText), \(topic)")
        }
      }
    }
    #expect(covered > 100)
  }
}
