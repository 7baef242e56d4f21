// SPDX-License-Identifier: Apache-2.0
import MQTT
import TestSupport
import Testing
import Wire

/// Packets as the standard's own figures print them, in both directions.
@Suite struct GoldenPacketTests {
  /// Figure 3.6 gives the variable header; the payload is in the order of 3.1.3.
  //= mqtt-v3.1.1#MQTT-3.1.3-1
  //# These fields, if present, MUST appear in the order Client Identifier,
  //# Will Topic, Will Message, User Name, Password
  @Test func connectWithEverything() throws {
    let packet = hex(
      """
      10 1a  00 04 4d 51 54 54 04 ce 00 0a
      00 02 63 31  00 01 77  00 01 78  00 01 75  00 01 70
      """)
    try reading(packet) { header, body throws(MQTTError) in
      let connect = try Connect(header, body: body)
      #expect(array(connect.clientIdentifier) == utf8("c1"))
      #expect(connect.cleanSession == true)
      #expect(connect.keepAlive == 10)
      if let will = connect.will {
        #expect(array(will.topic.bytes) == utf8("w"))
        #expect(array(will.message) == utf8("x"))
        #expect(will.quality == .atLeastOnce)
        #expect(will.retain == false)
      } else {
        Issue.record("the will is missing")
      }
      #expect(optionalArray(connect.userName) == utf8("u"))
      #expect(optionalArray(connect.password) == utf8("p"))
    }
    let (c1, w, x, u, p) = (utf8("c1"), utf8("w"), utf8("x"), utf8("u"), utf8("p"))
    let connect = Connect(
      clientIdentifier: c1.span, cleanSession: true, keepAlive: 10,
      will: Connect.Will(
        topic: try TopicName(w.span), message: x.span, quality: .atLeastOnce, retain: false),
      userName: u.span, password: p.span)
    #expect(connect.header.packetSize == packet.count)
    #expect(try written { out throws(WireError) in try connect.write(into: &out) } == packet)
  }

  @Test func connectWithNothing() throws {
    let packet = hex("10 0c 00 04 4d 51 54 54 04 02 00 00 00 00")
    try reading(packet) { header, body throws(MQTTError) in
      let connect = try Connect(header, body: body)
      #expect(connect.clientIdentifier.count == 0)
      if connect.will != nil { Issue.record("a will from nowhere") }
      #expect(optionalArray(connect.userName) == nil && optionalArray(connect.password) == nil)
    }
    let connect = Connect(
      clientIdentifier: Span(), cleanSession: true, keepAlive: 0, will: nil, userName: nil,
      password: nil)
    #expect(try written { out throws(WireError) in try connect.write(into: &out) } == packet)
  }

