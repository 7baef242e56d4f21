// SPDX-License-Identifier: Apache-2.0
import TLS
import Testing

/// An end that the peer announced, and one that somebody forced, are told apart.
@Suite struct GoodbyeTests {
  //= rfc8446#6.1
  //= type=test
  //# Each party MUST send a "close_notify" alert before closing its write
  //# side of the connection, unless it has already sent some error alert.
  @Test(arguments: Pairing.all)
  func bothSaySo(pairing: Pairing) throws {
    let link = try pairing.link()
    link.settle()
    link.client.send([1, 2, 3])
    link.client.close()
    link.settle()
    #expect(link.server.received == [1, 2, 3])
    #expect(link.server.isClosed && !link.client.isClosed)
    link.server.close()
    link.settle()
    #expect(link.client.isClosed)
    link.client.handleEnd()
    link.server.handleEnd()
    #expect(link.client.error == nil && link.server.error == nil)
  }

  @Test(arguments: Pairing.all)
  func whoHasClosedSendsNoMore(pairing: Pairing) throws {
    let link = try pairing.link()
    link.settle()
    link.server.close()
    link.server.close()
    link.server.send([1])
    #expect(link.server.error?.cause == .notConnected)
    link.settle()
    #expect(link.client.isClosed && link.client.received.isEmpty)
  }

  /// Closing is one direction's affair: the other may still have something to say.
  @Test func whoHasClosedStillHears() throws {
    for pairing in Pairing.all where pairing.version == .tls13 {
      let link = try pairing.link()
      link.settle()
      link.client.close()
      link.settle()
      link.server.send([9, 9])
      link.settle()
      #expect(link.client.received == [9, 9])
      #expect(link.client.error == nil && link.server.error == nil)
    }
  }

  @Test(arguments: Pairing.all)
  func anEndWithoutGoodbyeIsTruncation(pairing: Pairing) throws {
    let link = try pairing.link()
    link.settle()
    link.server.send([1, 2, 3])
    link.settle()
    link.client.handleEnd()
    #expect(link.client.received == [1, 2, 3])
    #expect(link.client.error == TLSError(.truncated, peer: .server))
    #expect(link.client.departing().isEmpty)
  }

  @Test(arguments: Pairing.all)
  func anEndInTheMiddleOfARecordIsTruncation(pairing: Pairing) throws {
    let link = try pairing.link()
    link.settle()
    link.client.send([UInt8](repeating: 1, count: 1000))
    let record = link.client.departing()
    link.server.handle(Array(record.dropLast()))
    #expect(link.server.departing().isEmpty)
    link.server.handleEnd()
    #expect(link.server.error == TLSError(.truncated, peer: .client))
    #expect(link.server.received.isEmpty)
  }

  @Test(arguments: Pairing.all)
  func anEndInTheMiddleOfTheHandshakeIsNamed(pairing: Pairing) throws {
    let link = try pairing.link()
    let hello = link.client.departing()
    link.client.handleEnd()
    link.server.handle(Array(hello.dropLast()))
    link.server.handleEnd()
    #expect(link.client.error == TLSError(.endedInHandshake, peer: .server))
    #expect(link.server.error == TLSError(.endedInHandshake, peer: .client))
  }

  @Test(arguments: Pairing.all)
  func closingBeforeTheHandshakeIsSilent(pairing: Pairing) throws {
    let link = try pairing.link()
    link.client.close()
    link.server.close()
    #expect(link.client.departing().isEmpty && link.server.departing().isEmpty)
    link.server.handle([1, 2, 3])
    link.client.handleEnd()
    #expect(link.client.error == nil && link.server.error == nil)
  }

  //= rfc8446#6.1
  //= type=test
  //# Any data received after a closure alert has been received MUST be
  //# ignored.
  @Test(arguments: Pairing.all)
  func bytesBehindAGoodbyeAreIgnored(pairing: Pairing) throws {
    let link = try pairing.link()
    link.settle()
    link.client.close()
    link.server.handle(link.client.departing() + [1, 2, 3])
    _ = link.server.departing()
    link.server.handle([4, 5, 6])
    _ = link.server.departing()
    #expect(link.server.isClosed)
    #expect(link.server.error == nil && link.server.received.isEmpty)
  }
}
