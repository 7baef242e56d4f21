// SPDX-License-Identifier: Apache-2.0
import CBoard
import CoAP
import MQTT
import Wire

/// A thermometer with two serial ports: on the first it is an MQTT client, on the second a CoAP
/// server. It is done when a broker has its reading, somebody has sent it a message, and somebody
/// has asked for the reading.
struct Node: ~Copyable {
  private var mqtt = MQTTPort()
  private var coap = CoAPPort()

  /// `nil`, or what was missing when the time was over.
  mutating func run(seconds: Int) -> StaticString? {
    let end = now() + .seconds(seconds)
    guard mqtt.start(now: now()), coap.start() else { return "the machines did not start" }
    while now() < end {
      guard mqtt.step(now: now()) else { return "the broker ended the connection" }
      coap.step(now: now())
      if mqtt.isDone, coap.isDone {
        mqtt.stop(now: now())
        return nil
      }
    }
    if !mqtt.isPublished { return "no broker took the reading" }
    return mqtt.isDone ? "nobody asked for the reading" : "nobody sent a message"
  }
}

func now() -> Instant { Instant(nanoseconds: board_now()) }

/// What a thermometer would measure.
let reading: [UInt8] = [0x32, 0x31, 0x2E, 0x35]  // 21.5

/// 0 if all went well; else it has reported what did not.
@c(node_run)
public func nodeRun(_ seconds: Int32) -> Int32 {
  var node = Node()
  guard let failure = node.run(seconds: Int(seconds)) else { return 0 }
  for i in 0..<failure.utf8CodeUnitCount { board_report(failure.utf8Start[i]) }
  board_report(0x0A)
  return 1
}
