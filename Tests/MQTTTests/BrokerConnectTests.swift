// SPDX-License-Identifier: Apache-2.0
import MQTT
import TestSupport
import Testing
import Wire

/// Coming in, being turned away, and being put out again.
@Suite struct BrokerConnectTests {
  //= mqtt-v3.1.1#MQTT-3.1.4-4
  //# The Server MUST acknowledge the CONNECT Packet with a CONNACK Packet containing
  //# a zero return code
  @Test func aClientIsLetIn() {
    var net = Net()
    let peer = net.open()
    net.send("10 0e 00 04 4d 51 54 54 04 02 00 0a 00 02 63 31", from: peer)
    #expect(net.received(peer) == hex("20 02 00 00"))
    #expect(net.isOpen(peer) && net.broker.sessionCount == 1)
  }

  //= mqtt-v3.1.1#MQTT-3.1.2-2
  //# The Server MUST respond to the CONNECT Packet with a CONNACK return code 0x01
  //# (unacceptable protocol level) and then disconnect the Client if the Protocol
  //# Level is not supported by the Server
  //= mqtt-v3.1.1#MQTT-3.2.2-5
  //# If a server sends a CONNACK packet containing a non-zero return code it MUST
  //# then close the Network Connection
  @Test func anotherVersionIsRefused() {
    var net = Net()
    let peer = net.open()
    net.send("10 0e 00 04 4d 51 54 54 05 02 00 0a 00 02 63 31", from: peer)
    #expect(net.received(peer) == hex("20 02 00 01"))
    #expect(net.closed(peer) == .refused(.unacceptableProtocolLevel))
    #expect(net.broker.counters.refused == 1 && net.broker.sessionCount == 0)
  }

  //= mqtt-v3.1.1#MQTT-3.1.3-8
  //# If the Client supplies a zero-byte ClientId with CleanSession set to 0, the
  //# Server MUST respond to the CONNECT Packet with a CONNACK return code 0x02
  //# (Identifier rejected) and then close the Network Connection
  @Test func aLastingSessionNeedsAName() {
    var net = Net()
    let peer = net.connect("", clean: false)
    #expect(net.received(peer) == hex("20 02 00 02"))
    #expect(net.closed(peer) == .refused(.identifierRejected))
  }

  //= mqtt-v3.1.1#MQTT-3.1.3-6
  //# if it does so the Server MUST treat this as a special case and assign a unique
  //# ClientId to that Client
  @Test func theNamelessAreKeptApart() {
    var net = Net()
    let peers = [net.join(""), net.join("")]
    #expect(net.broker.sessionCount == 2)
    #expect(net.subscribe(peers[0], "a") == hex("90 03 00 01 00"))
    net.send(publishPacket("a", "x"), from: peers[1])
    #expect(net.received(peers[0]) == publishPacket("a", "x"))
    #expect(net.received(peers[1]) == [])
  }

