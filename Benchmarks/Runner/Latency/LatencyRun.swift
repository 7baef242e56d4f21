// SPDX-License-Identifier: Apache-2.0
import Constrained
import TLS
import Wire

/// What one run found, in virtual time. `nil` is for what never happened.
struct LatencyRun: Equatable, Sendable {
  /// From the decision to send, with no connection, until the server has the reading.
  var first: Duration?
  /// Until the device knows it.
  var firstAcknowledged: Duration?
  /// The same as `first` on the connection that stands.
  var warm: Duration?
  /// Until the first reading was acknowledged, both directions; what was lost counts.
  var packets = 0
  var frames = 0
  var bytesOnAir = 0
  /// For the second reading alone.
  var warmPackets = 0
  var warmBytesOnAir = 0
  /// Why it failed, if a machine said so.
  var failure: String?
  var didEnd = true
}

/// When a run that has not got its second reading through is given up.
let patience = Instant(nanoseconds: 0) + .seconds(600)

extension LatencyRun {
  /// `client` and `server` say what a machine's event is to the experiment.
  init<Client: Wire.Machine & ~Copyable, Server: Wire.Machine & ~Copyable>(
    _ pair: consuming Pair<Client, Server>,
    client: (Client.Event) -> ReadingEvent?, server: (Server.Event) -> ReadingEvent?
  ) {
    let last = ReadingEvent.acknowledged(1)
    let outcome = pair.drive(until: patience) { pair in
      pair.client.failure != nil || pair.client.said.contains { client($0.event) == last }
    }
    func moment(_ event: ReadingEvent) -> Instant? {
      pair.client.said.first { client($0.event) == event }?.at
        ?? pair.server.said.first { server($0.event) == event }?.at
    }
    func span(_ from: ReadingEvent, _ to: ReadingEvent) -> Duration? {
      guard let from = moment(from), let to = moment(to) else { return nil }
      return to - from
    }
    first = span(.sent(0), .received(0))
    firstAcknowledged = span(.sent(0), .acknowledged(0))
    warm = span(.sent(1), .received(1))
    didEnd = outcome != .exhausted
    failure =
      pair.client.failure.map { "\($0.error)" } ?? pair.server.failure.map { "\($0.error)" }
    let begun = moment(.sent(1)) ?? Instant(nanoseconds: .max)
    for packet in pair.trace.packets {
      if packet.sent < begun {
        packets += 1
        frames += packet.frames
        bytesOnAir += packet.bytesOnAir
      } else {
        warmPackets += 1
        warmBytesOnAir += packet.bytesOnAir
      }
    }
  }
}