  @Test(arguments: [
    ("20 02 00 00", Connack(sessionPresent: false, returnCode: .accepted)),
    ("20 02 01 00", Connack(sessionPresent: true, returnCode: .accepted)),
    ("20 02 00 01", Connack(sessionPresent: false, returnCode: .unacceptableProtocolLevel)),
    ("20 02 00 02", Connack(sessionPresent: false, returnCode: .identifierRejected)),
    ("20 02 00 03", Connack(sessionPresent: false, returnCode: .serverUnavailable)),
    ("20 02 00 04", Connack(sessionPresent: false, returnCode: .badUserNameOrPassword)),
    ("20 02 00 05", Connack(sessionPresent: false, returnCode: .notAuthorized)),
  ])
  func connack(_ bytes: String, _ connack: Connack) throws {
    let read = try reading(hex(bytes)) { header, body throws(MQTTError) in
      try Connack(header, body: body)
    }
    #expect(read == connack)
    #expect(
      try written { out throws(WireError) in try connack.write(into: &out) } == hex(bytes))
  }

  /// Figure 3.11: topic "a/b", packet identifier 10; and its kin with other flags.
  @Test(arguments: [
    ("30 07 00 03 61 2f 62 68 69", QualityOfService.atMostOnce, false, false, UInt16(0)),
    ("32 09 00 03 61 2f 62 00 0a 68 69", .atLeastOnce, false, false, 10),
    ("3b 09 00 03 61 2f 62 00 0a 68 69", .atLeastOnce, true, true, 10),
    ("34 09 00 03 61 2f 62 ff ff 68 69", .exactlyOnce, false, false, 65535),
  ])
  func publish(
    _ bytes: String, _ quality: QualityOfService, _ retain: Bool, _ duplicate: Bool,
    _ identifier: UInt16
  ) throws {
    try reading(hex(bytes)) { header, body throws(MQTTError) in
      let publish = try Publish(header, body: body)
      #expect(array(publish.topic.bytes) == utf8("a/b"))
      #expect(array(publish.payload) == utf8("hi"))
      #expect(publish.quality == quality)
      #expect(publish.retain == retain)
      #expect(publish.duplicate == duplicate)
      #expect(publish.packetIdentifier == identifier)
    }
    let (topic, payload) = (utf8("a/b"), utf8("hi"))
    let publish = Publish(
      topic: try TopicName(topic.span), payload: payload.span, quality: quality, retain: retain,
      duplicate: duplicate, packetIdentifier: identifier)
    #expect(publish.header.packetSize == hex(bytes).count)
    #expect(
      try written { out throws(WireError) in try publish.write(into: &out) } == hex(bytes))
  }

  @Test(arguments: [
    ("40 02 00 0a", PacketType.puback), ("50 02 00 0a", .pubrec), ("62 02 00 0a", .pubrel),
    ("70 02 00 0a", .pubcomp), ("b0 02 00 0a", .unsuback),
  ])
  func acknowledgement(_ bytes: String, _ type: PacketType) throws {
    let packet = Acknowledgement(type, packetIdentifier: 10)
    let read = try reading(hex(bytes)) { header, body throws(MQTTError) in
      try Acknowledgement(header, body: body)
    }
    #expect(read == packet)
    #expect(try written { out throws(WireError) in try packet.write(into: &out) } == hex(bytes))
  }

  @Test(arguments: [
    ("c0 00", PacketType.pingreq), ("d0 00", .pingresp), ("e0 00", .disconnect),
  ])
  func signal(_ bytes: String, _ type: PacketType) throws {
    let read = try reading(hex(bytes)) { header, body throws(MQTTError) in
      try Signal(header, body: body)
    }
    #expect(read == Signal(type))
    #expect(
      try written { out throws(WireError) in try Signal(type).write(into: &out) } == hex(bytes))
  }

  /// Figures 3.21 and 3.23: identifier 10, "a/b" at QoS 1, "c/d" at QoS 2.
  @Test func subscribe() throws {
    let packet = hex("82 0e 00 0a 00 03 61 2f 62 01 00 03 63 2f 64 02")
    try reading(packet) { header, body throws(MQTTError) in
      var subscribe = try Subscribe(header, body: body)
      #expect(subscribe.packetIdentifier == 10)
      #expect(subscribe.count == 2)
      var found: [SubscriptionRequest] = []
      while let next = subscribe.next() {
        found.append(
          SubscriptionRequest(array(next.filter.bytes), maximumQuality: next.maximumQuality))
      }
      #expect(
        found == [
          SubscriptionRequest(utf8("a/b"), maximumQuality: .atLeastOnce),
          SubscriptionRequest(utf8("c/d"), maximumQuality: .exactlyOnce),
        ])
    }
  }

  /// Figure 3.26: success at QoS 0, success at QoS 2, failure.
  @Test func suback() throws {
    let packet = hex("90 05 00 0a 00 02 80")
    try reading(packet) { header, body throws(MQTTError) in
      let suback = try Suback(header, body: body)
      #expect(suback.packetIdentifier == 10)
      #expect(array(suback.returnCodes) == [0, 2, Suback.refused])
    }
    let codes: [UInt8] = [0, 2, 0x80]
    let suback = Suback(packetIdentifier: 10, returnCodes: codes.span)
    #expect(try written { out throws(WireError) in try suback.write(into: &out) } == packet)
  }

  /// Figures 3.28 and 3.30: identifier 10, "a/b" and "c/d".
  @Test func unsubscribe() throws {
    let packet = hex("a2 0c 00 0a 00 03 61 2f 62 00 03 63 2f 64")
    try reading(packet) { header, body throws(MQTTError) in
      var unsubscribe = try Unsubscribe(header, body: body)
      #expect(unsubscribe.packetIdentifier == 10)
      #expect(unsubscribe.count == 2)
      var found: [[UInt8]] = []
      while let filter = unsubscribe.next() { found.append(array(filter.bytes)) }
      #expect(found == [utf8("a/b"), utf8("c/d")])
    }
  }

  /// Table 2.4, the ends of each row; the limit is the largest packet there is.
  @Test(arguments: [
    ("30 00", 0), ("30 7f", 127), ("30 80 01", 128), ("30 ff 7f", 16_383),
    ("30 80 80 01", 16_384), ("30 ff ff 7f", 2_097_151), ("30 80 80 80 01", 2_097_152),
    ("30 ff ff ff 7f", 268_435_455), ("30 80 00", 0),
  ])
  func remainingLength(_ bytes: String, _ length: Int) throws {
    let header = try FixedHeader.read(hex(bytes).span, maximumPacketSize: 268_435_460)
    #expect(header?.remainingLength == length)
    #expect(header?.size == hex(bytes).count)
    for end in 0..<hex(bytes).count {
      let part = Array(hex(bytes)[..<end])
      #expect(try FixedHeader.read(part.span, maximumPacketSize: 268_435_460) == nil)
    }
  }

  @Test func writingNeedsRoom() throws {
    let topic = utf8("a/b")
    let publish = Publish(
      topic: try TopicName(topic.span), payload: topic.span, quality: .atLeastOnce,
      retain: false, packetIdentifier: 1)
    for room in 0..<publish.header.packetSize {
      #expect(throws: WireError.self) {
        _ = try [UInt8](capacity: room) { out throws(WireError) in
          try publish.write(into: &out)
        }
      }
    }
  }
}
