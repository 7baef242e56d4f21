// SPDX-License-Identifier: Apache-2.0
import OpenSSLBackend
import Primitives
import TLS
import TestSupport
import Testing

/// Keys that both sides had before, over a stream, in both versions.
@Suite struct OpenSSLPSKTests {
  static let versions = [TLSVersion.tls12, .tls13]
  static let mine = Array("sensor-7".utf8)

  static func key(
    _ identity: [UInt8] = mine, length: Int = 16, seed: UInt64 = 7
  ) -> PreSharedKey {
    var random = SeededRandom(seed: seed)
    let bytes = random.bytes(length)
    return PreSharedKey(identity: identity, key: Secret(copying: bytes.span))
  }

  func configuration(
    _ keys: [PreSharedKey] = [key()], _ versions: ClosedRange<TLSVersion> = .tls12 ... .tls13,
    suites: [UInt16] = []
  ) -> TLSConfiguration {
    var configuration = TLSConfiguration()
    configuration.preSharedKeys = keys
    configuration.versions = versions
    configuration.suites = suites.map(CipherSuite.init(code:))
    return configuration
  }

  func endpoint(
    _ role: TLSRole, _ configuration: borrowing TLSConfiguration
  ) throws -> any Endpoint {
    let engine = try OpenSSLEngine(configuration, role: role)
    return ChannelEndpoint<OpenSSLEngine>(try engine.makeChannel())
  }

  func link(
    _ client: borrowing TLSConfiguration, _ server: borrowing TLSConfiguration
  ) throws -> Link {
    let link = Link(
      client: try endpoint(.client, client), server: try endpoint(.server, server), splits: .none)
    link.settle()
    return link
  }

  @Test(arguments: versions, [[]] as [[UInt16]])
  func bothSidesKnowWhoItWas(version: TLSVersion, suites: [UInt16]) throws {
    let link = try link(
      configuration([Self.key()], version...version),
      configuration([Self.key(Array("other".utf8), seed: 8), Self.key()]))
    let client = try #require(link.client.connected)
    let server = try #require(link.server.connected)
    #expect(client == server)
    #expect(client.version == version && client.identity == Self.mine)
    #expect(client.peerCertificate.isEmpty)
    link.client.send([1, 2, 3])
    link.server.send([4])
    link.settle()
    #expect(link.server.received == [1, 2, 3] && link.client.received == [4])
  }

  /// Among these, both versions are possible, and the newer is taken.
  @Test func theNewerVersionIsTaken() throws {
    let link = try link(configuration(), configuration())
    #expect(link.client.connected?.version == .tls13)
    #expect(link.client.connected?.suite.code == 0x1301)
  }

  @Test(arguments: versions)
  func anUnknownIdentityIsNamedOnBothSides(version: TLSVersion) throws {
    let link = try link(
      configuration([Self.key(Array("stranger".utf8))], version...version), configuration())
    #expect(link.server.error?.cause == .unknownIdentity)
    #expect(link.server.error?.peer == .client)
    #expect(link.client.error?.cause == .peerAlert(Alert(code: 115)))
    #expect(link.server.connected == nil && link.client.connected == nil)
  }

