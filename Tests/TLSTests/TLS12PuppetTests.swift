// SPDX-License-Identifier: Apache-2.0
import TLS
import Testing

/// A peer that has the key and does not keep to the order, or begins again.
@Suite struct TLS12PuppetTests {
  private func server() throws -> any Endpoint {
    try Party.book.endpoint(TLS12.keys(suites: [0x00A8]), .server)
  }

  private func client() throws -> any Endpoint {
    try Party.book.endpoint(TLS12.keys(suites: [0x00A8]), .client)
  }

  private func exchange(_ puppet: Puppet, _ endpoint: any Endpoint) throws {
    endpoint.handle(try puppet.departing())
    puppet.handle(endpoint.departing())
  }

  /// Up to ServerHelloDone.
  private func greeted() throws -> (Puppet, any Endpoint) {
    let (puppet, server) = (Puppet(.client), try server())
    try puppet.hello()
    try exchange(puppet, server)
    #expect(puppet.heard == [.serverHello, .serverHelloDone])
    return (puppet, server)
  }

  /// Up to our client's Finished.
  private func answered() throws -> (Puppet, any Endpoint) {
    let (puppet, client) = (Puppet(.server), try client())
    puppet.handle(client.departing())
    try puppet.answer()
    try puppet.say(ServerHelloDone().message())
    try exchange(puppet, client)
    #expect(puppet.heard == [.clientHello, .clientKeyExchange, .finished])
    return (puppet, client)
  }

  private func expect(
    _ endpoint: any Endpoint, _ violation: Violation, alert: UInt8, heardBy puppet: Puppet
  ) {
    #expect(endpoint.error?.cause == .protocolViolation(violation))
    #expect(puppet.error?.cause == .peerAlert(Alert(code: alert)))
    #expect(endpoint.connected == nil)
  }

  @Test func itCanBehave() throws {
    let (puppet, server) = try greeted()
    try puppet.keys()
    try puppet.finish()
    try exchange(puppet, server)
    #expect(server.error == nil && server.connected?.suite == Puppet.suite)
    #expect(puppet.heard.last == .finished && puppet.error == nil)
    try puppet.data([1, 2, 3])
    try exchange(puppet, server)
    #expect(server.received == [1, 2, 3])

    let (other, client) = try answered()
    try other.finish()
    try exchange(other, client)
    #expect(client.error == nil && client.connected?.identity == TLS12.identity)
  }

  //= rfc5246#7.4.9
  //= type=test
  //# Recipients of Finished
  //# messages MUST verify that the contents are correct.
  @Test(arguments: [4, 9, 15])
  func aFinishedThatDoesNotFit(byte: Int) throws {
    let (puppet, server) = try greeted()
    try puppet.keys()
    try puppet.changeCipherSpec()
    try puppet.seal()
    try puppet.finished { $0[byte] ^= 1 }
    try exchange(puppet, server)
    expect(server, .badProof, alert: 51, heardBy: puppet)

    let (other, client) = try answered()
    try other.changeCipherSpec()
    try other.seal()
    try other.finished { $0[byte] ^= 1 }
    try exchange(other, client)
    expect(client, .badProof, alert: 51, heardBy: other)
  }

  @Test(arguments: [0, 11, 13])
  func aFinishedOfAnotherLength(length: Int) throws {
    let (puppet, server) = try greeted()
    try puppet.keys()
    try puppet.changeCipherSpec()
    try puppet.seal()
    try puppet.finished {
      $0 = [20, 0, 0, UInt8(length)] + ($0 + [0]).dropFirst(4).prefix(length)
    }
    try exchange(puppet, server)
    expect(server, .malformedMessage, alert: 50, heardBy: puppet)
  }

  /// CVE-2014-0224: believed too early, it makes keys of nothing.
  @Test func changeCipherSpecTooEarly() throws {
    let (puppet, server) = try greeted()
    try puppet.changeCipherSpec()
    try exchange(puppet, server)
    expect(server, .unexpectedMessage, alert: 10, heardBy: puppet)

    let (other, client) = (Puppet(.server), try client())
    other.handle(client.departing())
    try other.answer()
    try other.changeCipherSpec()
    try exchange(other, client)
    expect(client, .unexpectedMessage, alert: 10, heardBy: other)
  }

