// SPDX-License-Identifier: Apache-2.0
import BookEngine
import Certificates
import OpenSSLBackend
import Primitives
import TLS
import Testing
import Wire

/// What the book's own channel does beyond what every engine can.
@Suite struct BookChannelTests {
  @Test func aSharedKeyWithAndWithoutAgreement() throws {
    for modes: PreSharedKeyModes in [.withAgreement, .alone] {
      let engines = try BookPair.sharedKeyEngines { $0.preSharedKeyModes = modes }
      let pair = try BookPair(engines.client, engines.server)
      pair.settle()
      pair.expectConnected()
      #expect(pair.client.connected?.identity == Array("sensor-7".utf8))
      #expect((pair.client.connected?.group == nil) == (modes == .alone))
    }
  }

  @Test func aServerThatWantsAnotherGroupIsUnderstood() throws {
    let engines = try BookPair.engines(
      { $0.groups = [.x25519, .secp256r1] }, server: { $0.groups = [.secp256r1] })
    let pair = try BookPair(engines.client, engines.server)
    pair.settle()
    pair.expectConnected()
    #expect(pair.client.connected?.group == .secp256r1)
  }

  @Test func aCookieIsGivenBack() throws {
    let engines = try BookPair.engines(server: { $0.asksForCookie = true })
    let pair = try BookPair(engines.client, engines.server)
    pair.settle()
    pair.expectConnected()
  }