  /// The name alone proves nothing.
  @Test(arguments: versions)
  func aWrongKeyConnectsNobody(version: TLSVersion) throws {
    let link = try link(configuration([Self.key(seed: 9)], version...version), configuration())
    #expect(link.server.connected == nil && link.client.connected == nil)
    #expect(
      link.server.error?.cause
        == .protocolViolation(version == .tls12 ? .badRecord : .badProof))
    #expect(link.client.error?.cause == .peerAlert(Alert(code: version == .tls12 ? 20 : 47)))
  }

  /// One that is the beginning of another, one with a zero behind it, one that is longer.
  @Test(arguments: versions, ["sensor-", "sensor-77", "Sensor-7"])
  func anIdentityIsTheWholeOfIt(version: TLSVersion, name: String) throws {
    let link = try link(
      configuration([Self.key(Array(name.utf8))], version...version), configuration())
    #expect(link.server.error?.cause == .unknownIdentity)
  }

  @Test(arguments: versions, [(1, 16), (128, 64), (64, 33)])
  func theLongestIdentityAndTheLongestKey(version: TLSVersion, lengths: (Int, Int)) throws {
    let identity = [UInt8](repeating: 0x78, count: lengths.0)
    let key = Self.key(identity, length: lengths.1)
    let link = try link(configuration([key], version...version), configuration([key]))
    #expect(link.client.connected?.identity == identity)
    #expect(link.server.connected?.identity == identity)
  }

  static let suites: [UInt16] = [
    0x00A8, 0x00A9, 0x00AA, 0x00AB, 0xC0A4, 0xC0A5, 0xC0A6, 0xC0A7, 0xC0A8, 0xC0A9, 0xCCAC,
    0xCCAD, 0x1301, 0x1303, 0x1304, 0x1305,
  ]

  @Test(arguments: suites)
  func theOneSuiteAllowedIsTheOneChosen(code: UInt16) throws {
    let link = try link(configuration(suites: [code]), configuration(suites: [code]))
    #expect(link.client.error == nil && link.server.error == nil)
    #expect(link.client.connected?.suite.code == code)
    #expect(link.server.connected?.identity == Self.mine)
  }

  /// What is kept secret by a key of the moment comes before what one stolen key opens.
  @Test(
    arguments: [
      ([0x00A8, 0xCCAC], 0xCCAC), ([0x00A8, 0x00AA], 0x00AA), ([0xC0A4, 0x00A8], 0x00A8),
    ] as [([UInt16], UInt16)])
  func forwardSecrecyComesFirst(offered: [UInt16], chosen: UInt16) throws {
    let link = try link(configuration(suites: offered), configuration())
    #expect(link.client.connected?.suite.code == chosen)
  }

  @Test func noShortTagUnlessItIsListed() throws {
    let link = try link(configuration(suites: [0xC0A8, 0xC0A9]), configuration())
    #expect(link.server.error?.cause == .nothingInCommon(.suite))
    #expect(link.client.error?.cause == .peerAlert(Alert(code: 40)))
  }

  /// A key belongs to one hash, and ours to SHA-256: this suite could never be chosen.
  @Test(arguments: [[0x1302], [0x1301, 0x1302]] as [[UInt16]])
  func aSuiteOfAnotherHashIsRefusedAtHome(suites: [UInt16]) throws {
    #expect(throws: TLSError(.configuration(.suites))) {
      _ = try OpenSSLEngine(configuration(suites: suites), role: .client)
    }
  }

  /// Where both modes are allowed, a fresh key is agreed on all the same.
  @Test func theBetterOfTwoModesIsTaken() throws {
    var both = configuration([Self.key()], .tls13 ... .tls13)
    both.preSharedKeyModes = [.alone, .withAgreement]
    let link = try link(both, both)
    #expect(link.client.connected?.identity == Self.mine)
    #expect(link.client.connected?.group != nil)
    #expect(link.client.connected?.isResumed == false)
  }

  /// Whoever has keys does without certificates, and never without either.
  @Test(arguments: versions)
  func certificatesAreNoSubstituteForAKey(version: TLSVersion) throws {
    let server = try link(
      configuration([Self.key()], version...version),
      Setup.server().with(\.clientCertificate, .none).configuration)
    #expect(server.client.connected == nil && server.client.error != nil)
    let client = try link(
      Setup.client().with(\.versions, version...version).configuration, configuration())
    #expect(
      client.server.error?.cause
        == .nothingInCommon(version == .tls12 ? .suite : .signatureAlgorithm))
    #expect(client.client.connected == nil && client.server.connected == nil)
  }

  /// In TLS 1.3 the identity stands in the first message, in the clear; the key nowhere.
  @Test(arguments: versions)
  func theIdentityIsSeenAndTheKeyIsNot(version: TLSVersion) throws {
    let link = try link(configuration([Self.key()], version...version), configuration())
    var random = SeededRandom(seed: 7)
    let secret = random.bytes(16)
    #expect(link.toServer.contains(run: Self.mine))
    #expect(!link.toServer.contains(run: Array(secret.prefix(6))))
    #expect(!link.toClient.contains(run: Array(secret.prefix(6))))
  }

  /// A handshake that was taken apart and put together again with one bit changed.
  @Test(arguments: versions)
  func oneChangedBitConnectsNobody(version: TLSVersion) throws {
    let client = try OpenSSLEngine(configuration([Self.key()], version...version), role: .client)
    let server = try OpenSSLEngine(configuration(), role: .server)
    let hello = ChannelEndpoint<OpenSSLEngine>(try client.makeChannel()).departing()
    for i in hello.indices {
      let first = ChannelEndpoint<OpenSSLEngine>(try client.makeChannel())
      let second = ChannelEndpoint<OpenSSLEngine>(try server.makeChannel())
      var changed = first.departing()
      guard i < changed.count else { continue }
      changed[i] ^= 1
      second.handle(changed)
      let link = Link(client: first, server: second, splits: .none)
      link.settle()
      // The version in a record's header is no part of what is proved (RFC 8446, 5.1).
      if i > 2 { #expect(first.connected == nil || second.connected == nil, "byte \(i)") }
    }
  }
}
