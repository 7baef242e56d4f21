// SPDX-License-Identifier: Apache-2.0
import Foundation
import MbedTLSBackend
import Network
import OpenSSLBackend
import TLS

/// The same reading three times past someone on the path: bare, and through each engine.
func eavesdrop(_ cast: Cast, _ broker: Mosquitto) async throws {
  Terminal.say(
    "A relay stands between the device and the broker, passes every byte on, and keeps a copy. "
      + "The device publishes one reading of its load.")
  guard let reading = Sensors.read().first else { throw GoOnline.NothingToRead() }
  let secret = Secretive(
    serial: cast.serial, topic: "things/\(cast.serial)/\(reading.sensor)", payload: reading.json)

  let plain = try await Relay.start(toward: "127.0.0.1", port: broker.plainPort)
  let link = try await MQTTLink.open(port: plain.port, as: cast.serial)
  try await link.publish(secret.topic, secret.payload)
  await link.close()
  await plain.close()
  print("\n  " + "port \(broker.plainPort), no TLS".bold)
  // CONNECT comes first; the reading is in the last packets.
  let packets = plain.overheard
  Terminal.hexDump(
    packets.suffix(secret.topic.utf8.count + secret.payload.utf8.count + 8), lines: 5)
  secret.judge(packets)

  for engine in EngineChoice.allCases {
    try await engine.run(Overhear(cast: cast, broker: broker, secret: secret))
  }
}

private struct Overhear: EngineWork {
  var cast: Cast
  var broker: Mosquitto
  var secret: Secretive

  func run<Engine: TLSEngine>(_: Engine.Type) async throws {
    let relay = try await Relay.start(toward: "127.0.0.1", port: broker.securePort)
    let engine = try Engine(cast.client(), role: .client)
    let link = try await MQTTLink.open(port: relay.port, through: engine, as: cast.serial)
    try await link.publish(secret.topic, secret.payload)
    let version = link.negotiated.map { "\($0.version)" } ?? ""
    await link.close()
    await relay.close()
    print("\n  " + "port \(broker.securePort), \(version) by \(Engine.name)".bold)
    Terminal.hexDump(relay.overheard.suffix(80), lines: 5)
    secret.judge(relay.overheard)
  }
}

/// What the device would not have others know.
private struct Secretive {
  var serial: String
  var topic: String
  var payload: String

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
      Terminal.good("\(what): not to be found")
    }
  }
}