  @Test func aSessionComesBackWithItsPeer() throws {
    let engines = try BookPair.engines(
      { $0.resumption = .tickets(lifetime: 3600) },
      server: { $0.resumption = .tickets(lifetime: 3600) })
    let first = try BookPair(engines.client, engines.server)
    first.settle()
    first.expectConnected()
    let session = try #require(first.client.sessions.first)
    let second = try BookPair(engines.client, engines.server, resuming: session)
    second.settle()
    second.expectConnected()
    #expect(second.client.connected?.isResumed == true)
    #expect(second.server.connected?.isResumed == true)
    #expect(
      second.client.connected?.peerCertificate == first.client.connected?.peerCertificate)
  }

  //= rfc8446#4.2.11
  //= type=test
  //# For externally established PSKs, the Hash algorithm MUST be set when
  //# the PSK is established or default to SHA-256 if no such algorithm is
  //# defined.
  @Test func aSharedKeyHasOneHash() throws {
    #expect(throws: TLSError(.configuration(.suites))) {
      _ = try BookPair.sharedKeyEngines { $0.suites = [CipherSuite(code: 0x1302)] }
    }
  }

  @Test func aSessionIsForOneNameOnly() throws {
    let engines = try BookPair.engines(
      { $0.resumption = .tickets(lifetime: 3600) },
      server: { $0.resumption = .tickets(lifetime: 3600) })
    let first = try BookPair(engines.client, engines.server)
    first.settle()
    let session = try #require(first.client.sessions.first)
    let others = try BookPair.engines {
      $0.resumption = .tickets(lifetime: 3600)
      $0.expectedName = PKI.address
    }
    #expect(throws: TLSError(.configuration(.session))) {
      _ = try PairedPeer(others.client, resuming: session)
    }
    let garbage = TLSSession(Secret(copying: [1, 2, 3].span))
    #expect(throws: TLSError(.configuration(.session))) {
      _ = try PairedPeer(engines.client, resuming: garbage)
    }
  }

  @Test func earlyDataArrivesBeforeTheHandshakeIsComplete() throws {
    let (engines, session) = try earlyEngines()
    let pair = try BookPair(engines.client, engines.server, resuming: session)
    let early = Array("temperature=21".utf8)
    pair.client.trying { channel throws(TLSError) in try channel.send(earlyData: early.span) }
    pair.settle()
    pair.expectConnected()
    #expect(pair.server.early == early)
    #expect(pair.server.received.isEmpty)
    #expect(pair.client.connected?.isEarlyDataAccepted == true)
    #expect(pair.server.connected?.isEarlyDataAccepted == true)
  }

  @Test func theSameEarlyDataIsTakenOnce() throws {
    let (engines, session) = try earlyEngines()
    let first = try BookPair(engines.client, engines.server, resuming: session)
    first.client.trying { channel throws(TLSError) in
      try channel.send(earlyData: [1, 2, 3].span)
    }
    let flight = first.client.departing()
    first.server.handle(flight)
    _ = first.server.departing()
    #expect(first.server.early == [1, 2, 3])
    let replay = try PairedPeer(engines.server)
    replay.handle(flight)
    _ = replay.departing()
    #expect(replay.early.isEmpty)
    #expect(replay.connected == nil)
  }

  @Test func moreEarlyDataThanAllowedIsRefusedAndHarmsNothing() throws {
    let (engines, session) = try earlyEngines()
    let pair = try BookPair(engines.client, engines.server, resuming: session)
    let early = [UInt8](repeating: 1, count: 1025)
    pair.client.trying { channel throws(TLSError) in try channel.send(earlyData: early.span) }
    #expect(pair.client.error?.cause == .tooLarge(maximum: 1024))
    pair.settle()
    #expect(pair.client.connected != nil && pair.server.connected != nil)
    #expect(pair.server.early.isEmpty)
  }

  @Test func withoutASessionThereIsNoEarlyData() throws {
    let (engines, _) = try earlyEngines()
    let pair = try BookPair(engines.client, engines.server)
    pair.client.trying { channel throws(TLSError) in try channel.send(earlyData: [1].span) }
    #expect(pair.client.error?.cause == .configuration(.earlyData))
  }

  private func earlyEngines() throws -> (
    (client: BookEngineOverOpenSSL, server: BookEngineOverOpenSSL), TLSSession
  ) {
    func change(_ configuration: inout TLSConfiguration) {
      configuration.resumption = .tickets(lifetime: 3600)
      configuration.maximumEarlyData = 1024
    }
    let engines = try BookPair.engines(change, server: change)
    let first = try BookPair(engines.client, engines.server)
    first.settle()
    first.expectConnected()
    return (engines, try #require(first.client.sessions.first))
  }

  @Test func bareKeysAreBelievedAndNoOthers() throws {
    let pki = try PKI.shared.get()
    let keys = try (server: bareKey(pki.server), device: bareKey(pki.device))
    for (trusted, isRight) in [(keys.server, true), (keys.device, false)] {
      func change(_ configuration: inout TLSConfiguration, _ trusted: [UInt8]) {
        configuration.roots = []
        configuration.chain = []
        configuration.expectedName = nil
        configuration.ownCertificateType = .rawPublicKey
        configuration.trustedKeys = [trusted]
      }
      let engines = try BookPair.engines(
        { change(&$0, trusted) }, server: { change(&$0, keys.device) })
      let pair = try BookPair(engines.client, engines.server)
      pair.settle()
      if isRight {
        pair.expectConnected()
        #expect(pair.client.connected?.peerKey == keys.server)
        #expect(pair.server.connected?.peerKey == keys.device)
        #expect(pair.client.connected?.peerCertificate.isEmpty == true)
      } else {
        #expect(
          pair.client.error?.cause == .certificate(.unknownIssuer, depth: 0, subject: []))
        #expect(pair.server.error?.cause == .peerAlert(Alert(code: 48)))
      }
    }
  }

  @Test func bothEndsExportTheSameKey() throws {
    let engines = try BookPair.engines()
    let pair = try BookPair(engines.client, engines.server)
    pair.settle()
    let (label, context) = (Array("EXPORTER-things".utf8), [UInt8]([1, 2]))
    let ours = try pair.client.channel.export(
      label: label.span, context: context.span, count: 20)
    let theirs = try pair.server.channel.export(
      label: label.span, context: context.span, count: 20)
    let isSame = ours == theirs && ours.count == 20
    #expect(isSame)
    let nothing: [UInt8] = []
    let other = try pair.client.channel.export(
      label: label.span, context: nothing.span, count: 20)
    let isOther = !(ours == other)
    #expect(isOther)
  }

  //= rfc8446#4.6.3
  //= type=test
  //# If the request_update field is set to "update_requested", then the
  //# receiver MUST send a KeyUpdate of its own with request_update set to
  //# "update_not_requested" prior to sending its next Application Data
  //# record.
  @Test func keysAreRenewedBothWays() throws {
    let engines = try BookPair.engines()
    let pair = try BookPair(engines.client, engines.server)
    pair.settle()
    for round in 0..<UInt8(3) {
      pair.client.trying { channel throws(TLSError) in
        try channel.updateKeys(requestingPeers: round > 0)
        try channel.send([round].span)
      }
      pair.settle()
      pair.server.trying { channel throws(TLSError) in try channel.send([round].span) }
      pair.settle()
    }
    pair.expectConnected()
    #expect(pair.server.received == [0, 1, 2] && pair.client.received == [0, 1, 2])
  }

  @Test func aPeerThatOnlyRenewsItsKeysIsLeft() throws {
    let engines = try BookPair.engines()
    let pair = try BookPair(engines.client, engines.server)
    pair.settle()
    for _ in 0..<40 {
      pair.client.trying { channel throws(TLSError) in
        try channel.updateKeys(requestingPeers: false)
      }
      pair.settle()
    }
    #expect(pair.server.error?.cause == .protocolViolation(.tooMuch))
    #expect(pair.client.error?.cause == .peerAlert(Alert(code: 10)))
  }

  //= rfc8446#4.4.2
  //= type=test
  //# If the server requests client authentication but no
  //# suitable certificate is available, the client MUST send a Certificate
  //# message containing no certificates
  @Test func aMissingCertificateIsSaidInTheWordsOfTheVersion() throws {
    for (version, code) in [(TLSVersion.tls12, UInt8(40)), (.tls13, 116)] {
      func withoutCertificate(_ configuration: inout TLSConfiguration) {
        configuration.chain = []
        configuration.privateKey = nil
        configuration.versions = version...version
      }
      let engines = try BookPair.engines(
        withoutCertificate, server: { $0.versions = version...version })
      let pair = try BookPair(engines.client, engines.server)
      pair.settle()
      #expect(pair.server.error?.cause == .certificateRequired)
      #expect(pair.client.error?.cause == .peerAlert(Alert(code: code)))
    }
  }

  //= rfc8446#5.1
  //= type=test
  //# Implementations MUST verify that all messages immediately
  //# preceding a key change align with a record boundary; if not, then
  //# they MUST terminate the connection with an "unexpected_message"
  //# alert.
  @Test func noMessageReachesOverAChangeOfKeys() throws {
    let engines = try BookPair.engines()
    let pair = try BookPair(engines.client, engines.server)
    pair.server.handle(pair.client.departing())
    var flight = pair.server.departing()
    let end = 5 + Int(flight[3]) << 8 + Int(flight[4])
    flight.insert(contentsOf: [HandshakeType.encryptedExtensions.code, 0], at: end)
    flight[3] = UInt8((end - 3) >> 8)
    flight[4] = UInt8((end - 3) & 0xFF)
    pair.client.handle(flight)
    #expect(pair.client.error?.cause == .protocolViolation(.unexpectedMessage))
    #expect(pair.client.error?.rule == "RFC 8446, 5.1")
    #expect(!pair.client.departing().isEmpty)
    pair.client.handle([1])
    #expect(pair.client.departing().isEmpty)
  }

  private func bareKey(_ identity: PKI.Identity) throws -> [UInt8] {
    let key = try Certificate(der: identity.chain[0]).subjectPublicKeyInfo
    return key.indices.map { key[$0] }
  }
}
