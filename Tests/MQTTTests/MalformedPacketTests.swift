// SPDX-License-Identifier: Apache-2.0
import MQTT
import TestSupport
import Testing
import Wire

/// One packet for each thing that a peer can do wrong, and the error that says so.
@Suite struct MalformedPacketTests {
  static func fault(_ field: FieldName, _ value: UInt64, at offset: Int) -> MQTTError {
    .malformed(WireError(.invalid(value), field, at: offset))
  }

  static func short(_ field: FieldName, missing: Int, at offset: Int) -> MQTTError {
    .malformed(WireError(.truncated(missing: missing), field, at: offset))
  }

  static func leftover(_ count: Int, at offset: Int) -> MQTTError {
    .malformed(WireError(.leftover(count), "packet", at: offset))
  }

  /// Reads a packet by its type, whichever it is.
  static func read(_ packet: [UInt8]) -> MQTTError? {
    failure { () throws(MQTTError) in
      try reading(packet) { header, body throws(MQTTError) in
        switch header.type {
        case .connect: _ = try Connect(header, body: body)
        case .connack: _ = try Connack(header, body: body)
        case .publish: _ = try Publish(header, body: body)
        case .subscribe: _ = try Subscribe(header, body: body)
        case .suback: _ = try Suback(header, body: body)
        case .unsubscribe: _ = try Unsubscribe(header, body: body)
        case .pingreq, .pingresp, .disconnect: _ = try Signal(header, body: body)
        default: _ = try Acknowledgement(header, body: body)
        }
      }
    }
  }

  //= mqtt-v3.1.1#MQTT-2.2.2-1
  //# Where a flag bit is marked as "Reserved" in Table 2.2 - Flag Bits, it is
  //# reserved for future use and MUST be set to the value listed in that table
  //= mqtt-v3.1.1#MQTT-2.2.2-2
  //# If invalid flags are received, the receiver MUST close the Network Connection
  @Test func everyFirstByte() {
    let required: [UInt8: UInt8] = [6: 2, 8: 2, 10: 2]
    for byte in UInt8.min...UInt8.max {
      let (type, flags) = (byte >> 4, byte & 0x0F)
      let error = failure { () throws(MQTTError) in
        _ = try FixedHeader.read([byte].span, maximumPacketSize: 100)
      }
      if type == 0 || type == 15 {
        #expect(error == Self.fault("control packet type", UInt64(type), at: 0))
      } else if type != 3, flags != required[type] ?? 0 {
        #expect(error == Self.fault("fixed header flags", UInt64(flags), at: 0))
      } else {
        #expect(error == nil)
      }
    }
  }

  @Test func fiveBytesOfRemainingLength() {
    let error = failure { () throws(MQTTError) in
      _ = try FixedHeader.read(hex("30 80 80 80 80").span, maximumPacketSize: 1 << 28)
    }
    #expect(error == Self.fault("remaining length", 0, at: 1))
  }

  @Test func aPacketOverTheLimitIsRefusedAtItsHeader() throws {
    let header = hex("30 ff 7f")
    let error = failure { () throws(MQTTError) in
      _ = try FixedHeader.read(header.span, maximumPacketSize: 16_385)
    }
    #expect(error == .packetTooLarge(16_386, limit: 16_385))
    #expect(try FixedHeader.read(header.span, maximumPacketSize: 16_386) != nil)
  }

