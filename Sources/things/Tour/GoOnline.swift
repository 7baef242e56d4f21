// SPDX-License-Identifier: Apache-2.0
import Foundation
import Network
import TLS

/// One engine's part: a device publishes ten readings, and a subscriber receives them.
struct GoOnline: EngineWork {
  var cast: Cast
  var broker: TourBroker

  func run<Engine: TLSEngine>(_: Engine.Type) async throws {
    let engine = try Engine(cast.client(), role: .client)
    Terminal.say("\("\(Engine.name)".bold) connects, and both sides prove who they are:")

    let subscriber = try await MQTTLink.open(
      port: broker.securePort, through: engine, as: "\(cast.serial)-dashboard")
    try await subscriber.subscribe("things/\(cast.serial)/#")
    let device = try await MQTTLink.open(
      port: broker.securePort, through: engine, as: "\(cast.serial)-\(Engine.name)")
    if let agreed = device.negotiated { Agreement(agreed, by: Engine.name).show() }

    print("\n    " + "arrived at the subscriber, on things/\(cast.serial)/…".dim)
    for number in 1...10 {
      let reading = try await reading(number)
      let topic = "things/\(cast.serial)/\(reading.sensor)"
      try await device.publish(topic, reading.json)
      let message = try await subscriber.nextMessage()
      guard message.topic == topic, message.payload == reading.json else {
        throw Changed(topic: topic, arrived: message.payload)
      }
      let index = String(repeating: " ", count: number < 10 ? 1 : 0) + String(number)
      print("    \(index)  \(message.payload)")
    }
    await device.close()
    await subscriber.close()
    Terminal.good("10 readings published, acknowledged and received, unchanged\n")
  }

  /// The sensors in turn; before another round, a breath, so that the values are new ones.
  private func reading(_ number: Int) async throws -> Reading {
    let readings = Sensors.read()
    guard !readings.isEmpty else { throw NothingToRead() }
    if number > 1, (number - 1).isMultiple(of: readings.count) {
      try await Task.sleep(for: .milliseconds(500))
    }
    return readings[(number - 1) % readings.count]
  }

  struct Changed: Error, CustomStringConvertible {
    var topic: String
    var arrived: String
    var description: String { "the reading on \(topic) arrived changed, as '\(arrived)'" }
  }

  struct NothingToRead: Error, CustomStringConvertible {
    var description: String {
      "this machine shows neither /proc/loadavg nor /proc/meminfo, so there is nothing to publish"
    }
  }
}
