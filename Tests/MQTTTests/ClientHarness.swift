// SPDX-License-Identifier: Apache-2.0
import MQTT
import TestSupport
import Wire

/// What a client said until it wanted to wait.
struct Said: Equatable {
  struct Event: Equatable {
    var event: ClientEvent
    var bytes: [UInt8] = []
  }

  var sent: [UInt8] = []
  var events: [Event] = []
  var deadline: Instant?
}

/// Polls until the client waits. Begins with a buffer of `room` bytes, and grows it as asked.
func drain(_ client: inout MQTTClient, room: Int = 4096) -> Said {
  var said = Said()
  var room = room
  while true {
    var answer = Output<ClientEvent>.wait(until: nil)
    let bytes = [UInt8](capacity: room) { out in answer = client.poll(into: &out) }
    switch answer {
    case .transmit: said.sent += bytes
    case .event(let event): said.events.append(Said.Event(event: event, bytes: bytes))
    case .bufferTooSmall(let needed): room = max(needed, room + 1)
    case .wait(let deadline):
      said.deadline = deadline
      return said
    }
  }
}

func seconds(_ seconds: Int) -> Instant { Instant(nanoseconds: 0) + .seconds(seconds) }

extension MQTTClient {
  mutating func handle(_ bytes: [UInt8], now: Instant) throws(MQTTError) {
    try handle(bytes.span, now: now)
  }

  @discardableResult
  mutating func publish(
    _ payload: String, to topic: String, quality: QualityOfService = .atMostOnce,
    retain: Bool = false, now: Instant
  ) throws(MQTTUsageError) -> UInt16? {
    let (payload, topic) = (utf8(payload), utf8(topic))
    return try publish(payload.span, to: topic.span, quality: quality, retain: retain, now: now)
  }
}

func options(
  _ change: (inout ClientOptions) -> Void = { _ in }
) -> ClientOptions {
  var options = ClientOptions(clientIdentifier: utf8("c1"))
  change(&options)
  return options
}

let connack = hex("20 02 00 00")

/// A client that the server has let in at second 0.
func connected(
  session: Session = Session(), _ change: (inout ClientOptions) -> Void = { _ in }
) throws -> MQTTClient {
  var client = MQTTClient(options(change), session: session)
  try client.connect(now: seconds(0))
  _ = drain(&client)
  try client.handle(connack, now: seconds(0))
  _ = drain(&client)
  return client
}
