// SPDX-License-Identifier: Apache-2.0
import TLS
import Testing

/// Two peers that mean well find each other, however the network cuts their bytes,
/// and agree on what they agreed on.
@Suite struct HandshakeTests {
  static let splits: [Splits] = [
    .none, .every(1), .random(seed: 1), .random(seed: 2), .random(seed: 3),
  ]

  @Test(arguments: Pairing.all, splits)
  func mutualAuthentication(pairing: Pairing, splits: Splits) throws {
    let pki = try PKI.shared.get()
    let link = try pairing.link(splits: splits)
    link.settle()
    #expect(link.client.error == nil)
    #expect(link.server.error == nil)
    let client = try #require(link.client.connected)
    let server = try #require(link.server.connected)
    #expect(client.version == pairing.version)
    #expect(server.version == pairing.version)
    #expect(client.suite == server.suite)
    #expect(client.suite.version == pairing.version)
    #expect(client.suite.name != nil)
    #expect(client.peerCertificate == pki.server.chain[0])
    #expect(server.peerCertificate == pki.device.chain[0])
    #expect(client.applicationProtocol.isEmpty && server.applicationProtocol.isEmpty)
  }

  @Test(arguments: Pairing.all)
  func aServerThatAsksForNoCertificateGetsNone(pairing: Pairing) throws {
    let setups = try pairing.setups()
    let link = try pairing.link(
      setups.client, setups.server.with(\.clientCertificate, .none).with(\.roots, []))
    link.settle()
    #expect(link.client.connected != nil)
    #expect(try #require(link.server.connected).peerCertificate.isEmpty)
  }

  @Test(arguments: Pairing.all)
  func aServerCanBeKnownByItsAddress(pairing: Pairing) throws {
    let setups = try pairing.setups()
    let link = try pairing.link(
      setups.client.with(\.expectedName, PKI.address), setups.server)
    link.settle()
    #expect(link.client.error == nil)
    #expect(link.client.connected != nil)
  }

  //= rfc6066#3
  //= type=test
  //# Literal IPv4 and IPv6 addresses are not permitted in "HostName".
  @Test(arguments: Engine.all)
  func aHostIsNamedInTheHelloAndAnAddressIsNot(engine: Engine) throws {
    let client = try Setup.client()
    let named = try engine.connect(client).departing()
    #expect(named.contains(run: Array("broker.example".utf8)))
    let address = Array("1234".utf8)
    let unnamed = try engine.connect(client.with(\.expectedName, .ip(address))).departing()
    #expect(!unnamed.contains(run: address))
  }

  @Test(arguments: Pairing.all)
  func theServersPreferenceDecidesTheApplicationProtocol(pairing: Pairing) throws {
    let setups = try pairing.setups()
    let link = try pairing.link(
      setups.client.with(\.applicationProtocols, ["http/1.1", "mqtt", "coap"]),
      setups.server.with(\.applicationProtocols, ["amqp", "coap", "mqtt"]))
    link.settle()
    #expect(try #require(link.client.connected).applicationProtocol == Array("coap".utf8))
    #expect(try #require(link.server.connected).applicationProtocol == Array("coap".utf8))
  }

  @Test(arguments: Pairing.all)
  func onlyOneSideWithApplicationProtocolsMeansNone(pairing: Pairing) throws {
    let setups = try pairing.setups()
    for (client, server) in [(["mqtt"], []), ([], ["mqtt"])] {
      let link = try pairing.link(
        setups.client.with(\.applicationProtocols, client),
        setups.server.with(\.applicationProtocols, server))
      link.settle()
      #expect(try #require(link.client.connected).applicationProtocol.isEmpty)
      #expect(try #require(link.server.connected).applicationProtocol.isEmpty)
    }
  }

