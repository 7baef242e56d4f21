// SPDX-License-Identifier: Apache-2.0
import TLS
import TestSupport
import Testing
import Wire

/// What must not be read, and with which alert it is refused.
struct MessageFaultTests {
  static let hello = RFC8448.simple.messages(.clientHello)[0]

  /// The ClientHello of RFC 8448 with other extensions.
  func hello(_ extensions: [OpaqueExtension]) -> [UInt8] {
    let golden = MessageFaultTests.hello
    return framed(.clientHello, Array(golden[4..<49]) + block(extensions))
  }

  func block(_ extensions: [OpaqueExtension]) -> [UInt8] {
    let bytes = extensions.flatMap { two($0.type.code) + two($0.data.count) + $0.data }
    return two(bytes.count) + bytes
  }

  func two(_ number: some BinaryInteger) -> [UInt8] {
    [UInt8(truncatingIfNeeded: number >> 8), UInt8(truncatingIfNeeded: number)]
  }

  func refusal(_ extensions: [OpaqueExtension]) -> Violation? {
    violation { _ = try read(ClientHello.self, hello(extensions), by: .client) }
  }

  /// Any prefix of any message's body is malformed, but for a hello without extensions.
  @Test func everyPrefixIsRefused() throws {
    for trace in RFC8448.all {
      for (_, message) in trace.messages {
        try refusePrefixes(message) { prefix throws(TLSError) in
          switch prefix.type {
          case .clientHello: _ = try prefix.read(as: ClientHello.self, by: .client)
          case .serverHello: _ = try prefix.read(as: ServerHello.self, by: .client)
          case .encryptedExtensions:
            _ = try prefix.read(as: EncryptedExtensions.self, by: .client)
          case .certificateRequest: _ = try prefix.read(as: CertificateRequest.self, by: .client)
          case .certificate: _ = try prefix.read(as: CertificateMessage.self, by: .client)
          case .certificateVerify: _ = try prefix.read(as: CertificateVerify.self, by: .client)
          case .newSessionTicket: _ = try prefix.read(as: NewSessionTicket.self, by: .client)
          default:
            _ = try prefix.read(by: .client, Finished.rule) { body throws(WireError) in
              try Finished(reading: body, length: 32)
            }
          }
        }
      }
    }
    for (golden, kind) in [(Golden12.certificates, KeyExchange12.ecdhe), (.psk, .psk)] {
      for (_, message) in golden.messages {
        try refusePrefixes(message) { prefix throws(TLSError) in
          try prefix.read(by: .server, "RFC 5246") { body throws(WireError) in
            switch prefix.type {
            case .clientHello: _ = try ClientHello(reading: body)
            case .serverHello: _ = try ServerHello(reading: body)
            case .certificate: _ = try CertificateMessage12(reading: body, as: .x509)
            case .serverKeyExchange: _ = try ServerKeyExchange(reading: body, as: kind)
            case .clientKeyExchange: _ = try ClientKeyExchange(reading: body, as: kind)
            case .certificateRequest: _ = try CertificateRequest12(reading: body)
            case .certificateVerify: _ = try CertificateVerify(reading: body)
            case .serverHelloDone: _ = try ServerHelloDone(reading: body)
            default: _ = try CertificateStatus(reading: body)
            }
          }
        }
      }
    }
  }

  func refusePrefixes(
    _ message: [UInt8], _ read: (borrowing HandshakeMessage) throws(TLSError) -> Void
  ) throws {
    let type = HandshakeType(code: message[0])
    for count in 0..<(message.count - 4) {
      let prefix = framed(type, Array(message[4..<(4 + count)]))
      let found = violation { try read(HandshakeMessage(prefix.span)) }
      if found == nil, type == .clientHello || type == .serverHello {
        let rest = message.count - 4 - count
        #expect(rest == 2 + Int(message[4 + count]) << 8 + Int(message[5 + count]))
      } else {
        #expect(found == .malformedMessage, "\(type), \(count) bytes")
      }
    }
    let longer = framed(type, message[4...] + [0])
    #expect(violation { try read(HandshakeMessage(longer.span)) } == .malformedMessage, "\(type)")
  }

