// SPDX-License-Identifier: Apache-2.0
import MQTT
import Wire

/// Chapter 09: a client's life at moments that are made up, with a server played by bytes.
func testMQTT() throws(SelfTest.Failure) {
  var options = ClientOptions(clientIdentifier: [0x63, 0x31])
  options.maximumPacketSize = 1024
  options.maximumBacklog = 1024
  var client = MQTTClient(options)
  try connect(&client)
  try publish(&client)
  try stayAlive(&client)
  try disconnect(&client)
}

private func connect(_ client: inout MQTTClient) throws(SelfTest.Failure) {
  try command("connect") { () throws(MQTTUsageError) in try client.connect(now: second(0)) }
  try expect(
    &client,
    sends: [
      0x10, 0x0e, 0x00, 0x04, 0x4d, 0x51, 0x54, 0x54, 0x04, 0x02, 0x00, 0x3c, 0x00, 0x02, 0x63,
      0x31,
    ] as InlineArray<16, UInt8>, "CONNECT is not the golden one")
  try receive(&client, [0x20, 0x02, 0x00, 0x00] as InlineArray<4, UInt8>, now: second(1))
  try expect(
    &client, event: .connected(sessionPresent: false), "CONNACK did not let the client in")
}

private func publish(_ client: inout MQTTClient) throws(SelfTest.Failure) {
  let topic: InlineArray<3, UInt8> = [0x61, 0x2f, 0x62]
  let payload: InlineArray<2, UInt8> = [0x68, 0x69]
  try command("publish") { () throws(MQTTUsageError) in
    try client.publish(
      payload.span, to: topic.span, quality: .atLeastOnce, retain: true, now: second(2))
  }
  try expect(
    &client,
    sends: [
      0x33, 0x09, 0x00, 0x03, 0x61, 0x2f, 0x62, 0x00, 0x01, 0x68, 0x69,
    ] as InlineArray<11, UInt8>, "PUBLISH is not the golden one")
  try receive(&client, [0x40, 0x02, 0x00, 0x01] as InlineArray<4, UInt8>, now: second(3))
  try expect(&client, event: .published(1), "PUBACK did not settle the message")
}

/// Nothing is said for a minute after PUBLISH, so PINGREQ is; without an answer, all is over.
private func stayAlive(_ client: inout MQTTClient) throws(SelfTest.Failure) {
  try expect(&client, waitsUntil: second(62), "the client does not wait for its keep-alive")
  try wake(&client, now: second(62))
  try expect(
    &client, sends: [0xc0, 0x00] as InlineArray<2, UInt8>, "PINGREQ is not the golden one")
  try receive(&client, [0xd0, 0x00] as InlineArray<2, UInt8>, now: second(63))
  try expect(&client, waitsUntil: second(122), "PINGRESP did not calm the client")
}

private func disconnect(_ client: inout MQTTClient) throws(SelfTest.Failure) {
  try command("disconnect") { () throws(MQTTUsageError) in
    try client.disconnect(now: second(64))
  }
  try expect(
    &client, sends: [0xe0, 0x00] as InlineArray<2, UInt8>, "DISCONNECT is not the golden one")
  try expect(&client, event: .disconnected, "the client is not done after DISCONNECT")
}

// The words that the life above is told in.

private func second(_ count: Int64) -> Instant {
  Instant(nanoseconds: 0) + Duration.seconds(count)
}

private func command<T>(
  _ name: StaticString, _ body: () throws(MQTTUsageError) -> T
) throws(SelfTest.Failure) {
  do throws(MQTTUsageError) { _ = try body() } catch { throw SelfTest.Failure(what: name) }
}

private func receive<let count: Int>(
  _ client: inout MQTTClient, _ bytes: InlineArray<count, UInt8>, now: Instant
) throws(SelfTest.Failure) {
  do throws(MQTTError) { try client.handle(bytes.span, now: now) } catch {
    throw SelfTest.Failure(what: "the client refused the server's golden bytes")
  }
}

private func wake(_ client: inout MQTTClient, now: Instant) throws(SelfTest.Failure) {
  do throws(MQTTError) { try client.handleTimeout(now: now) } catch {
    throw SelfTest.Failure(what: "the client gave up too early")
  }
}

private func expect<let count: Int>(
  _ client: inout MQTTClient, sends golden: InlineArray<count, UInt8>, _ what: StaticString
) throws(SelfTest.Failure) {
  var storage = InlineArray<64, UInt8>(repeating: 0)
  var output = Output<ClientEvent>.wait(until: nil)
  let sent = withOutput(&storage) { out in output = client.poll(into: &out) }
  try require(output == .transmit && equal(storage.span.extracting(first: sent), golden.span), what)
}

private func expect(
  _ client: inout MQTTClient, event: ClientEvent, _ what: StaticString
) throws(SelfTest.Failure) {
  try expect(&client, .event(event), what)
}

private func expect(
  _ client: inout MQTTClient, waitsUntil moment: Instant, _ what: StaticString
) throws(SelfTest.Failure) {
  try expect(&client, .wait(until: moment), what)
}

private func expect(
  _ client: inout MQTTClient, _ expected: Output<ClientEvent>, _ what: StaticString
) throws(SelfTest.Failure) {
  var storage = InlineArray<64, UInt8>(repeating: 0)
  var output = Output<ClientEvent>.wait(until: nil)
  _ = withOutput(&storage) { out in output = client.poll(into: &out) }
  try require(output == expected, what)
}
