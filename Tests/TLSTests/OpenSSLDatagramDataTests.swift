// SPDX-License-Identifier: Apache-2.0
import Constrained
import OpenSSLBackend
import TLS
import TestSupport
import Testing
import Wire

/// One message, one datagram: no more, no less, both ways.
@Suite struct OpenSSLDatagramDataTests {
  @Test func messagesKeepTheirBounds() throws {
    let meeting = try Meeting.connected(Datagrams.shared(), Datagrams.shared())
    var random = SeededRandom(seed: 1)
    let messages = [1, 100, 2, 1000, 1].map { random.bytes($0) }
    for message in messages {
      try meeting.client { try $0.send(bytes: message) }
      try meeting.server { try $0.send(bytes: message) }
    }
    meeting.settle()
    #expect(meeting.server.messages == messages)
    #expect(meeting.client.messages == messages)
  }

  /// Nothing is sent for an empty message, as over a stream.
  @Test func nothingIsNoMessage() throws {
    let meeting = try Meeting.connected(Datagrams.shared(), Datagrams.shared())
    let before = meeting.packets.count
    try meeting.client { try $0.send(bytes: []) }
    meeting.settle()
    #expect(meeting.packets.count == before)
  }

  static let sizes = [256, 300, 511, 1232, 4096, 4097, 5000, 16_384]

  @Test(arguments: sizes, [0x00A8, 0xC0A8, 0xCCAC] as [UInt16])
  func theLargestMessageFillsADatagram(size: Int, suite: UInt16) throws {
    let ours = Datagrams.shared([Datagrams.key()], [suite]) { $0.maximumDatagramSize = size }
    let theirs = Datagrams.shared([Datagrams.key()], [suite])
    let meeting = try Meeting.connected(ours, theirs)
    var maximum = 0
    do throws(TLSError) {
      let tooMuch = [UInt8](repeating: 1, count: 20_000)
      try meeting.pair.client.machine.inner.send(bytes: tooMuch)
    } catch {
      guard case .tooLarge(let most) = error.cause else { throw error }
      maximum = most
    }
    let message = [UInt8](repeating: 1, count: maximum)
    let more = [UInt8](repeating: 1, count: maximum + 1)
    #expect(throws: TLSError(.tooLarge(maximum: maximum))) {
      try meeting.client { try $0.send(bytes: more) }
    }
    try meeting.client { try $0.send(bytes: message) }
    meeting.settle()
    #expect(meeting.server.messages == [message])
    #expect(meeting.packets.last?.payload.count == size)
  }

  /// Chains are cut to fit; and libssl, which forgets a record's nonce and tag, is made to
  /// think of them.
  @Test(arguments: sizes)
  func noDatagramOfAHandshakeIsTooLarge(size: Int) throws {
    let meeting = try Meeting(
      Datagrams.configuration(.client) { $0.maximumDatagramSize = size },
      Datagrams.configuration(.server) { $0.maximumDatagramSize = size })
    #expect(meeting.connect() == .stopped)
    let longest = try #require(meeting.packets.map(\.payload.count).max())
    #expect(longest <= size)
    // And they are filled, if there is enough to fill them with.
    if size < 600 { #expect(longest > size - 60) }
  }

  /// The chain's length moves the end of the flight past every remainder.
  @Test func noRemainderMakesADatagramTooLarge() throws {
    for size in 256..<420 {
      let meeting = try Meeting(
        Datagrams.configuration(.client) { $0.maximumDatagramSize = size },
        Datagrams.configuration(.server) { $0.maximumDatagramSize = size })
      #expect(meeting.connect() == .stopped, "size \(size)")
      #expect(meeting.packets.allSatisfy { $0.payload.count <= size }, "size \(size)")
    }
  }

  /// libssl collects a flight in 4,096 bytes, and would cut a record there.
  @Test(arguments: [256, 4095, 4096, 4097, 4200, 16_384])
  func aLongChainArrivesWhole(size: Int) throws {
    let pki = try PKI.shared.get()
    var server = try Datagrams.configuration(.server) { $0.maximumDatagramSize = size }
    server.chain += [[UInt8]](repeating: pki.root, count: 25)
    let client = try Datagrams.configuration(.client) { $0.maximumDatagramSize = size }
    let meeting = try Meeting(client, server)
    meeting.settle(for: .milliseconds(900))
    // Without a single repetition.
    #expect(meeting.client.connected != nil && meeting.server.connected != nil)
    #expect(meeting.packets.allSatisfy { $0.payload.count <= size })
    let flight = meeting.packets.filter { $0.direction == .down }.map(\.payload.count)
    #expect(flight.reduce(0, +) > 8_192)
    // Each datagram begins with a record.
    #expect(meeting.packets.allSatisfy { 20...23 ~= $0.payload[0] && $0.payload[1] == 0xFE })
  }

  @Test func aBufferThatIsTooSmallLosesNothing() throws {
    let meeting = try Meeting.connected(Datagrams.shared(), Datagrams.shared())
    let message = [UInt8](repeating: 7, count: 500)
    try meeting.client { try $0.send(bytes: message) }
    let output = meeting.client { channel in
      var output = Output<ChannelEvent>.wait(until: nil)
      let bytes = [UInt8](capacity: 100) { output = channel.poll(into: &$0) }
      #expect(bytes.isEmpty)
      return output
    }
    guard case .bufferTooSmall(let needed) = output else {
      Issue.record("\(output)")
      return
    }
    #expect(needed > 500)
    meeting.settle()
    #expect(meeting.server.messages == [message])
  }

  @Test func aGoodbyeIsHeardAndAnEndMeansNothing() throws {
    let meeting = try Meeting.connected(Datagrams.shared(), Datagrams.shared())
    try meeting.client { try $0.handleEnd() }
    try meeting.client { try $0.send(bytes: [1]) }
    try meeting.client { try $0.close() }
    meeting.settle()
    #expect(meeting.server.messages == [[1]] && meeting.server.isClosed)
    #expect(meeting.server.error == nil && meeting.client.error == nil)
    #expect(throws: TLSError(.notConnected, peer: .server)) {
      try meeting.client { try $0.send(bytes: [2]) }
    }
  }
}