  //= rfc8446#4.2
  //= type=test
  //# There MUST NOT be more than one extension of the
  //# same type in a given extension block.
  @Test func anExtensionTwiceIsRefused() throws {
    let extensions = rawExtensions(ofClientHello: MessageFaultTests.hello)
    #expect(refusal(extensions) == nil)
    for twice in extensions {
      #expect(refusal(extensions + [twice]) == .illegalParameter)
      #expect(refusal([twice] + extensions) == .illegalParameter)
    }
    let unknown = OpaqueExtension(ExtensionType(code: 0x5A5A), [1])
    #expect(refusal(extensions + [unknown]) == nil)
    #expect(refusal([unknown] + extensions + [unknown]) == .illegalParameter)
    for type in [UInt16(0), 16, 43] {
      let one = OpaqueExtension(ExtensionType(code: type), [])
      let body = [UInt8](repeating: 0, count: 4) + [0] + [0, 1, 0] + block([one, one])
      #expect(violation { _ = try read(NewSessionTicket.self, body: [0, 0, 0, 0] + body) } != nil)
    }
  }

  //= rfc8446#4.2.11
  //= type=test
  //# The "pre_shared_key" extension MUST be the last extension in the
  //# ClientHello (this facilitates implementation as described below).
  //= rfc8446#4.2.11
  //= type=test
  //# The "pre_shared_key" extension MUST be the last extension in the
  //# ClientHello
  @Test func thePreSharedKeyIsLast() throws {
    let extensions = rawExtensions(ofClientHello: RFC8448.resumed.messages(.clientHello)[0])
    #expect(refusal(extensions) == nil)
    let last = try #require(extensions.last)
    #expect(last.type == .preSharedKey)
    #expect(refusal([last] + extensions.dropLast()) == .illegalParameter)
    #expect(refusal(extensions + [OpaqueExtension(.padding, [0])]) == .illegalParameter)
  }

  //= rfc8446#4.1.2
  //= type=test
  //# For every TLS 1.3 ClientHello, this vector
  //# MUST contain exactly one byte, set to zero, which corresponds to
  //# the "null" compression method in prior versions of TLS.
  @Test func compression() throws {
    let golden = MessageFaultTests.hello
    for (methods, in13, in12) in [
      ([0], nil, nil), ([1, 0], .illegalParameter, nil), ([0, 0], .illegalParameter, nil),
      ([1], .illegalParameter, .illegalParameter), ([], .malformedMessage, .malformedMessage),
    ] as [([UInt8], Violation?, Violation?)] {
      let front = golden[4..<47] + [UInt8(methods.count)] + methods
      let new = framed(.clientHello, front + golden[49...])
      #expect(violation { _ = try read(ClientHello.self, new, by: .client) } == in13)
      let old = framed(.clientHello, Array(front))
      #expect(violation { _ = try read(ClientHello.self, old, by: .client) } == in12)
    }
  }

  //= rfc8446#4.2.8
  //= type=test
  //# Clients MUST NOT offer multiple KeyShareEntry values
  //# for the same group.
  @Test func twoSharesOfOneGroup() throws {
    let share = [0, 29, 0, 1, 9] as [UInt8]
    let other = [0, 23, 0, 1, 9] as [UInt8]
    let strange = [0x2A, 0x2A, 0, 1, 9] as [UInt8]
    let groups = OpaqueExtension(.supportedGroups, [0, 2, 0, 29])
    func shares(_ list: [UInt8]) -> OpaqueExtension {
      OpaqueExtension(.keyShare, two(list.count) + list)
    }
    #expect(refusal([shares(share + other + strange)]) == nil)
    #expect(refusal([shares(share + other + share)]) == .illegalParameter)
    #expect(refusal([groups, shares(share)]) == nil)
    #expect(refusal([groups, shares(share + other)]) == .illegalParameter)
    #expect(refusal([shares([])]) == nil)
    #expect(refusal([shares([0, 29, 0, 0])]) == .malformedMessage)
  }