  @Test(arguments: [
    // Another protocol, MQTT 3.1, MQTT 5.
    ("10 0e 00 06 4d 51 49 73 64 70 03 02 00 00 00 00", MQTTError.wrongProtocolName),
    ("10 0c 00 04 4d 51 54 54 03 02 00 00 00 00", .unsupportedProtocolLevel(3)),
    ("10 0d 00 04 4d 51 54 54 05 02 00 00 00 00 00", .unsupportedProtocolLevel(5)),
    //= mqtt-v3.1.1#MQTT-3.1.2-3
    //# The Server MUST validate that the reserved flag in the CONNECT Control Packet
    //# is set to zero and disconnect the Client if it is not zero
    ("10 0c 00 04 4d 51 54 54 04 03 00 00 00 00", fault("connect flags", 3, at: 9)),
    //= mqtt-v3.1.1#MQTT-3.1.2-11
    //# If the Will Flag is set to 0 the Will QoS and Will Retain fields in the
    //# Connect Flags MUST be set to zero
    ("10 0c 00 04 4d 51 54 54 04 0a 00 00 00 00", fault("connect flags", 0x0a, at: 9)),
    ("10 0c 00 04 4d 51 54 54 04 22 00 00 00 00", fault("connect flags", 0x22, at: 9)),
    //= mqtt-v3.1.1#MQTT-3.1.2-14
    //# It MUST NOT be 3 (0x03)
    ("10 0c 00 04 4d 51 54 54 04 1e 00 00 00 00", fault("connect flags", 0x1e, at: 9)),
    //= mqtt-v3.1.1#MQTT-3.1.2-22
    //# If the User Name Flag is set to 0, the Password Flag MUST be set to 0
    ("10 0f 00 04 4d 51 54 54 04 42 00 00 00 00 00 01 70", fault("connect flags", 0x42, at: 9)),
    ("10 0c 00 04 4d 51 54 54 04 82 00 00 00 00", short("user name", missing: 2, at: 14)),
    (
      "10 0e 00 04 4d 51 54 54 04 02 00 00 00 03 61 62",
      short("client identifier", missing: 1, at: 12)
    ),
    ("10 0d 00 04 4d 51 54 54 04 02 00 00 00 00 00", leftover(1, at: 14)),
    (
      "10 12 00 04 4d 51 54 54 04 06 00 00 00 00 00 01 23 00 01 78",
      .text(TextError(.wildcard, at: 0), "will topic")
    ),
    (
      "10 0d 00 04 4d 51 54 54 04 02 00 00 00 01 ff",
      .text(TextError(.illFormed, at: 0), "client identifier")
    ),
  ])
  func connect(_ packet: String, _ error: MQTTError) {
    #expect(Self.read(hex(packet)) == error)
  }

  @Test(arguments: [
    ("20 02 02 00", fault("connect acknowledge flags", 2, at: 2)),
    ("20 02 00 06", fault("connect return code", 6, at: 3)),
    //= mqtt-v3.1.1#MQTT-3.2.2-4
    //# If a server sends a CONNACK packet containing a non-zero return code it MUST
    //# set Session Present to 0
    ("20 02 01 05", MQTTError.sessionPresent),
    ("20 01 00", short("connect return code", missing: 1, at: 3)),
    ("20 03 00 00 00", leftover(1, at: 4)),
  ])
  func connack(_ packet: String, _ error: MQTTError) {
    #expect(Self.read(hex(packet)) == error)
  }

  @Test(arguments: [
    //= mqtt-v3.1.1#MQTT-3.3.1-4
    //# If a Server or Client receives a PUBLISH Packet which has both QoS bits set
    //# to 1 it MUST close the Network Connection
    ("36 05 00 01 61 00 01", fault("QoS level", 6, at: 0)),
    //= mqtt-v3.1.1#MQTT-3.3.1-2
    //# The DUP flag MUST be set to 0 for all QoS 0 messages
    ("38 03 00 01 61", fault("DUP flag", 8, at: 0)),
    //= mqtt-v3.1.1#MQTT-2.3.1-1
    //# SUBSCRIBE, UNSUBSCRIBE, and PUBLISH (in cases where QoS > 0) Control Packets
    //# MUST contain a non-zero 16-bit Packet Identifier
    ("32 05 00 01 61 00 00", fault("packet identifier", 0, at: 5)),
    ("32 04 00 01 61 00", short("packet identifier", missing: 1, at: 5)),
    //= mqtt-v3.1.1#MQTT-3.3.2-2
    //# The Topic Name in the PUBLISH Packet MUST NOT contain wildcard characters
    ("30 05 00 03 61 2f 2b", MQTTError.text(TextError(.wildcard, at: 2), "topic name")),
    ("30 05 00 03 61 2f 23", .text(TextError(.wildcard, at: 2), "topic name")),
    //= mqtt-v3.1.1#MQTT-4.7.3-1
    //# All Topic Names and Topic Filters MUST be at least one character long
    ("30 02 00 00", .text(TextError(.empty, at: 0), "topic name")),
    ("30 04 00 03 61 62", short("topic name", missing: 1, at: 2)),
    ("30 01 00", short("topic name", missing: 1, at: 2)),
    ("30 00", short("topic name", missing: 2, at: 2)),
  ])
  func publish(_ packet: String, _ error: MQTTError) {
    #expect(Self.read(hex(packet)) == error)
  }