  /// Before anybody knows which version it will be.
  @Test func changeCipherSpecBeforeAnything() throws {
    let (puppet, server) = (Puppet(.client), try server())
    try puppet.changeCipherSpec()
    try puppet.hello()
    try exchange(puppet, server)
    #expect(server.error?.cause == .protocolViolation(.unexpectedMessage))
  }

  /// Its Finished goes out as it is, and is no message that anybody waits for.
  @Test func changeCipherSpecNotAtAll() throws {
    let (puppet, server) = try greeted()
    try puppet.keys()
    try puppet.finished()
    try exchange(puppet, server)
    expect(server, .unexpectedMessage, alert: 10, heardBy: puppet)

    let (other, client) = try answered()
    try other.finished()
    try exchange(other, client)
    expect(client, .unexpectedMessage, alert: 10, heardBy: other)
  }

  /// The second is not sealed, and so it is a record that does not open; or it is, and has
  /// no place there.
  @Test func changeCipherSpecTwice() throws {
    let (puppet, server) = try greeted()
    try puppet.keys()
    try puppet.changeCipherSpec()
    try puppet.changeCipherSpec()
    try puppet.seal()
    try puppet.finished()
    server.handle(try puppet.departing())
    #expect(
      [.protocolViolation(.badRecord), .protocolViolation(.unexpectedMessage)]
        .contains(server.error?.cause))
    #expect(server.connected == nil)
  }

  @Test func dataBeforeFinished() throws {
    let (puppet, server) = try greeted()
    try puppet.keys()
    try puppet.changeCipherSpec()
    try puppet.seal()
    try puppet.data([1])
    try exchange(puppet, server)
    expect(server, .unexpectedMessage, alert: 10, heardBy: puppet)
    #expect(server.received.isEmpty)
  }

  @Test func nobodyKnowsThisName() throws {
    let (puppet, server) = try greeted()
    try puppet.keys(named: Array("stranger".utf8))
    try puppet.finish()
    try exchange(puppet, server)
    #expect(server.error?.cause == .unknownIdentity)
    #expect(puppet.error?.cause == .peerAlert(Alert(code: 115)))
  }

  /// Sealed, with everything that a second handshake would have; in 2009 this was an attack.
  @Test func whoBeginsAgainIsSentAway() throws {
    let (puppet, server) = try greeted()
    try puppet.keys()
    try puppet.finish()
    try exchange(puppet, server)
    #expect(server.connected != nil)
    try puppet.hello { $0.renegotiationInfo = [UInt8](repeating: 7, count: 12) }
    try exchange(puppet, server)
    #expect(server.error?.cause == .protocolViolation(.unexpectedMessage))
    #expect(puppet.error?.cause == .peerAlert(Alert(code: 10)))
    #expect(puppet.heard.filter { $0 == .serverHello }.count == 1)
  }

  @Test func aServerThatWantsToBeginAgainIsLeft() throws {
    let (puppet, client) = try answered()
    try puppet.finish()
    try exchange(puppet, client)
    #expect(client.connected != nil)
    try puppet.say(HelloRequest().message(), isCounted: false)
    try exchange(puppet, client)
    #expect(client.error?.cause == .protocolViolation(.unexpectedMessage))
    #expect(puppet.error?.cause == .peerAlert(Alert(code: 10)))
    #expect(puppet.heard.filter { $0 == .clientHello }.count == 1)
  }

  /// A hint is nobody's word, and changes nothing.
  @Test func aHintIsIgnored() throws {
    let (puppet, client) = (Puppet(.server), try client())
    puppet.handle(client.departing())
    try puppet.answer()
    var hint = ServerKeyExchange()
    hint.identityHint = Array("use the other key".utf8)
    try puppet.say(hint.message())
    try puppet.say(ServerHelloDone().message())
    try exchange(puppet, client)
    try puppet.finish()
    try exchange(puppet, client)
    #expect(client.error == nil && client.connected?.identity == TLS12.identity)
  }
}
