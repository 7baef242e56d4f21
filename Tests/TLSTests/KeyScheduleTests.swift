// SPDX-License-Identifier: Apache-2.0
import MbedTLSBackend
import OpenSSLBackend
import Primitives
import TLS
import TestSupport
import Testing

/// The key schedule beside RFC 8448: each of its secrets, by every provider.
@Suite struct KeyScheduleTests {
  @Test(arguments: 0..<5)
  func everySecret(_ number: Int) throws {
    try check(RFC8448.all[number], OpenSSLCrypto.self)
    try check(RFC8448.all[number], PortableCrypto.self)
    try check(RFC8448.all[number], MbedTLSCrypto.self)
  }

  func check<Crypto: CryptoProvider>(_ trace: RFC8448, _: Crypto.Type) throws {
    var layer = Layer(.client, Crypto.self)
    let told = layer.witness.testimonies
    let isRetry = trace.messages(.clientHello).count == 2
    let hellos = isRetry ? 4 : 2

    var transcript = Transcript<Crypto>()
    let messages = trace.messages
    let first = messages[0].bytes
    try transcript.add(first.span)
    try transcript.choose(.sha256)
    if isRetry { try transcript.replaceFirstHello() }
    for message in messages[1..<hellos] { try transcript.add(message.bytes.span) }

    let key = trace.values(of: "extract secret \"early\"", "IKM")
    let hasKey = !key.allSatisfy { $0 == 0 }
    let early = try EarlySecret<Crypto>(
      .sha256, preSharedKey: (hasKey ? key : []).span, &layer.records)
    #expect(told[.earlySecret] == trace.values(of: "extract secret \"early\"", "secret"))
    if hasKey {
      let binder = trace.step(.client, "calculate PSK binder")
      let prefix = Transcript<Crypto>()
      let digest = try prefix.digest(adding: binder["ClientHello prefix"].span, as: .sha256)
      #expect([UInt8](copying: digest.bytes) == binder["binder hash"])
      let code = try early.binder(.resumption, over: digest, &layer.records)
      #expect([UInt8](copying: code.bytes) == binder["finished"])
      let hello = try Digest(of: first.span, .sha256, Crypto.self)
      let traffic = try early.clientTraffic(hello, &layer.records)
      #expect(
        told[.clientEarlyTraffic]
          == trace.values(of: "derive secret \"tls13 c e traffic\"", "expanded"))
      let protection = try traffic.protection(CipherSuite(code: 0x1301), &layer.records)
      #expect(protection.shape.isEarly)
      let keys = trace.step(.client, "derive write traffic keys for early application data")
      #expect(told[.clientKey] == keys["key expanded"])
      #expect(told[.clientIV] == keys["iv expanded"])
    }

