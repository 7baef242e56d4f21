// SPDX-License-Identifier: Apache-2.0
import Foundation
import Network
import TLS

/// The same reading three times past someone on the path: bare, and through each engine.
func eavesdrop(_ cast: Cast, _ broker: TourBroker) async throws {
  Terminal.say(
    "A relay stands between the device and the broker, passes every byte on, and keeps a copy. "
      + "The device publishes one reading; this is what the relay has of it.")
  guard let reading = Sensors.read().first else { throw GoOnline.NothingToRead() }
  let secret = Confidence(
    serial: cast.serial, topic: "things/\(cast.serial)/\(reading.sensor)", payload: reading.json)

  let relay = try await Relay.start(toward: "127.0.0.1", port: broker.plainPort)
  let link = try await MQTTLink.open(port: relay.port, as: cast.serial)
  try await link.publish(secret.topic, secret.payload)
  await link.close()
  await relay.close()
  print("\n  " + "port \(broker.plainPort), no TLS".bold)
  // CONNECT comes first and a DISCONNECT of two bytes last; the PUBLISH is between them.
  Terminal.hexDump(relay.overheard.dropLast(2).suffix(secret.packetLength), lines: 6)
  secret.judge(relay.overheard)

  for engine in EngineChoice.allCases {
    try await engine.run(Overhear(cast: cast, broker: broker, secret: secret))
  }
  print()
  Terminal.say(
    "TLS 1.2 sends certificates in the clear, and the device's name with them; TLS 1.3 encrypts "
      + "them. Both still show when the device speaks, and how much.")
}

private struct Overhear: EngineWork {
  var cast: Cast
  var broker: TourBroker
  var secret: Confidence

  func run<Engine: TLSEngine>(_: Engine.Type) async throws {
    let relay = try await Relay.start(toward: "127.0.0.1", port: broker.securePort)
    let engine = try Engine(cast.client(), role: .client)
    let link = try await MQTTLink.open(port: relay.port, through: engine, as: cast.serial)
    try await link.publish(secret.topic, secret.payload)
    let version = link.negotiated.map { "\($0.version)" } ?? ""
    await link.close()
    await relay.close()
    print("\n  " + "port \(broker.securePort), \(version) by \(Engine.name)".bold)
    let records = Records(relay.overheard)
    Terminal.say("records: " + records.summary, indent: 4)
    if let record = records.holding(secret.packetLength) {
      Terminal.hexDump(record.bytes, lines: 6)
    }
    secret.judge(relay.overheard)
  }
}

/// What the device would not have others know.
private struct Confidence {
  var serial: String
  var topic: String
  var payload: String

  /// PUBLISH with QoS 1: fixed header, topic with its length, packet identifier, payload.
  var packetLength: Int { 2 + 2 + topic.utf8.count + 2 + payload.utf8.count }

  /// Looks for each in what was overheard: nothing is claimed that was not searched for.
  func judge(_ overheard: [UInt8]) {
    tell("the reading", overheard.contains(Array(payload.utf8)))
    tell("the topic", overheard.contains(Array(topic.utf8)))
    tell("the device's serial number", overheard.contains(Array(serial.utf8)))
  }

  private func tell(_ what: String, _ readable: Bool) {
    if readable {
      Terminal.bad("\(what) can be read")
    } else {
      Terminal.good("\(what) is not to be found")
    }
  }
}
