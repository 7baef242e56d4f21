// SPDX-License-Identifier: Apache-2.0
import DTLS
import NIOConcurrencyHelpers
import NIOCore
import NIOPosix
import Network
import Testing
import Wire

@Suite("Many peers on one socket", .timeLimit(.minutes(5)))
struct ManyPeersTests {
  /// Counts what each peer has sent, says the number, and after a while says goodbye.
  struct Counter: DatagramServer {
    enum Event: Sendable { case greeted }
    var counts: [PeerAddress: UInt8] = [:]
    private var outbox: [(PeerAddress, [UInt8])] = []
    private var greetings: [PeerAddress] = []
    private var alarm: (Instant, PeerAddress)?

    mutating func handle(_ datagram: Span<UInt8>, from peer: PeerAddress, now: Instant) {
      if counts[peer] == nil { greetings.append(peer) }
      counts[peer, default: 0] += 1
      outbox.append((peer, [counts[peer] ?? 0]))
      if datagram.count == 1, datagram[0] == 0xAA { alarm = (now + .milliseconds(30), peer) }
    }

    mutating func handleTimeout(now: Instant) {
      guard let (moment, peer) = alarm, moment <= now else { return }
      alarm = nil
      outbox.append((peer, [UInt8](repeating: 0xBB, count: 1_500)))
    }

    mutating func poll(into out: inout OutputSpan<UInt8>) -> ServerOutput<Event> {
      if let (peer, bytes) = outbox.first {
        guard out.freeCapacity >= bytes.count else { return .bufferTooSmall(needed: bytes.count) }
        for byte in bytes { out.append(byte) }
        outbox.removeFirst()
        return .transmit(to: peer)
      }
      if let peer = greetings.popLast() { return .event(peer, .greeted) }
      return .wait(until: alarm?.0)
    }
  }

  @Test("each peer is counted for itself, and a moment that was named comes")
  func counting() async throws {
    let greeted = Greeted()
    let listener = try await UDP.serve(port: 0) {
      Counter()
    } onEvent: { _, _, _, _, _ in
      greeted.count.withLockedValue { $0 += 1 }
    }
    var peers: [Connection<Beacon>] = []
    for _ in 0..<20 {
      peers.append(
        try await UDP.connect(to: "127.0.0.1", port: listener.port) { Beacon(greeting: [1]) })
    }
    for peer in peers {
      var deliveries = peer.deliveries.makeAsyncIterator()
      #expect(try await Array(#require(deliveries.next()).bytes.readableBytesView) == [1])
      try await peer.perform { beacon, now in beacon.say([2], now: now) }
      #expect(try await Array(#require(deliveries.next()).bytes.readableBytesView) == [2])
    }
    #expect(greeted.count.withLockedValue { $0 } == 20)
    #expect(try await listener.perform { server, _ in server.counts.count } == 20)

    // One goes away, so what is sent to it finds nobody; the others do not notice.
    await peers.removeFirst().close()
    var deliveries = peers[0].deliveries.makeAsyncIterator()
    try await peers[0].perform { beacon, now in beacon.say([0xAA], now: now) }
    #expect(try await Array(#require(deliveries.next()).bytes.readableBytesView) == [3])
    #expect(try await #require(deliveries.next()).bytes.readableBytes == 1_500)
    for peer in peers { await peer.close() }
    await listener.close()
  }

  @Test("a port that is taken is named")
  func taken() async throws {
    let listener = try await UDP.serve(port: 0) {
      Counter()
    } onEvent: { _, _, _, _, _ in
    }
    await #expect(throws: NetworkError.self) {
      _ = try await UDP.serve(port: listener.port) {
        Counter()
      } onEvent: { _, _, _, _, _ in
      }
    }
    await listener.close()
  }
}

private final class Greeted: Sendable {
  let count = NIOLockedValueBox(0)
}
