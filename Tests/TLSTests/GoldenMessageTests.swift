// SPDX-License-Identifier: Apache-2.0
import TLS
import TestSupport
import Testing
import Wire

/// The messages of RFC 8448, both ways.
struct GoldenMessageTests {
  @Test(arguments: RFC8448.all.indices)
  func allAreReadAndWrittenByteForByte(trace: Int) throws {
    for (_, message) in RFC8448.all[trace].messages {
      switch HandshakeType(code: message[0]) {
      case .clientHello: #expect(try ClientHello.whole(message).message() == message)
      case .serverHello: try same(ServerHello.self, message)
      case .encryptedExtensions: try same(EncryptedExtensions.self, message)
      case .certificateRequest: try same(CertificateRequest.self, message)
      case .certificate: try same(CertificateMessage.self, message)
      case .certificateVerify: try same(CertificateVerify.self, message)
      case .newSessionTicket: try same(NewSessionTicket.self, message)
      case .endOfEarlyData: try same(EndOfEarlyData.self, message)
      case .finished:
        let finished = try HandshakeMessage(message.span).read(by: .server, Finished.rule) {
          body throws(WireError) in try Finished(reading: body, length: 32)
        }
        #expect(try finished.message() == message)
      case let other: Issue.record("\(other)")
      }
    }
  }

  func same<Body: ReadableBody>(_ type: Body.Type, _ message: [UInt8]) throws {
    #expect(try read(type, message).message() == message)
  }

  @Test func aClientHello() throws {
    let hello = try read(ClientHello.self, RFC8448.simple.messages(.clientHello)[0])
    #expect(hello.version == .tls12)
    #expect(hello.random.bytes[0] == 0xCB && hello.random.bytes[31] == 0xE7)
    #expect(hello.sessionID.isEmpty)
    #expect(hello.suites.map(\.code) == [0x1301, 0x1303, 0x1302])
    #expect(hello.serverName == Array("server".utf8))
    #expect(hello.groups.map(\.code) == [29, 23, 24, 25, 256, 257, 258, 259, 260])
    #expect(hello.supportedVersions == [.tls13])
    #expect(hello.signatureSchemes.count == 15)
    #expect(hello.signatureSchemes.first == .ecdsaSecp256r1SHA256)
    #expect(hello.preSharedKeyModes == .withAgreement)
    #expect(hello.recordSizeLimit == 0x4001)
    #expect(hello.renegotiationInfo == [])
    #expect(hello.keyShares?.map(\.group) == [.x25519])
    let share = RFC8448.simple.step(.client, "create an ephemeral x25519")["public key"]
    #expect(hello.keyShares?.first?.keyExchange == share)
    #expect(hello.preSharedKeys == nil && !hello.earlyData && hello.cookie.isEmpty)
  }

  /// From nothing but its fields.
  @Test func aClientHelloIsBuilt() throws {
    let golden = RFC8448.simple.messages(.clientHello)[0]
    var hello = ClientHello(random: HelloRandom(golden[6..<38].span))
    hello.suites = [0x1301, 0x1303, 0x1302].map(CipherSuite.init(code:))
    hello.serverName = Array("server".utf8)
    hello.renegotiationInfo = []
    hello.groups = [29, 23, 24, 25, 256, 257, 258, 259, 260].map(NamedGroup.init(code:))
    hello.others = [OpaqueExtension(.sessionTicket)]
    let share = RFC8448.simple.step(.client, "create an ephemeral x25519")["public key"]
    hello.keyShares = [KeyShareEntry(.x25519, share)]
    hello.supportedVersions = [.tls13]
    hello.signatureSchemes = [
      0x0403, 0x0503, 0x0603, 0x0203, 0x0804, 0x0805, 0x0806, 0x0401, 0x0501, 0x0601, 0x0201,
      0x0402, 0x0502, 0x0602, 0x0202,
    ].map(SignatureScheme.init(code:))
    hello.preSharedKeyModes = .withAgreement
    hello.recordSizeLimit = 0x4001
    hello.order = [
      .serverName, .renegotiationInfo, .supportedGroups, .sessionTicket, .keyShare,
      .supportedVersions, .signatureAlgorithms, .pskKeyExchangeModes, .recordSizeLimit,
    ]
    #expect(try hello.message() == golden)
  }

  /// What a binder proves is the message without the binders.
  @Test func whatIsBeforeTheBinders() throws {
    let trace = RFC8448.resumed
    let message = trace.messages(.clientHello)[0]
    let hello = try read(ClientHello.self, message)
    let offer = try #require(hello.preSharedKeys)
    #expect(hello.earlyData)
    #expect(offer.identities.count == 1)
    let ticket = try read(NewSessionTicket.self, RFC8448.simple.messages(.newSessionTicket)[0])
    #expect(offer.identities[0].identity == ticket.ticket)
    #expect(ticket.lifetime == 30 && ticket.maximumEarlyData == 1024)
    #expect(ticket.nonce == [0, 0])
    let binder = trace.step(.client, "calculate PSK binder")
    #expect(offer.identities[0].binder == binder["finished"])
    #expect(message.dropLast(offer.bindersLength) == binder["ClientHello prefix"][...])
  }

  @Test func aHelloRetryRequest() throws {
    let hellos = RFC8448.retry.messages(.serverHello)
    let retry = try read(ServerHello.self, hellos[0])
    #expect(retry.isRetry)
    #expect(retry.selectedGroup == .secp256r1 && retry.keyShare == nil)
    #expect(retry.cookie.count == 114)
    #expect(retry.present == [.keyShare, .cookie, .supportedVersions])
    let hello = try read(ServerHello.self, hellos[1])
    #expect(!hello.isRetry)
    #expect(hello.keyShare?.group == .secp256r1 && hello.selectedVersion == .tls13)
    #expect(hello.random.downgrade == nil)
  }

  @Test func aChain() throws {
    let trace = RFC8448.clientAuthentication
    let chain = try read(CertificateMessage.self, trace.messages(.certificate)[0])
    #expect(chain.entries.count == 1 && chain.context.isEmpty)
    let request = try read(CertificateRequest.self, trace.messages(.certificateRequest)[0])
    #expect(request.signatureSchemes.contains(.rsaPSSRSAESHA256))
    let verify = try read(CertificateVerify.self, trace.messages(.certificateVerify)[0])
    #expect(verify.scheme == .ecdsaSecp256r1SHA256)
  }
}