  @Test(arguments: [
    ("40 01 00", short("packet identifier", missing: 1, at: 2)),
    ("40 02 00 00", fault("packet identifier", 0, at: 2)),
    ("40 03 00 0a 00", leftover(1, at: 4)),
    ("b0 03 00 0a 00", leftover(1, at: 4)),
    ("d0 01 00", leftover(1, at: 2)),
    ("e0 01 00", leftover(1, at: 2)),
  ])
  func acknowledgementsAndSignals(_ packet: String, _ error: MQTTError) {
    #expect(Self.read(hex(packet)) == error)
  }

  @Test(arguments: [
    //= mqtt-v3.1.1#MQTT-3.8.3-3
    //# The payload of a SUBSCRIBE packet MUST contain at least one Topic Filter /
    //# QoS pair.
    ("82 02 00 0a", short("topic filter", missing: 2, at: 4)),
    //= mqtt-v3.1.1#MQTT-3-8.3-4
    //# The Server MUST treat a SUBSCRIBE packet as malformed and close the Network
    //# Connection if any of Reserved bits in the payload are non-zero, or QoS is
    //# not 0,1 or 2
    ("82 06 00 0a 00 01 61 03", fault("requested QoS", 3, at: 7)),
    ("82 06 00 0a 00 01 61 81", fault("requested QoS", 0x81, at: 7)),
    ("82 05 00 0a 00 01 61", short("requested QoS", missing: 1, at: 7)),
    ("82 07 00 0a 00 02 23 61 00", MQTTError.text(TextError(.wildcard, at: 0), "topic filter")),
    ("82 06 00 00 00 01 61 00", fault("packet identifier", 0, at: 2)),
    //= mqtt-v3.1.1#MQTT-3.10.3-2
    //# The Payload of an UNSUBSCRIBE packet MUST contain at least one Topic Filter.
    ("a2 02 00 0a", short("topic filter", missing: 2, at: 4)),
    ("a2 04 00 0a 00 00", .text(TextError(.empty, at: 0), "topic filter")),
    //= mqtt-v3.1.1#MQTT-3.9.3-2
    //# SUBACK return codes other than 0x00, 0x01, 0x02 and 0x80 are reserved and
    //# MUST NOT be used
    ("90 04 00 0a 00 03", fault("return code", 3, at: 5)),
    ("90 03 00 0a 7f", fault("return code", 0x7f, at: 4)),
  ])
  func subscriptions(_ packet: String, _ error: MQTTError) {
    #expect(Self.read(hex(packet)) == error)
  }

  /// Every prefix of a good packet, made to look whole, is refused or a shorter packet.
  @Test func cutAnywhere() {
    let packets = [
      "10 1a 00 04 4d 51 54 54 04 ce 00 0a 00 02 63 31 00 01 77 00 01 78 00 01 75 00 01 70",
      "20 02 00 00", "40 02 00 0a", "82 06 00 0a 00 01 61 01", "a2 05 00 0a 00 01 61",
    ].map(hex)
    for packet in packets {
      for length in 0..<(packet.count - 2) {
        let cut = [packet[0], UInt8(length)] + packet[2..<(2 + length)]
        #expect(Self.read(cut) != nil, "\(hexString(cut))")
      }
    }
  }
}
