// SPDX-License-Identifier: Apache-2.0
import TLS
import Testing

/// HelloRetryRequest: for a group, and for a cookie with which the server keeps nothing.
struct AskingAgainTests {
  let vault = TestVault()

  private func server(cookie: Bool, _ groups: [NamedGroup] = [.secp256r1]) throws -> BookSide {
    try BookSide(
      Setup.server().adding {
        $0.asksForCookie = cookie
        $0.groups = groups
      }, vault.sealer)
  }

  private func client() throws -> BookSide {
    try BookSide(Setup.client().adding { $0.groups = [.x25519, .secp256r1] })
  }

  @Test(arguments: [false, true])
  func agrees(cookie: Bool) throws {
    for groups in [[NamedGroup.secp256r1], [.x25519]] where cookie || groups == [.secp256r1] {
      let (client, server) = (try client().connect(), try server(cookie: cookie, groups).connect())
      settle(client, server)
      #expect(client.connected?.group == groups[0])
      #expect(server.connected?.group == groups[0])
      #expect(server.error == nil && client.error == nil)
    }
  }

  /// The two hellos of a client, as records, and what the first was answered.
  private func hellos(_ server: BookSide) throws -> (first: [UInt8], second: [UInt8]) {
    let (client, asker) = (try client().connect(), try server.connect())
    let first = client.departing()
    asker.handle(first)
    client.handle(asker.departing())
    return (first, withoutChange(client.departing()))
  }

  /// A client may say with a record of its own that it looks like one of TLS 1.2.
  private func withoutChange(_ flight: [UInt8]) -> [UInt8] {
    flight.first == 20 ? Array(flight.dropFirst(6)) : flight
  }

  /// What the second hello says is all that a server needs: another can go on from there.
  @Test func keepsNothing() throws {
    let server = try server(cookie: true)
    let (client, asker, other) = (
      try client().connect(), try server.connect(), try server.connect()
    )
    asker.handle(client.departing())
    client.handle(asker.departing())
    other.handle(withoutChange(client.departing()))
    settle(client, other)
    #expect(other.connected != nil)
    #expect(client.connected?.group == .secp256r1)
    #expect(asker.connected == nil)
  }

  private func refusal(_ second: [UInt8], by server: BookPeer) -> Alert? {
    server.handle(second)
    return server.error?.cause.alert
  }

  @Test(arguments: [0, 1, 59, 60, 61, 3600, -1] as [Int64])
  func aCookieGetsStale(age: Int64) throws {
    let server = try server(cookie: true)
    let second = try hellos(server).second
    let alert = refusal(second, by: try server.connect(later: age))
    #expect(alert == (0...60 ~= age ? nil : Alert(code: 47)))
  }

  //= rfc8446#4.2.2
  //# When sending the new ClientHello, the client MUST copy
  //# the contents of the extension received in the HelloRetryRequest into
  //# a "cookie" extension in the new ClientHello.
  @Test func aForgedCookieIsNone() throws {
    let server = try server(cookie: true)
    let second = try hellos(server).second
    let start = try #require(cookie(in: second))
    for i in stride(from: start, to: start + 60, by: 7) {
      var other = second
      other[i] ^= 0x10
      #expect(refusal(other, by: try server.connect()) == Alert(code: 47))
    }
    #expect(refusal(second, by: try self.server(cookie: false).connect()) == Alert(code: 47))
    let stranger = try BookSide(
      Setup.server().adding {
        $0.asksForCookie = true
        $0.groups = [.secp256r1]
      }, TestVault().sealer)
    #expect(refusal(second, by: try stranger.connect()) == Alert(code: 47))
  }

  /// Where a cookie's bytes begin.
  private func cookie(in record: [UInt8]) -> Int? {
    record.indices.dropLast(6).first { i in
      record[i] == 0 && record[i + 1] == 44
        && Int(record[i + 2]) << 8 | Int(record[i + 3])
          == (Int(record[i + 4]) << 8 | Int(record[i + 5])) + 2
        && record[i + 2] < 2
    }.map { $0 + 6 }
  }

  //= rfc8446#4.1.2
  //# In that case, the client MUST send the same
  //# ClientHello without modification, except as follows:
  @Test(arguments: [false, true])
  func aSecondHelloMustBeTheFirst(cookie: Bool) throws {
    let side = try server(cookie: cookie)
    // Its random, its suites, its name, and the first hello again.
    for offset in [12, 44 + 32 + 4, 0] {
      let (client, asker) = (try client().connect(), try side.connect())
      let first = client.departing()
      asker.handle(first)
      client.handle(asker.departing())
      var second = withoutChange(client.departing())
      if offset == 0 { second = first } else { second[offset] ^= 1 }
      #expect(refusal(second, by: asker) == Alert(code: 47))
    }
  }

  /// A hello without anything in common is refused, not asked again.
  @Test func asksOnlyForWhatHelps() throws {
    let client = try BookSide(Setup.client().adding { $0.groups = [.x25519] }).connect()
    let server = try server(cookie: false).connect()
    settle(client, server)
    #expect(server.error?.cause == .nothingInCommon(.group))
    #expect(client.error?.cause == .peerAlert(Alert(code: 40)))
  }
}
