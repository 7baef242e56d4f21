// SPDX-License-Identifier: Apache-2.0
import TLS
import TestSupport
import Testing

/// What goes in on one side comes out on the other: all of it, once, in order.
@Suite struct DataTests {
  static let sizes = [0, 1, 2, 100, 16_383, 16_384, 16_385, 40_000, 100_000]

  @Test(arguments: Pairing.all, sizes)
  func anySizeArrivesBothWays(pairing: Pairing, size: Int) throws {
    var random = SeededRandom(seed: UInt64(size))
    let (up, down) = (random.bytes(size), random.bytes(size))
    let link = try pairing.link(splits: .random(seed: UInt64(size)))
    link.settle()
    link.client.send(up)
    link.server.send(down)
    link.settle()
    expectSame(link.server.received, up)
    expectSame(link.client.received, down)
    #expect(link.client.error == nil && link.server.error == nil)
  }

  @Test(arguments: Pairing.all, HandshakeTests.splits)
  func messagesSentOneByOneArriveInOrder(pairing: Pairing, splits: Splits) throws {
    var random = SeededRandom(seed: 4)
    let link = try pairing.link(splits: splits)
    link.settle()
    var (up, down): ([UInt8], [UInt8]) = ([], [])
    for _ in 0..<20 {
      let (question, answer) = (
        random.bytes(Int.random(in: 0...300, using: &random)),
        random.bytes(Int.random(in: 0...300, using: &random))
      )
      link.client.send(question)
      link.server.send(answer)
      link.settle()
      (up, down) = (up + question, down + answer)
    }
    expectSame(link.server.received, up)
    expectSame(link.client.received, down)
  }

  /// A device polls into what room it has, down to a single byte.
  @Test(arguments: Pairing.all, [1, 7, 100, 20_000])
  func aSmallBufferLosesNothing(pairing: Pairing, room: Int) throws {
    var random = SeededRandom(seed: 5)
    let message = random.bytes(3000)
    let link = try pairing.link()
    link.client.room = room
    link.server.room = room
    link.settle()
    link.client.send(message)
    link.server.send(message)
    link.settle()
    expectSame(link.server.received, message)
    expectSame(link.client.received, message)
  }

  @Test(arguments: Pairing.all)
  func noRoomAtAllIsSaidAndLosesNothing(pairing: Pairing) throws {
    let link = try pairing.link()
    // The endpoint takes the room that it is told to make.
    link.client.room = 0
    link.server.room = 0
    link.settle()
    link.client.send([1, 2, 3])
    link.server.room = 0
    link.settle()
    #expect(link.server.received == [1, 2, 3])
    #expect(link.client.room == 1 && link.server.room == 1)
  }

  @Test(arguments: Pairing.all)
  func nothingOfTheMessageShowsOnTheWire(pairing: Pairing) throws {
    let secret = Array("temperature=21.5;door=open".utf8)
    let link = try pairing.link()
    link.settle()
    link.client.send(secret)
    link.settle()
    #expect(link.server.received == secret)
    #expect(!link.toServer.contains(run: Array(secret.prefix(8))))
    #expect(!link.toServer.contains(run: Array(secret.suffix(8))))
  }

  /// A message sent together with the last flight of the handshake comes after it.
  @Test(arguments: Pairing.all)
  func dataBehindTheHandshakeInTheSameBytesArrives(pairing: Pairing) throws {
    let link = try pairing.link()
    var rounds = 0
    while link.client.connected == nil, rounds < 10 {
      let up = link.client.departing()
      if link.client.connected == nil { link.server.handle(up) }
      link.client.handle(link.server.departing())
      rounds += 1
      let last = link.client.departing()
      if link.client.connected != nil {
        link.client.send([7, 7, 7])
        link.server.handle(last + link.client.departing())
      } else {
        link.server.handle(last)
      }
    }
    link.settle()
    #expect(link.server.connected != nil)
    #expect(link.server.received == [7, 7, 7])
  }

  @Test(arguments: Pairing.all)
  func sendingBeforeTheHandshakeIsRefusedAndHarmsNothing(pairing: Pairing) throws {
    let link = try pairing.link()
    link.client.send([1])
    link.server.send([2])
    #expect(link.client.error?.cause == .notConnected)
    #expect(link.server.error?.cause == .notConnected)
    link.settle()
    #expect(link.client.connected != nil && link.server.connected != nil)
    #expect(link.client.received.isEmpty && link.server.received.isEmpty)
    link.client.send([3])
    link.settle()
    #expect(link.server.received == [3])
  }
}