  /// What the vectors of the RFC do not allow, and what it forbids.
  @Test(
    arguments: [
      (ExtensionType.serverName, [], Violation.malformedMessage),
      (.serverName, [0, 0], .malformedMessage),
      (.serverName, [0, 3, 0, 0, 0], .malformedMessage),
      (.serverName, [0, 8, 0, 0, 1, 97, 0, 0, 1, 98], .illegalParameter),
      (.statusRequest, [], .malformedMessage),
      (.statusRequest, [1, 0, 0, 0, 0, 0], .malformedMessage),
      (.supportedGroups, [0, 0], .malformedMessage),
      (.supportedGroups, [0, 3, 0, 29, 0], .malformedMessage),
      (.ecPointFormats, [0], .malformedMessage),
      (.ecPointFormats, [1, 1], .illegalParameter),
      (.signatureAlgorithms, [0, 0], .malformedMessage),
      (.signatureAlgorithms, [0, 1, 4], .malformedMessage),
      (.signatureAlgorithmsCert, [0, 0], .malformedMessage),
      (.applicationLayerProtocolNegotiation, [0, 0], .malformedMessage),
      (.applicationLayerProtocolNegotiation, [0, 1, 0], .malformedMessage),
      (.applicationLayerProtocolNegotiation, [0, 2, 2, 97], .malformedMessage),
      (.clientCertificateType, [0], .malformedMessage),
      (.serverCertificateType, [], .malformedMessage),
      (.extendedMasterSecret, [0], .malformedMessage),
      //= rfc8449#4
      //= type=test
      //# An endpoint MUST treat receipt of a smaller value as a fatal error
      //# and generate an "illegal_parameter" alert.
      (.recordSizeLimit, [0, 63], .illegalParameter),
      (.recordSizeLimit, [64], .malformedMessage),
      (.earlyData, [0], .malformedMessage),
      (.supportedVersions, [0], .malformedMessage),
      (.supportedVersions, [3, 3, 4, 3], .malformedMessage),
      (.cookie, [0, 0], .malformedMessage),
      (.pskKeyExchangeModes, [0], .malformedMessage),
      (.keyShare, [], .malformedMessage),
      (.renegotiationInfo, [], .malformedMessage),
      (.preSharedKey, [0, 0, 0, 0], .malformedMessage),
      (.preSharedKey, [0, 7, 0, 1, 9, 0, 0, 0, 0, 0, 0], .malformedMessage),
      (.preSharedKey, [0, 7, 0, 1, 9, 0, 0, 0, 0, 0, 2, 1, 1], .malformedMessage),
    ] as [(ExtensionType, [UInt8], Violation)])
  func anExtensionIsRefused(type: ExtensionType, data: [UInt8], expected: Violation) {
    #expect(refusal([OpaqueExtension(type, data)]) == expected)
  }

