// SPDX-License-Identifier: Apache-2.0
import TLS
import TestSupport
import Testing
import Wire

/// What is written reads back, whatever it is.
struct MessagePropertyTests {
  static let seeds: Range<UInt64> = 0..<200

  func same<Body: ReadableBody>(_ body: Body) throws -> Body {
    let message = try body.message()
    let again = try read(Body.self, message)
    #expect(try again.message() == message)
    return again
  }

  @Test func clientHellos() throws {
    for seed in MessagePropertyTests.seeds {
      var random = SeededRandom(seed: seed)
      let hello = ClientHello.any(&random)
      let again = try same(hello)
      #expect(again.random == hello.random && again.sessionID == hello.sessionID)
      #expect(again.suites == hello.suites && again.groups == hello.groups)
      #expect(again.keyShares == hello.keyShares && again.cookie == hello.cookie)
      #expect(again.preSharedKeys == hello.preSharedKeys)
      #expect(again.order == hello.offered)
      #expect(again.clientCertificateTypes == hello.clientCertificateTypes)
      #expect(again.recordSizeLimit == hello.recordSizeLimit)
      #expect(again.applicationProtocols == hello.applicationProtocols)
    }
  }

  /// Extensions that are carried and not spoken.
  @Test func others() throws {
    for seed in MessagePropertyTests.seeds {
      var random = SeededRandom(seed: seed)
      var hello = ClientHello.any(&random)
      let other = OpaqueExtension(ExtensionType(code: 0xFAFA), random.bytes(in: 0...50))
      hello.others = [other]
      let message = try hello.message()
      #expect(rawExtensions(ofClientHello: message).contains(other))
      #expect(try ClientHello.whole(message).message() == message)
    }
  }

  @Test func serverHellos() throws {
    for seed in MessagePropertyTests.seeds {
      var random = SeededRandom(seed: seed)
      let hello = ServerHello.any(&random)
      let again = try same(hello)
      #expect(again.random == hello.random && again.suite == hello.suite)
      #expect(again.selectedVersion == hello.selectedVersion && again.cookie == hello.cookie)
      #expect(again.keyShare == hello.keyShare && again.selectedGroup == hello.selectedGroup)
      #expect(again.selectedIdentity == hello.selectedIdentity)
      #expect(again.applicationProtocol == hello.applicationProtocol)
    }
  }

  @Test func theOthers() throws {
    for seed in MessagePropertyTests.seeds {
      var random = SeededRandom(seed: seed)
      var extensions = EncryptedExtensions()
      extensions.serverName = random.coin()
      extensions.groups = random.list(0...9) { NamedGroup(code: $0.code()) }
      extensions.applicationProtocol = random.bytes(in: 0...255)
      extensions.clientCertificateType = random.maybe { $0.coin() ? .x509 : .rawPublicKey }
      extensions.recordSizeLimit = random.maybe { max(64, $0.code()) }
      extensions.earlyData = random.coin()
      let again = try same(extensions)
      #expect(again.groups == extensions.groups && again.earlyData == extensions.earlyData)

      var request = CertificateRequest()
      request.context = random.bytes(in: 0...255)
      request.wantsStatus = random.coin()
      request.signatureSchemes = random.list(1...40) { SignatureScheme(code: $0.code()) }
      request.certificateSignatureSchemes = random.list(0...9) { SignatureScheme(code: $0.code()) }
      #expect(try same(request).signatureSchemes == request.signatureSchemes)

      let chain = CertificateMessage(
        context: random.bytes(in: 0...255),
        entries: random.list(0...16) {
          CertificateEntry($0.bytes(in: 1...900), status: $0.bytes(in: 0...300))
        })
      let read = try same(chain)
      #expect(read.entries.map(\.data) == chain.entries.map(\.data))
      #expect(read.entries.map(\.status) == chain.entries.map(\.status))

      _ = try same(
        CertificateVerify(
          scheme: SignatureScheme(code: random.code()), signature: random.bytes(in: 0...600)))
      let ticket = NewSessionTicket(
        lifetime: UInt32(random.code()), ageAdd: UInt32(random.code()) << 16,
        nonce: random.bytes(in: 0...255), ticket: random.bytes(in: 1...900),
        maximumEarlyData: random.maybe { UInt32($0.code()) })
      let taken = try same(ticket)
      #expect(taken.ageAdd == ticket.ageAdd && taken.maximumEarlyData == ticket.maximumEarlyData)
      _ = try same(CertificateStatus(random.bytes(in: 1...900)))
    }
  }

  /// What was broken anywhere may be refused, but it is never more than that.
  @Test func anythingElseIsRefusedOrRead() throws {
    let messages = (RFC8448.all.flatMap { $0.messages } + Golden12.all.flatMap { $0.messages })
      .map(\.bytes).filter { $0.count > 4 }
    for seed in UInt64(0)..<20 {
      var random = SeededRandom(seed: seed)
      for message in messages {
        var broken = message
        for _ in 0..<Int.random(in: 1...4, using: &random) {
          broken[Int.random(in: 4..<broken.count, using: &random)] = random.bytes(1)[0]
        }
        readAsAnything(broken[4...])
      }
    }
  }