    let shared = trace.values(of: "extract secret \"handshake\"", "IKM")
    let handshake = try early.handshakeSecret(sharedSecret: shared.span, &layer.records)
    #expect(told[.handshakeSecret] == trace.values(of: "extract secret \"handshake\"", "secret"))
    var digest = try transcript.digest()
    let client = try handshake.clientTraffic(digest, &layer.records)
    let server = try handshake.serverTraffic(digest, &layer.records)
    #expect(
      told[.clientHandshakeTraffic]
        == trace.values(of: "derive secret \"tls13 c hs traffic\"", "expanded"))
    #expect(
      told[.serverHandshakeTraffic]
        == trace.values(of: "derive secret \"tls13 s hs traffic\"", "expanded"))
    _ = try server.protection(CipherSuite(code: 0x1301), &layer.records)
    let keys = trace.step(.server, "derive write traffic keys for handshake data")
    #expect(told[.serverKey] == keys["key expanded"])
    #expect(told[.serverIV] == keys["iv expanded"])

    // Up to each Finished, and behind it.
    var finished: [[UInt8]] = []
    let master = try handshake.masterSecret(&layer.records)
    #expect(told[.masterSecret] == trace.values(of: "extract secret \"master\"", "secret"))
    for message in messages[hellos...] {
      if message.bytes[0] == HandshakeType.finished.code {
        digest = try transcript.digest()
        let own =
          message.role == .server
          ? try server.verifyData(digest, &layer.records)
          : try client.verifyData(digest, &layer.records)
        #expect([UInt8](copying: own.bytes) == Array(message.bytes.dropFirst(4)))
        finished.append(message.bytes)
      }
      guard finished.count < 2 || message.bytes[0] == HandshakeType.finished.code else { break }
      try transcript.add(message.bytes.span)
      digest = try transcript.digest()
      if finished.count == 1, message.bytes[0] == HandshakeType.finished.code {
        _ = try master.clientTraffic(digest, &layer.records)
        _ = try master.serverTraffic(digest, &layer.records)
        _ = try master.exporter(digest, &layer.records)
        #expect(
          told[.clientApplicationTraffic]
            == trace.values(of: "derive secret \"tls13 c ap traffic\"", "expanded"))
        #expect(
          told[.serverApplicationTraffic]
            == trace.values(of: "derive secret \"tls13 s ap traffic\"", "expanded"))
        #expect(
          told[.exporter] == trace.values(of: "derive secret \"tls13 exp master\"", "expanded"))
      }
    }
    #expect(finished.count == 2)
    let resumption = try master.resumption(digest, &layer.records)
    #expect(told[.resumption] == trace.values(of: "derive secret \"tls13 res master\"", "expanded"))
    if trace.steps.contains(where: { $0.action.hasPrefix("generate resumption") }) {
      let ticket = try resumption.key(nonce: [0, 0].span, &layer.records)
      #expect(
        [UInt8](copying: ticket.bytes) == trace.values(of: "generate resumption secret", "expanded")
      )
    }
  }

  /// Labels as Wireshark knows them, and no line before somebody has a name.
  @Test func keyLog() throws {
    let trace = RFC8448.simple
    var layer = Layer(.client)
    let told = layer.witness.testimonies
    let random = Array(trace.messages[0].bytes[6..<38])
    layer.records.identify(by: random.span)
    let early = try EarlySecret<OpenSSLCrypto>(.sha256, preSharedKey: Span(), &layer.records)
    let shared = trace.values(of: "extract secret \"handshake\"", "IKM")
    let handshake = try early.handshakeSecret(sharedSecret: shared.span, &layer.records)
    let digest = try Digest(of: trace.transcript(2).span, .sha256, OpenSSLCrypto.self)
    _ = try handshake.serverTraffic(digest, &layer.records)
    let secret = trace.values(of: "derive secret \"tls13 s hs traffic\"", "expanded")
    #expect(
      told.keyLog
        == ["SERVER_HANDSHAKE_TRAFFIC_SECRET \(hexString(random)) \(hexString(secret))"])
  }

  /// KeyUpdate: OpenSSL's own HKDF says the same.
  @Test func nextGeneration() throws {
    var layer = Layer(.client)
    let told = layer.witness.testimonies
    let early = try EarlySecret<OpenSSLCrypto>(.sha384, preSharedKey: Span(), &layer.records)
    let digest = try Digest(of: Span(), .sha384, OpenSSLCrypto.self)
    let master = try early.handshakeSecret(sharedSecret: Span(), &layer.records).masterSecret(
      &layer.records)
    var traffic = try master.clientTraffic(digest, &layer.records)
    let first = try #require(told[.clientApplicationTraffic])
    try traffic.update(&layer.records)
    let second = try #require(told[.clientApplicationTraffic])
    let info = [0, 48, 17] + Array("tls13 traffic upd".utf8) + [0]
    var expected = [UInt8](repeating: 0, count: 48)
    var place = expected.mutableSpan
    try OpenSSLCrypto.HKDFSHA384.expand(first.span, info: info.span, into: &place)
    #expect(second == expected)
    #expect(second != first)

    // The digest of nothing, which is a constant here, is the one of SHA-384.
    let secret = told[.earlySecret] ?? []
    var nothing = expected
    place = nothing.mutableSpan
    let empty = try Digest(of: Span(), .sha384, OpenSSLCrypto.self)
    let label = [0, 48, 13] + Array("tls13 derived".utf8) + [48] + [UInt8](copying: empty.bytes)
    try OpenSSLCrypto.HKDFSHA384.expand(secret.span, info: label.span, into: &place)
    #expect(told[.derivedFromEarly] == nothing)
  }
}

extension RFC8448 {
  /// A value of the first step that begins so, whoever takes it.
  func values(of action: String, _ name: String) -> [UInt8] {
    let step = steps.first { $0.action.hasPrefix(action) }
    return step?[name] ?? []
  }
}
