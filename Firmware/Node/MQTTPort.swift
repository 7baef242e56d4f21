// SPDX-License-Identifier: Apache-2.0
import CBoard
import MQTT
import Wire

/// An MQTT client on the first serial port, whose other end is a broker's socket.
struct MQTTPort: ~Copyable {
  private var client: MQTTClient
  private(set) var isPublished = false
  private var isTold = false

  var isDone: Bool { isPublished && isTold }

  init() {
    var options = ClientOptions(clientIdentifier: bytes("node"))
    options.maximumPacketSize = 256
    options.maximumBacklog = 512
    client = MQTTClient(options)
  }

  mutating func start(now: Instant) -> Bool {
    do throws(MQTTUsageError) { try client.connect(now: now) } catch { return false }
    return send(now: now)
  }

  /// Whether the connection still stands.
  mutating func step(now: Instant) -> Bool {
    do throws(MQTTError) {
      var byte = board_receive(0)
      while byte >= 0 {
        let one: InlineArray<1, UInt8> = [UInt8(truncatingIfNeeded: byte)]
        try client.handle(one.span, now: now)
        byte = board_receive(0)
      }
      try client.handleTimeout(now: now)
    } catch { return false }
    return send(now: now)
  }

  mutating func stop(now: Instant) {
    do throws(MQTTUsageError) { try client.disconnect(now: now) } catch { return }
    _ = send(now: now)
  }

  private mutating func send(now: Instant) -> Bool {
    while true {
      var output = Output<ClientEvent>.wait(until: nil)
      let polled = [UInt8](capacity: 256) { out in output = client.poll(into: &out) }
      switch output {
      case .transmit: for byte in polled { board_send(0, byte) }
      case .event(let event): guard take(event, now: now) else { return false }
      case .wait: return true
      case .bufferTooSmall: return false
      }
    }
  }

  private mutating func take(_ event: ClientEvent, now: Instant) -> Bool {
    switch event {
    case .connected: return greet(now: now)
    case .published: isPublished = true
    case .message: isTold = true
    case .refused: return false
    default: break
    }
    return true
  }

  private mutating func greet(now: Instant) -> Bool {
    let (orders, topic) = (bytes("node/orders"), bytes("node/temperature"))
    do throws(MQTTUsageError) {
      _ = try client.subscribe(
        to: [SubscriptionRequest(orders, maximumQuality: .atLeastOnce)], now: now)
      _ = try client.publish(
        reading.span, to: topic.span, quality: .atLeastOnce, retain: true, now: now)
    } catch { return false }
    return true
  }
}

/// A literal's bytes, without what a String would bring along.
func bytes(_ text: StaticString) -> [UInt8] {
  var bytes: [UInt8] = []
  for i in 0..<text.utf8CodeUnitCount { bytes.append(text.utf8Start[i]) }
  return bytes
}