  func readAsAnything(_ body: ArraySlice<UInt8>) {
    _ = try? ClientHello(reading: body.span)
    _ = try? ServerHello(reading: body.span)
    _ = try? EncryptedExtensions(reading: body.span)
    _ = try? CertificateRequest(reading: body.span)
    _ = try? CertificateMessage(reading: body.span)
    _ = try? CertificateVerify(reading: body.span)
    _ = try? NewSessionTicket(reading: body.span)
    _ = try? KeyUpdate(reading: body.span)
    _ = try? CertificateRequest12(reading: body.span)
    _ = try? CertificateStatus(reading: body.span)
    for kind in [KeyExchange12.ecdhe, .ecdhePSK, .psk] {
      _ = try? ServerKeyExchange(reading: body.span, as: kind)
      _ = try? ClientKeyExchange(reading: body.span, as: kind)
    }
    for type in [CertificateType.x509, .rawPublicKey] {
      _ = try? CertificateMessage12(reading: body.span, as: type)
    }
  }
}

extension ClientHello {
  /// Anything that may be said in one.
  static func any(_ random: inout SeededRandom) -> ClientHello {
    var hello = ClientHello(random: HelloRandom(random.bytes(32).span))
    hello.sessionID = random.bytes(in: 0...32)
    hello.suites = random.list(1...50) { CipherSuite(code: $0.code()) }
    hello.serverName = random.bytes(in: 0...100)
    hello.wantsStatus = random.coin()
    hello.groups = [.x25519, .secp256r1] + random.list(0...9) { NamedGroup(code: $0.code()) }
    hello.hasPointFormats = random.coin()
    hello.signatureSchemes = random.list(0...30) { SignatureScheme(code: $0.code()) }
    hello.certificateSignatureSchemes = random.list(0...9) { SignatureScheme(code: $0.code()) }
    hello.applicationProtocols = ProtocolNameList(random.list(0...5) { $0.bytes(in: 1...255) })
    hello.clientCertificateTypes = random.maybe { _ in [.rawPublicKey, .x509] }
    hello.serverCertificateTypes = random.maybe { _ in [.x509] }
    hello.extendedMasterSecret = random.coin()
    hello.recordSizeLimit = random.maybe { max(64, $0.code()) }
    hello.earlyData = random.coin()
    hello.supportedVersions = random.list(0...9) { TLSVersion(code: $0.code()) }
    hello.cookie = random.bytes(in: 0...300)
    hello.preSharedKeyModes = random.maybe { $0.coin() ? [.alone, .withAgreement] : .alone }
    hello.keyShares = random.maybe { random in
      let shares = [
        KeyShareEntry(.x25519, random.bytes(32)), KeyShareEntry(.secp256r1, random.bytes(65)),
      ]
      return Array(shares.prefix(Int.random(in: 0...2, using: &random)))
    }
    hello.renegotiationInfo = random.maybe { $0.bytes(in: 0...24) }
    hello.preSharedKeys = random.maybe { random in
      PreSharedKeyOffer(
        random.list(1...8) {
          PreSharedKeyIdentity(
            $0.bytes(in: 1...200), obfuscatedTicketAge: UInt32($0.code()), binder: $0.bytes(48))
        })
    }
    hello.order = hello.offered.shuffled(using: &random)
    return hello
  }
}

extension ServerHello {
  static func any(_ random: inout SeededRandom) -> ServerHello {
    let isRetry = random.coin()
    var hello = ServerHello(
      random: isRetry ? .helloRetryRequest : HelloRandom(random.bytes(32).span),
      suite: CipherSuite(code: random.code()))
    hello.sessionID = random.bytes(in: 0...32)
    hello.selectedVersion = random.maybe { TLSVersion(code: $0.code()) }
    if isRetry {
      hello.selectedGroup = random.maybe { NamedGroup(code: $0.code()) }
      hello.cookie = random.bytes(in: 0...300)
    } else {
      hello.keyShare = random.maybe { KeyShareEntry(.x25519, $0.bytes(32)) }
      hello.selectedIdentity = random.maybe { $0.code() }
    }
    hello.serverName = random.coin()
    hello.statusRequest = random.coin()
    hello.hasPointFormats = random.coin()
    hello.applicationProtocol = random.bytes(in: 0...255)
    hello.clientCertificateType = random.maybe { $0.coin() ? .x509 : .rawPublicKey }
    hello.serverCertificateType = random.maybe { _ in .x509 }
    hello.extendedMasterSecret = random.coin()
    hello.recordSizeLimit = random.maybe { max(64, $0.code()) }
    hello.renegotiationInfo = random.maybe { $0.bytes(in: 0...24) }
    return hello
  }
}
