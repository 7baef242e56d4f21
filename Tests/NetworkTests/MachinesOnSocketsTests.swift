// SPDX-License-Identifier: Apache-2.0
import NIOCore
import NIOPosix
import Network
import Testing

@Suite("Machines on sockets", .timeLimit(.minutes(5)))
struct MachinesOnSocketsTests {
  @Test("over TCP two machines speak, and the end of one is the end of the other's deliveries")
  func tcp() async throws {
    let server = try await TCP.listen(port: 0) { Beacon(answers: true) }
    let client = try await TCP.connect(to: "127.0.0.1", port: server.port) {
      Beacon(greeting: Array("hello".utf8))
    }
    var deliveries = client.deliveries.makeAsyncIterator()
    let first = try #require(try await deliveries.next())
    #expect(first.event == .heard)
    #expect(String(buffer: first.bytes) == "hello")

    // Larger than any first buffer: the machine asks for room and gets it.
    let long = [UInt8](repeating: 0x41, count: 100_000)
    try await client.perform { beacon, now in beacon.say(long, now: now) }
    var heard = 0
    while heard < long.count {
      heard += try #require(try await deliveries.next()).bytes.readableBytes
    }
    #expect(heard == long.count)
    await client.close()
    await server.close()
    #expect(try await deliveries.next() == nil)
  }

  @Test("an error that a machine throws ends its connection, after its last words")
  func failure() async throws {
    let server = try await TCP.listen(port: 0) { Beacon(answers: true) }
    let client = try await TCP.connect(to: "127.0.0.1", port: server.port) {
      Beacon(greeting: [0xFF])
    }
    var arrivals = server.connections.makeAsyncIterator()
    let arrived = try await #require(arrivals.next()).get()
    await #expect(throws: Beacon.Failure.badByte) {
      for try await _ in arrived.deliveries {}
    }
    var words = [String]()
    for try await delivery in client.deliveries { words.append(String(buffer: delivery.bytes)) }
    #expect(words == ["bye"])
    await server.close()
  }

  @Test("over UDP each transmit is one datagram, and silence wakes the machine's timer")
  func udp() async throws {
    let echo = try await Echo.start(dropping: 2)
    let client = try await UDP.connect(to: "127.0.0.1", port: echo.port) {
      // A busy machine may be slow to answer, and giving up is not what is asked about here.
      var beacon = Beacon(greeting: Array("anyone?".utf8))
      beacon.tries = 500
      return beacon
    }
    try await client.perform { beacon, now in beacon.say(Array("anyone?".utf8), now: now) }
    var deliveries = client.deliveries.makeAsyncIterator()
    let first = try #require(try await deliveries.next())
    #expect(first.event == .heard)
    #expect(String(buffer: first.bytes) == "anyone?")
    await client.close()
    try await echo.channel.close()
  }

  @Test("a port that is in use, and one where nobody listens, are each told in a sentence")
  func unreachable() async throws {
    let server = try await TCP.listen(port: 0) { Beacon() }
    let port = server.port
    let inUse = await #expect(throws: NetworkError.self) {
      _ = try await TCP.listen(port: port) { Beacon() }
    }
    #expect("\(try #require(inUse))".contains("in use"))
    await server.close()
    let refused = await #expect(throws: NetworkError.self) {
      // Not the one that was just given back: another test's server may have it by now.
      _ = try await TCP.connect(to: "127.0.0.1", port: 9) { Beacon() }
    }
    #expect("\(try #require(refused))".contains("refused"))
  }
}

/// Sends datagrams back, but for the first few.
final class Echo: ChannelInboundHandler {
  typealias InboundIn = AddressedEnvelope<ByteBuffer>
  typealias OutboundOut = AddressedEnvelope<ByteBuffer>
  private var drops: Int

  init(dropping drops: Int) { self.drops = drops }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    drops -= 1
    if drops < 0 { context.writeAndFlush(data, promise: nil) }
  }

  static func start(dropping drops: Int) async throws -> (channel: any Channel, port: Int) {
    let channel = try await DatagramBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(Echo(dropping: drops))
        }
      }
      .bind(host: "127.0.0.1", port: 0).get()
    return (channel, channel.localAddress?.port ?? 0)
  }
}
