// SPDX-License-Identifier: Apache-2.0
import MQTT
import Testing
import Wire

/// What a user reads: the field, the place, the number, and where possible the remedy.
@Suite struct ErrorSentenceTests {
  @Test(arguments: [
    (
      MQTTError.malformed(WireError(.leftover(2), "packet", at: 4)),
      "a packet is malformed: 2 bytes at offset 4 lie behind the last field of packet"
    ),
    (
      .text(TextError(.wildcard, at: 2), "topic name"),
      "a packet is malformed: topic name must not have a wildcard at byte 2"
    ),
    (
      .packetTooLarge(70_000, limit: 65_536),
      "a packet of 70000 bytes was announced, and the limit is 65536"
    ),
    (.unexpectedPacket(.connack), "the peer must not send CONNACK now"),
    (.connackTimedOut, "the server did not answer CONNECT in time: is it an MQTT server?"),
    (.peerDoesNotRead(backlog: 40), "the peer does not read: 40 bytes wait to be sent"),
  ])
  func ofThePeersFaults(_ error: MQTTError, _ sentence: String) {
    #expect(error.description == sentence)
  }

  @Test(arguments: [
    (
      MQTTUsageError.text(TextError(.tooLong, at: 65_535), "password"),
      "password must not be longer than 65535 bytes"
    ),
    (.notConnected, "there is no connection: call connect and wait for .connected"),
    (.windowFull, "too much is unacknowledged: wait for an answer, or widen window"),
  ])
  func ofOurOwn(_ error: MQTTUsageError, _ sentence: String) {
    #expect(error.description == sentence)
  }
}