  //= mqtt-v3.1.1#MQTT-3.1.4-1
  //# The Server MUST validate that the CONNECT Packet conforms to section 3.1 and
  //# close the Network Connection without sending a CONNACK if it does not conform
  //= mqtt-v3.1.1#MQTT-3.1.0-1
  //# After a Network Connection is established by a Client to a Server, the first
  //# Packet sent from the Client to the Server MUST be a CONNECT Packet
  @Test(arguments: [
    "10 0e 00 04 4d 51 54 55 04 02 00 0a 00 02 63 31",
    "10 0e 00 04 4d 51 54 54 04 03 00 0a 00 02 63 31",
    "10 0e 00 04 4d 51 54 54 04 42 00 0a 00 02 63 31",
    "10 0e 00 04 4d 51 54 54 04 02 00 0a 00 02 63 00",
    "10 0f 00 04 4d 51 54 54 04 02 00 0a 00 02 63 31 00",
    "11 0e", "c0 00", "30 03 00 01 61", "00 00", "10 ff ff ff ff",
  ])
  func noConnectNoAnswer(_ bytes: String) throws {
    var net = Net()
    let peer = net.open()
    net.send(bytes, from: peer)
    #expect(net.received(peer) == [])
    guard case .violation = try #require(net.closed(peer)) else {
      Issue.record("closed as \(String(describing: net.closed(peer)))")
      return
    }
    #expect(net.broker.counters.violations == 1 && net.broker.connectionCount == 0)
  }

  //= mqtt-v3.1.1#MQTT-3.1.0-2
  //# The Server MUST process a second CONNECT Packet sent from a Client as a
  //# protocol violation and disconnect the Client
  //= mqtt-v3.1.1#MQTT-4.8.0-1
  //# Unless stated otherwise, if either the Server or Client encounters a protocol
  //# violation, it MUST close the Network Connection on which it received that
  //# Control Packet which caused the protocol violation
  @Test func connectingTwiceIsAViolation() {
    var net = Net()
    let peer = net.join("c1")
    net.send(connectPacket("c1"), from: peer)
    #expect(net.closed(peer) == .violation(.unexpectedPacket(.connect)))
  }

  /// Packets may come in one piece, or byte by byte, and mean the same.
  @Test(arguments: [1, 2, 3, 7, 1000])
  func piecesOfAnySize(_ size: Int) {
    var net = Net()
    let peer = net.open()
    var stream =
      connectPacket("c1") + subscribePacket("a", 1)
      + publishPacket("a", "x", flags: 2, identifier: 9)
      + hex("c0 00")
    while !stream.isEmpty {
      net.send(Array(stream.prefix(size)), from: peer)
      stream.removeFirst(min(size, stream.count))
    }
    #expect(
      net.received(peer)
        == hex("20 02 00 00 90 03 00 01 01") + publishPacket("a", "x", flags: 2, identifier: 1)
        + hex("40 02 00 09 d0 00"))
  }

  /// What a server alone may send, and the packets of QoS 2.
  @Test(arguments: [
    ("20 02 00 00", MQTTError.unexpectedPacket(.connack)),
    ("50 02 00 01", .unexpectedPacket(.pubrec)), ("62 02 00 01", .unexpectedPacket(.pubrel)),
    ("70 02 00 01", .unexpectedPacket(.pubcomp)), ("90 03 00 01 00", .unexpectedPacket(.suback)),
    ("b0 02 00 01", .unexpectedPacket(.unsuback)), ("d0 00", .unexpectedPacket(.pingresp)),
    ("34 05 00 01 61 00 01", .exactlyOnceNotSupported),
  ])
  func packetsThatAClientMustNotSend(_ bytes: String, _ error: MQTTError) {
    var net = Net()
    let peer = net.join("c1")
    net.send(bytes, from: peer)
    #expect(net.closed(peer) == .violation(error))
  }

  //= mqtt-v3.1.1#MQTT-3.1.4-2
  //# If the ClientId represents a Client already connected to the Server then the
  //# Server MUST disconnect the existing Client
  @Test func theNewConnectionTakesOver() {
    var net = Net()
    let old = net.join("c1")
    let bystander = net.join("c2")
    let new = net.join("c1")
    #expect(net.closed(old) == .takenOver)
    #expect(net.isOpen(new) && net.isOpen(bystander))
    #expect(net.broker.counters.takenOver == 1 && net.broker.sessionCount == 2)
    net.send("c0 00", from: new)
    #expect(net.received(new) == hex("d0 00"))
  }

  //= mqtt-v3.1.1#MQTT-3.1.2-24
  //# If the Keep Alive value is non-zero and the Server does not receive a Control
  //# Packet from the Client within one and a half times the Keep Alive time period,
  //# it MUST disconnect the Network Connection to the Client as if the network had
  //# failed
  @Test func silenceEndsTheConnection() {
    var net = Net()
    let quiet = net.connect("quiet", keepAlive: 10)
    let alive = net.connect("alive", keepAlive: 10)
    let patient = net.connect("patient", keepAlive: 0)
    net.advance(to: seconds(14))
    //= mqtt-v3.1.1#MQTT-3.12.4-1
    //# The Server MUST send a PINGRESP Packet in response to a PINGREQ Packet
    net.send("c0 00", from: alive)
    #expect(net.received(alive) == hex("20 02 00 00 d0 00"))
    net.advance(to: Instant(nanoseconds: 14_999_999_999))
    #expect(net.isOpen(quiet))
    net.advance(to: seconds(15))
    #expect(net.closed(quiet) == .keepAliveExpired)
    #expect(net.isOpen(alive))
    net.advance(to: seconds(29))
    #expect(net.closed(alive) == .keepAliveExpired)
    net.advance(to: seconds(1_000_000))
    #expect(net.isOpen(patient))
    #expect(net.broker.counters.keepAliveTimeouts == 2)
  }

  /// A single byte now and then is no sign of life, only a whole packet is.
  @Test func tricklingIsSilence() {
    var net = Net()
    let peer = net.connect("slow", keepAlive: 10)
    net.send("30 7f 00 01", from: peer)
    for second in 1...14 {
      net.advance(to: seconds(second))
      net.send("61", from: peer)
    }
    net.advance(to: seconds(15))
    #expect(net.closed(peer) == .keepAliveExpired)
  }

  @Test func aConnectMustComeInTime() {
    var net = Net()
    let silent = net.open()
    let slow = net.open()
    let packet = connectPacket("slow")
    for second in 0..<10 {
      net.advance(to: seconds(second))
      net.send([packet[second]], from: slow)
    }
    net.advance(to: seconds(10))
    #expect(net.closed(silent) == .connectTimedOut && net.closed(slow) == .connectTimedOut)
    #expect(net.broker.counters.connectTimeouts == 2 && net.broker.connectionCount == 0)
  }

  @Test func aConnectThatIsTooLargeIsRefusedByItsHeader() {
    var net = Net()
    let peer = net.open()
    net.send("10 81 20", from: peer)
    #expect(net.closed(peer) == .violation(.packetTooLarge(4100, limit: 4096)))
  }

  @Test func aGoodbyeIsNoFault() {
    var net = Net()
    let peer = net.join("c1")
    net.send("e0 00 c0 00", from: peer)
    #expect(net.closed(peer) == .goodbye)
    #expect(net.received(peer) == [])
    #expect(net.broker.sessionCount == 0 && net.broker.counters.goodbyes == 1)
  }
}
