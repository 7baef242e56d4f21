// needs: 02-Wire 03-Primitives 09-MQTT
// SPDX-License-Identifier: Apache-2.0
import MQTT
import Wire

// The first byte chooses the state that a client is in, the rest is what its server sends,
// in pieces whose sizes the input chooses too. Then each packet is read as a broker would.

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let input = Span(_unsafeElements: UnsafeBufferPointer(start: start, count: count))
  guard count > 1 else { return 0 }
  drive(client(in: input[0] % 4), input.extracting(1...))
  readAll(input.extracting(1...))
  match(input)
  return 0
}

let now = Instant(nanoseconds: 0)

func client(in state: UInt8) -> MQTTClient {
  var options = ClientOptions(clientIdentifier: [0x61])
  options.maximumPacketSize = 512
  options.maximumBacklog = 1024
  options.cleanSession = false
  var client = MQTTClient(options)
  do {
    try client.connect(now: now)
    guard state > 0 else { return client }
    let connack: [UInt8] = [0x20, 2, 0, 0]
    try client.handle(connack.span, now: now)
    guard state > 1 else { return client }
    let text: [UInt8] = [0x61]
    try client.publish(text.span, to: text.span, quality: .atLeastOnce, now: now)
    try client.subscribe(
      to: [SubscriptionRequest(text, maximumQuality: .atLeastOnce)], now: now)
    try client.unsubscribe(from: [text], now: now)
    guard state > 2 else { return client }
    try client.handleTimeout(now: now + .seconds(60))
  } catch { preconditionFailure("\(error)") }
  return client
}

/// Nothing may come out that did not go in, and nothing at all after a fault.
func drive(_ client: consuming MQTTClient, _ stream: Span<UInt8>) {
  var client = client
  var rest = stream
  var delivered = 0
  while !rest.isEmpty {
    let piece = rest.extracting(first: 1 + Int(rest[0]) % 64)
    rest = rest.extracting(droppingFirst: piece.count)
    var over = false
    do throws(MQTTError) {
      try client.handle(piece, now: now)
    } catch {
      precondition(!"\(error)".isEmpty)
      over = true
    }
    poll(&client, &delivered)
    precondition(delivered <= stream.count, "more bytes than came")
    guard !over else {
      let again: [UInt8] = [0xF0]
      guard (try? client.handle(again.span, now: now)) != nil else {
        preconditionFailure("an error after the end")
      }
      return
    }
  }
}

func poll(_ client: inout MQTTClient, _ delivered: inout Int) {
  var room = 3
  while true {
    var output = Output<ClientEvent>.wait(until: nil)
    let bytes = [UInt8](capacity: room) { out in output = client.poll(into: &out) }
    switch output {
    case .transmit: precondition(!bytes.isEmpty, "nothing to send")
    case .event(let event):
      delivered += bytes.count
      if case .message(let message) = event {
        precondition(1...bytes.count ~= message.topicLength, "a topic outside the buffer")
      }
    case .bufferTooSmall(let needed):
      precondition(room < needed && needed <= 512)
      room = needed
    case .wait:
      precondition(bytes.isEmpty)
      return
    }
  }
}

/// What is read is written again, and must come out as the very bytes that were read.
func readAll(_ stream: Span<UInt8>) {
  var rest = stream
  while true {
    do throws(MQTTError) {
      guard let header = try FixedHeader.read(rest, maximumPacketSize: 4096),
        header.packetSize <= rest.count
      else { return }
      let packet = rest.extracting(first: header.packetSize)
      rest = rest.extracting(droppingFirst: header.packetSize)
      try read(header, packet)
    } catch { return }
  }
}

func read(_ header: FixedHeader, _ packet: Span<UInt8>) throws(MQTTError) {
  let body = packet.extracting(header.size...)
  switch header.type {
  case .connect:
    let connect = try Connect(header, body: body)
    same(connect.header, packet) { out throws(WireError) in try connect.write(into: &out) }
  case .connack:
    let connack = try Connack(header, body: body)
    same(connack.header, packet) { out throws(WireError) in try connack.write(into: &out) }
  case .publish:
    let publish = try Publish(header, body: body)
    same(publish.header, packet) { out throws(WireError) in try publish.write(into: &out) }
  case .subscribe:
    var subscribe = try Subscribe(header, body: body)
    for _ in 0..<subscribe.count { precondition(subscribe.next() != nil) }
    precondition(subscribe.next() == nil)
  case .suback:
    let suback = try Suback(header, body: body)
    same(suback.header, packet) { out throws(WireError) in try suback.write(into: &out) }
  case .unsubscribe:
    var unsubscribe = try Unsubscribe(header, body: body)
    for _ in 0..<unsubscribe.count { precondition(unsubscribe.next() != nil) }
    precondition(unsubscribe.next() == nil)
  case .pingreq, .pingresp, .disconnect: _ = try Signal(header, body: body)
  case .puback, .pubrec, .pubrel, .pubcomp, .unsuback:
    let packet = try Acknowledgement(header, body: body)
    precondition(packet.packetIdentifier != 0)
  }
}

func same(
  _ header: FixedHeader, _ packet: Span<UInt8>,
  _ write: (inout OutputSpan<UInt8>) throws(WireError) -> Void
) {
  // A remaining length may come in more bytes than it needs; ours never does.
  guard header.packetSize == packet.count else { return }
  do throws(WireError) {
    let written = try [UInt8](capacity: packet.count, initializingWith: write)
    for i in written.indices { precondition(written[i] == packet[i], "not what was read") }
  } catch { preconditionFailure("\(error)") }
}

/// A filter without wildcards matches its own text and nothing else.
func match(_ input: Span<UInt8>) {
  let middle = Int(input[0]) % input.count
  let (first, second) = (input.extracting(first: middle), input.extracting(middle...))
  do throws(TextError) {
    let filter = try TopicFilter(first)
    let name = try TopicName(second)
    guard filter.matches(name), let same = try? TopicName(first) else { return }
    precondition(filter.matches(same) && first.count == second.count)
    for i in first.indices { precondition(first[i] == second[i], "matches another name") }
  } catch { return }
}
