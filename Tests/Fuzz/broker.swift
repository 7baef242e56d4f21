// needs: 02-Wire 03-Primitives 09-MQTT
// SPDX-License-Identifier: Apache-2.0
import MQTT
import Wire

// The input is a script for three clients of one broker: each step is a byte that says who
// does what, and, where bytes are sent, one that says how many. A fourth client stays
// outside, and must be served whatever happened.

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let input = Span(_unsafeElements: UnsafeBufferPointer(start: start, count: count))
  var limits = BrokerLimits()
  limits.packetSize = 512
  limits.backlog = 256
  limits.subscriptions = 4
  limits.queuedMessages = 4
  limits.retainedMessages = 4
  limits.window = 2
  limits.sessions = 8
  var broker = MQTTBroker(OpenPolicy(), limits: limits)
  var now = Instant(nanoseconds: 0)
  var clients = [ConnectionIdentifier?](repeating: nil, count: 3)
  var rest = input
  while rest.count > 1 {
    let who = Int(rest[0]) % 3
    let what = rest[0] / 3 % 8
    let size = min(1 + Int(rest[1]) % 64, rest.count - 1)
    rest = rest.extracting(droppingFirst: 1)
    switch what {
    case 0:
      if let old = clients[who] { broker.closed(old) }
      clients[who] = broker.opened(now: now)
    case 1:
      now = now + .seconds(Int(rest[0]))
      broker.handleTimeout(now: now)
    case 2: if let client = clients[who] { broker.sent(to: client) }
    case 3: connect(&broker, &clients[who], rest[0], now: now)
    default:
      if let client = clients[who] {
        broker.handle(rest.extracting(first: size), from: client, now: now)
      }
      rest = rest.extracting(droppingFirst: size)
    }
    _ = drain(&broker, takesAll: false, watching: nil)
    precondition(broker.connectionCount <= 3, "connections that are nobody's")
    precondition(broker.sessionCount <= 8 && broker.retainedCount <= 4, "above a limit")
  }
  serve(&broker, now: now)
  return 0
}

func connect(
  _ broker: inout MQTTBroker<OpenPolicy>, _ client: inout ConnectionIdentifier?, _ choice: UInt8,
  now: Instant
) {
  if client == nil { client = broker.opened(now: now) }
  guard let client else { return }
  let packet: [UInt8] = [
    0x10, 13, 0, 4, 0x4D, 0x51, 0x54, 0x54, 4, choice & 2, 0, choice & 8, 0, 1,
    0x61 + (choice >> 6),
  ]
  broker.handle(packet.span, from: client, now: now)
}

/// Whoever comes after all that gets in, and gets a message.
func serve(_ broker: inout MQTTBroker<OpenPolicy>, now: Instant) {
  guard broker.sessionCount < broker.limits.sessions else { return }
  guard let client = broker.opened(now: now) else { preconditionFailure("no room") }
  let packets: [UInt8] =
    [0x10, 13, 0, 4, 0x4D, 0x51, 0x54, 0x54, 4, 2, 0, 0, 0, 1, 0x7A]
    + [0x82, 10, 0, 1, 0, 5, 0x24, 0x7A, 0x2F, 0x7A, 0x7A, 0]
    + [0x30, 8, 0, 5, 0x24, 0x7A, 0x2F, 0x7A, 0x7A, 0x21]
  broker.handle(packets.span, from: client, now: now)
  let count = drain(&broker, takesAll: true, watching: client)
  precondition(count >= 4 + 5 + 10, "not served")
}

/// Returns how many bytes went to this client.
func drain(
  _ broker: inout MQTTBroker<OpenPolicy>, takesAll: Bool, watching: ConnectionIdentifier?
) -> Int {
  var count = 0
  while true {
    var answer = BrokerOutput.wait(until: nil)
    let bytes = [UInt8](capacity: 64) { out in answer = broker.poll(into: &out) }
    switch answer {
    case .transmit(let connection):
      if connection == watching { count += bytes.count }
      if takesAll { broker.sent(to: connection) }
    case .close(let connection, _): precondition(connection != watching, "closed for nothing")
    case .wait: return count
    case .bufferTooSmall: preconditionFailure("64 bytes are enough")
    }
  }
}