  //= rfc7301#3.2
  //= type=test
  //# In the event that the server supports no protocols that the client
  //# advertises, then the server SHALL respond with a fatal
  //# "no_application_protocol" alert.
  @Test(arguments: Pairing.all)
  func noCommonApplicationProtocolIsFatal(pairing: Pairing) throws {
    let setups = try pairing.setups()
    let link = try pairing.link(
      setups.client.with(\.applicationProtocols, ["mqtt"]),
      setups.server.with(\.applicationProtocols, ["coap"]))
    link.settle()
    #expect(link.server.error?.cause == .nothingInCommon(.applicationProtocol))
    #expect(link.client.error?.cause == .peerAlert(Alert(code: 120)))
  }

  static let suites: [UInt16] = [0x1301, 0x1302, 0x1303, 0xC02B, 0xC02C, 0xC0AC, 0xC0AE, 0xCCA9]

  @Test(arguments: Pairing.all, suites)
  func theOneSuiteAllowedIsTheOneChosen(pairing: Pairing, code: UInt16) throws {
    let suite = CipherSuite(code: code)
    guard suite.version == pairing.version else { return }
    let setups = try pairing.setups()
    let link = try pairing.link(
      setups.client.with(\.suites, [code]), setups.server.with(\.suites, [0xC02F, code, 0x1305]))
    link.settle()
    #expect(try #require(link.client.connected).suite == suite)
    #expect(try #require(link.server.connected).suite == suite)
  }

  /// CCM_8 cuts its tags to 8 bytes, so it wants to be asked for.
  @Test(arguments: Pairing.all)
  func noEngineChoosesAShortTagByItself(pairing: Pairing) throws {
    guard pairing.version == .tls12 else { return }
    let setups = try pairing.setups()
    let link = try pairing.link(setups.client.with(\.suites, [0xC0AE, 0xC0AF]), setups.server)
    link.settle()
    #expect(link.server.error?.cause == .nothingInCommon(.suite))
  }

  @Test(arguments: Pairing.all)
  func noCommonSuiteIsSaidOnBothSides(pairing: Pairing) throws {
    let setups = try pairing.setups()
    let suites: (UInt16, UInt16) =
      pairing.version == .tls13 ? (0x1301, 0x1302) : (0xC02B, 0xC02C)
    let link = try pairing.link(
      setups.client.with(\.suites, [suites.0]), setups.server.with(\.suites, [suites.1]))
    link.settle()
    #expect(link.server.error?.cause == .nothingInCommon(.suite))
    #expect(link.client.error?.cause == .peerAlert(Alert(code: 40)))
    #expect(link.server.connected == nil && link.client.connected == nil)
  }

  @Test(arguments: Engine.all)
  func noCommonVersionIsSaidOnBothSides(engine: Engine) throws {
    for (client, server) in [
      (Engine.all[0], engine), (engine, Engine.all[0]),
    ] {
      for (ours, theirs) in [(TLSVersion.tls12, TLSVersion.tls13), (.tls13, .tls12)] {
        guard client.versions.contains(ours), server.versions.contains(theirs) else { continue }
        let link = Link(
          client: try client.connect(try Setup.client().with(\.versions, ours...ours)),
          server: try server.connect(try Setup.server().with(\.versions, theirs...theirs)),
          splits: .none)
        link.settle()
        // mbedTLS 2.28 does not know the extension in which 1.3 is offered, and so misses
        // a suite of its own version instead.
        let blind = server.versions.upperBound == .tls12
        #expect(link.server.error?.cause == .nothingInCommon(blind ? .suite : .version))
        #expect(link.client.error?.cause == .peerAlert(Alert(code: blind ? 40 : 70)))
      }
    }
  }

  @Test(arguments: Engine.all)
  func theHighestCommonVersionIsChosen(engine: Engine) throws {
    for (client, server) in [(Engine.all[0], engine), (engine, Engine.all[0])] {
      let link = Link(
        client: try client.connect(try .client()), server: try server.connect(try .server()),
        splits: .none)
      link.settle()
      let highest = min(client.versions.upperBound, server.versions.upperBound)
      #expect(try #require(link.client.connected).version == highest)
      #expect(try #require(link.server.connected).version == highest)
    }
  }
}