  @Test func asManyBindersAsIdentities() throws {
    let identity = [0, 1, 9, 0, 0, 0, 0] as [UInt8]
    let binder = [32] + [UInt8](repeating: 7, count: 32)
    func offer(_ identities: Int, _ binders: Int) -> OpaqueExtension {
      let first = Array(repeatElement(identity, count: identities).joined())
      let second = Array(repeatElement(binder, count: binders).joined())
      return OpaqueExtension(.preSharedKey, two(first.count) + first + two(second.count) + second)
    }
    for count in [1, 2, 8, 9, 100] {
      let message = hello([offer(count, count)])
      let keys = try #require(try read(ClientHello.self, message).preSharedKeys)
      #expect(keys.identities.count == min(count, 8))
      #expect(keys.identities.allSatisfy { $0.binder == Array(binder.dropFirst()) })
      #expect(keys.bindersLength == 2 + 33 * count)
      #expect(refusal([offer(count, count + 1)]) == .illegalParameter)
      if count > 1 { #expect(refusal([offer(count, count - 1)]) == .illegalParameter) }
    }
  }

  /// RFC 8701: numbers that nobody has are sent so that nobody forgets to ignore them.
  @Test func greaseIsIgnored() throws {
    var hello = try ClientHello.whole(MessageFaultTests.hello)
    let plain = try read(ClientHello.self, hello.message())
    hello.suites.insert(CipherSuite(code: 0x1A1A), at: 0)
    hello.groups.insert(NamedGroup(code: 0x2A2A), at: 0)
    hello.keyShares?.insert(KeyShareEntry(NamedGroup(code: 0x2A2A), [0]), at: 0)
    hello.supportedVersions.insert(TLSVersion(code: 0x3A3A), at: 0)
    hello.signatureSchemes.insert(SignatureScheme(code: 0x4A4A), at: 0)
    hello.applicationProtocols = ProtocolNameList([[0x5A, 0x5A], Array("mqtt".utf8)])
    hello.others += [
      OpaqueExtension(ExtensionType(code: 0x6A6A)),
      OpaqueExtension(ExtensionType(code: 0x7A7A), [0]),
    ]
    hello.order = [ExtensionType(code: 0x6A6A)] + hello.order + [ExtensionType(code: 0x7A7A)]
    let greased = try read(ClientHello.self, hello.message())
    #expect(greased.suites.filter { $0.name != nil } == plain.suites)
    #expect(greased.keyShares == plain.keyShares)
    #expect(greased.supportedVersions.filter { $0 == .tls13 } == [.tls13])
    #expect(greased.applicationProtocols.contains(Array("mqtt".utf8)))
    #expect(!greased.applicationProtocols.contains(Array("mqt".utf8)))
    #expect(greased.order.first?.name == nil)
    let modes = OpaqueExtension(.pskKeyExchangeModes, [3, 0x0B, 1, 0x2A])
    #expect(try read(ClientHello.self, self.hello([modes])).preSharedKeyModes == .withAgreement)
    let types = OpaqueExtension(.serverCertificateType, [3, 1, 2, 9])
    #expect(
      try read(ClientHello.self, self.hello([types])).serverCertificateTypes == [.rawPublicKey])
  }

  //= rfc8446#4.6.3
  //= type=test
  //# If an implementation
  //# receives any other value, it MUST terminate the connection with an
  //# "illegal_parameter" alert.
  @Test func keyUpdate() throws {
    #expect(try read(KeyUpdate.self, body: [0]) == KeyUpdate(updateRequested: false))
    #expect(try read(KeyUpdate.self, body: [1]) == KeyUpdate(updateRequested: true))
    for value in UInt8(2)...255 {
      #expect(violation { _ = try read(KeyUpdate.self, body: [value]) } == .illegalParameter)
    }
    #expect(violation { _ = try read(KeyUpdate.self, body: []) } == .malformedMessage)
    #expect(violation { _ = try read(KeyUpdate.self, body: [0, 0]) } == .malformedMessage)
  }

  @Test func chains() throws {
    #expect(try read(CertificateMessage.self, body: [0, 0, 0, 0]).entries.isEmpty)
    let empty = [0, 0, 0, 5, 0, 0, 0, 0, 0] as [UInt8]
    #expect(violation { _ = try read(CertificateMessage.self, body: empty) } == .malformedMessage)
    let many = CertificateMessage(entries: Array(repeating: CertificateEntry([1]), count: 16))
    #expect(try read(CertificateMessage.self, many.message()).entries.count == 16)
    let more = CertificateMessage(entries: Array(repeating: CertificateEntry([1]), count: 17))
    #expect(
      violation { _ = try read(CertificateMessage.self, more.message()) } == .illegalParameter)
  }

  @Test func curvesByTheirCoefficients() throws {
    let exchange = [1, 0, 23, 1, 4, 4, 3, 0, 1, 9] as [UInt8]
    #expect(throws: WireError(.invalid(1), "curve_type", at: 0)) {
      _ = try ServerKeyExchange(reading: exchange.span, as: .ecdhe)
    }
  }

  /// The error tells whose fault it was, in which message, which rule, which field and where.
  @Test func theErrorTellsWhere() throws {
    do {
      _ = try read(ClientHello.self, hello([OpaqueExtension(.cookie, [0, 0])]), by: .client)
      Issue.record("an empty cookie was taken")
    } catch let error as TLSError {
      #expect(error.cause == .protocolViolation(.malformedMessage))
      #expect(error.peer == .client && error.message == .clientHello)
      #expect(error.rule == "RFC 8446, 4.1.2")
      #expect(String(decoding: error.reason, as: UTF8.self) == "cookie at offset 53")
    }
  }
}
