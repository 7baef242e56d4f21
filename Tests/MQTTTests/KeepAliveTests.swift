// SPDX-License-Identifier: Apache-2.0
import MQTT
import TestSupport
import Testing
import Wire

/// Silence, and what the client does about it; not a second of it is real.
@Suite struct KeepAliveTests {
  //= mqtt-v3.1.1#MQTT-3.1.2-23
  //# It is the responsibility of the Client to ensure that the interval between
  //# Control Packets being sent does not exceed the Keep Alive value.
  @Test func silenceIsBrokenWithAPing() throws {
    var client = try connected()
    #expect(drain(&client).deadline == seconds(60))
    try client.handleTimeout(now: seconds(59))
    #expect(drain(&client) == Said(deadline: seconds(60)))
    try client.handleTimeout(now: seconds(60))
    #expect(drain(&client) == Said(sent: hex("c0 00"), deadline: seconds(70)))
    try client.handle(hex("d0 00"), now: seconds(61))
    #expect(drain(&client) == Said(deadline: seconds(120)))
  }

  @Test func anUnansweredPingEndsTheConnection() throws {
    var client = try connected { $0.pingTimeout = .seconds(5) }
    try client.handleTimeout(now: seconds(60))
    #expect(drain(&client).deadline == seconds(65))
    try client.handleTimeout(now: seconds(64))
    #expect(throws: MQTTError.keepAliveExpired) { try client.handleTimeout(now: seconds(65)) }
    #expect(drain(&client) == Said())
    try client.connect(now: seconds(70))
    #expect(drain(&client).deadline == seconds(80))
  }

  /// Messages from the server do not answer for us: it wants to hear us too.
  @Test func listeningIsNotSpeaking() throws {
    var client = try connected()
    try client.handle(hex("30 03 00 01 61"), now: seconds(59))
    #expect(drain(&client).deadline == seconds(60))
  }

  /// Publishing into a dead connection does not keep it alive: we want to hear the server.
  @Test func speakingIsNotListening() throws {
    var client = try connected()
    try client.publish("a", to: "b", now: seconds(59))
    #expect(drain(&client).deadline == seconds(60))
    try client.handle(hex("30 03 00 01 61"), now: seconds(59))
    #expect(drain(&client).deadline == seconds(119))
  }

  @Test func zeroMeansNever() throws {
    var client = try connected { $0.keepAlive = 0 }
    #expect(drain(&client).deadline == nil)
    try client.handleTimeout(now: seconds(1_000_000))
    #expect(drain(&client) == Said())
  }

  @Test func noConnackInTime() throws {
    var client = MQTTClient(options { $0.connackTimeout = .seconds(3) })
    try client.connect(now: seconds(100))
    #expect(drain(&client).deadline == seconds(103))
    try client.handleTimeout(now: seconds(102))
    #expect(throws: MQTTError.connackTimedOut) { try client.handleTimeout(now: seconds(103)) }
    #expect(drain(&client) == Said())
  }

  @Test func atTheEndOfTime() throws {
    var client = MQTTClient(options())
    let end = Instant(nanoseconds: .max)
    try client.connect(now: end)
    #expect(drain(&client).deadline == end)
    try client.handle(connack, now: end)
    #expect(drain(&client).deadline == end)
  }
}
