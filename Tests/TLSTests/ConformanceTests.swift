// SPDX-License-Identifier: Apache-2.0
import TLS
import Testing

/// What a peer must not do, done to both roles over every provider, and the exact alert.
struct ConformanceTests {
  func expectRefusal(of forbidden: Forbidden, by role: TLSRole, over provider: Provider) throws {
    let outcome = try forbidden.outcome(for: role, over: provider)
    #expect(
      outcome.isRefusal(with: forbidden.alert),
      "\(forbidden.what) to a \(role): \(outcome), not \(Alert(code: forbidden.alert))")
  }

  @Test(arguments: Provider.allCases, Scenario.all)
  func theScenariosWork(provider: Provider, scenario: Scenario) throws {
    for role in [TLSRole.client, .server] {
      let middle = try scenario.middle(provider, role)
      try middle.settle()
      for side in [middle.client, middle.server] {
        #expect(side.endpoint.error == nil)
        #expect(side.endpoint.connected?.version == .tls13)
        #expect(side.endpoint.connected?.isResumed == scenario.comesBack)
      }
      #expect(middle.server.endpoint.receivedEarly.count == (scenario == .early ? 100 : 0))
      middle.client.endpoint.send([1, 2, 3])
      middle.server.endpoint.send([4, 5])
      try middle.settle()
      #expect(middle.server.endpoint.received == [1, 2, 3])
      #expect(middle.client.endpoint.received == [4, 5])
    }
  }

  @Test(arguments: Provider.allCases, Forbidden.serverHellos)
  func helloOfAServer(provider: Provider, forbidden: Forbidden) throws {
    try expectRefusal(of: forbidden, by: .client, over: provider)
  }

  @Test(arguments: Provider.allCases, Forbidden.serverFlights)
  func flightOfAServer(provider: Provider, forbidden: Forbidden) throws {
    try expectRefusal(of: forbidden, by: .client, over: provider)
  }

  @Test(arguments: Provider.allCases, Forbidden.clientHellos)
  func helloOfAClient(provider: Provider, forbidden: Forbidden) throws {
    try expectRefusal(of: forbidden, by: .server, over: provider)
  }

  @Test(arguments: Provider.allCases, Forbidden.clientFlights)
  func flightOfAClient(provider: Provider, forbidden: Forbidden) throws {
    try expectRefusal(of: forbidden, by: .server, over: provider)
  }

  @Test(arguments: Provider.allCases, Forbidden.records)
  func recordsOfEither(provider: Provider, forbidden: Forbidden) throws {
    try expectRefusal(of: forbidden, by: .client, over: provider)
    try expectRefusal(of: forbidden, by: .server, over: provider)
  }

  //= rfc8446#4.1.3
  //= type=test
  //# TLS 1.3 clients receiving a ServerHello indicating TLS 1.2 or below
  //# MUST check that the last 8 bytes are not equal to either of these
  //# values.
  @Test(arguments: Provider.allCases)
  func whoTakesTheVersionOut(provider: Provider) throws {
    let middle = try Scenario.bothVersions.middle(provider, .client)
    try middle.settle(client: { try $0.edit(ClientHello.self) { $0.supportedVersions = [] } })
    #expect(middle.client.alert == 47)
    #expect(middle.client.endpoint.error?.cause == .protocolViolation(.illegalParameter))
  }

  /// And who takes the sentinel out too has changed what the server signed.
  @Test(arguments: Provider.allCases)
  func whoTakesTheSentinelOut(provider: Provider) throws {
    let middle = try Scenario.bothVersions.middle(provider, .client)
    try middle.settle(
      client: { try $0.edit(ClientHello.self) { $0.supportedVersions = [] } },
      server: { pieces in
        #expect(pieces.isEmpty || pieces[.serverHello] != nil || pieces[0].type == 21)
        pieces.editBody(.serverHello) { $0[2 + 31] ^= 0xFF }
      })
    #expect(middle.client.alert == 51)
    #expect(middle.client.endpoint.connected == nil)
  }
}

extension Scenario {
  static let all: [Scenario] = [
    .mutual, .serverOnly, .retry, .cookie, .preSharedKey, .names, .bareKeys, .bothVersions,
    .tickets, .resumed, .early,
  ]
}
