// SPDX-License-Identifier: Apache-2.0
import MQTT
import TestSupport
import Wire

/// A broker and clients in one memory, with a clock that we move; bytes go both ways at once.
struct Net<Policy: BrokerPolicy> {
  struct Peer {
    var connection: ConnectionIdentifier?
    var received: [UInt8] = []
    var closed: CloseReason?
    var now: Instant
  }

  var broker: MQTTBroker<Policy>
  var now = seconds(0)
  var deadline: Instant?
  /// Whether what the broker sends is taken from it at once.
  var reads = true
  private var peers: [Peer] = []

  init(_ policy: Policy, limits: BrokerLimits = BrokerLimits()) {
    broker = MQTTBroker(policy, limits: limits)
  }

  /// A network connection; returns its number.
  mutating func open(identity: String? = nil) -> Int {
    let connection = broker.opened(identity: identity.map(utf8), now: now)
    peers.append(Peer(connection: connection, now: now))
    run()
    return peers.count - 1
  }

  mutating func send(_ bytes: [UInt8], from peer: Int) {
    guard let connection = peers[peer].connection else { return }
    broker.handle(bytes.span, from: connection, now: now)
    run()
  }

  mutating func send(_ text: String, from peer: Int) { send(hex(text), from: peer) }

  /// The peer's network connection breaks.
  mutating func lose(_ peer: Int) {
    if let connection = peers[peer].connection { broker.closed(connection) }
    peers[peer].connection = nil
    run()
  }

  mutating func advance(to moment: Instant) {
    while let deadline, deadline <= moment {
      now = max(now, deadline)
      broker.handleTimeout(now: now)
      run()
    }
    now = moment
  }

  /// Everything that the peer received since it was asked last.
  mutating func received(_ peer: Int) -> [UInt8] {
    defer { peers[peer].received = [] }
    return peers[peer].received
  }

  func closed(_ peer: Int) -> CloseReason? { peers[peer].closed }
  func isOpen(_ peer: Int) -> Bool { peers[peer].connection != nil }

  /// Takes what was withheld.
  mutating func readAll() {
    for peer in peers { if let connection = peer.connection { broker.sent(to: connection) } }
    run()
  }

  mutating func run(room: Int = 1500) {
    while true {
      var answer = BrokerOutput.wait(until: nil)
      let bytes = [UInt8](capacity: room) { out in answer = broker.poll(into: &out) }
      switch answer {
      case .transmit(let connection):
        guard let peer = index(connection) else { break }
        peers[peer].received += bytes
        if reads { broker.sent(to: connection) }
      case .close(let connection, let reason):
        guard let peer = index(connection) else { break }
        peers[peer].closed = reason
        peers[peer].connection = nil
      case .wait(let moment):
        deadline = moment
        return
      case .bufferTooSmall: return
      }
    }
  }

  private func index(_ connection: ConnectionIdentifier) -> Int? {
    peers.lastIndex { $0.connection == connection }
  }
}

extension Net where Policy == OpenPolicy {
  init(limits: BrokerLimits = BrokerLimits()) { self.init(OpenPolicy(), limits: limits) }
}

extension Net {
  /// Opens a connection and sends this CONNECT.
  mutating func connect(
    _ identifier: String, clean: Bool = true, keepAlive: UInt16 = 0,
    will: (topic: String, payload: String, quality: QualityOfService, retain: Bool)? = nil,
    user: String? = nil, password: String? = nil, identity: String? = nil
  ) -> Int {
    let peer = open(identity: identity)
    send(
      connectPacket(
        identifier, clean: clean, keepAlive: keepAlive, will: will, user: user,
        password: password), from: peer)
    return peer
  }

  /// As `connect`, and takes the CONNACK, which must say yes.
  mutating func join(_ identifier: String, clean: Bool = true, user: String? = nil) -> Int {
    let peer = connect(identifier, clean: clean, user: user, password: user)
    precondition(received(peer).starts(with: [0x20, 2]), "no CONNACK")
    return peer
  }

  mutating func subscribe(_ peer: Int, _ filter: String, _ quality: UInt8 = 0) -> [UInt8] {
    send(subscribePacket(filter, quality), from: peer)
    return received(peer)
  }
}

func connectPacket(
  _ identifier: String, clean: Bool = true, keepAlive: UInt16 = 0,
  will: (topic: String, payload: String, quality: QualityOfService, retain: Bool)? = nil,
  user: String? = nil, password: String? = nil
) -> [UInt8] {
  var flags: UInt8 = clean ? 2 : 0
  var payload = field(identifier)
  if let will {
    flags |= 4 | will.quality.rawValue << 3 | (will.retain ? 0x20 : 0)
    payload += field(will.topic) + field(will.payload)
  }
  if let user {
    flags |= 0x80
    payload += field(user)
  }
  if let password {
    flags |= 0x40
    payload += field(password)
  }
  let head = hex("00 04 4d 51 54 54 04") + [flags, UInt8(keepAlive >> 8), UInt8(keepAlive & 0xFF)]
  return packet(0x10, head + payload)
}

func publishPacket(
  _ topic: String, _ payload: String, flags: UInt8 = 0, identifier: UInt16? = nil
) -> [UInt8] {
  let number = identifier.map { [UInt8($0 >> 8), UInt8($0 & 0xFF)] } ?? []
  return packet(0x30 | flags, field(topic) + number + utf8(payload))
}

func subscribePacket(_ filter: String, _ quality: UInt8) -> [UInt8] {
  packet(0x82, [0, 1] + field(filter) + [quality])
}

func unsubscribePacket(_ filter: String) -> [UInt8] { packet(0xA2, [0, 2] + field(filter)) }

func packet(_ first: UInt8, _ body: [UInt8]) -> [UInt8] {
  var length: [UInt8] = []
  var rest = body.count
  repeat {
    length.append(UInt8(rest % 128) | (rest >= 128 ? 0x80 : 0))
    rest /= 128
  } while rest > 0
  return [first] + length + body
}

private func field(_ text: String) -> [UInt8] {
  let bytes = utf8(text)
  return [UInt8(bytes.count >> 8), UInt8(bytes.count & 0xFF)] + bytes
}
