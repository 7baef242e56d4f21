// SPDX-License-Identifier: Apache-2.0
import TLS
import Testing

/// Somebody stands between a client and a server of TLS 1.2 and changes one thing. Whoever
/// is to be fooled finds it, says which rule was broken, and tells the other side.
@Suite struct TLS12RefusalTests {
  struct Change: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let victim: TLSRole
    let cause: TLSError.Cause
    let alert: UInt8
    let meddle: @Sendable (inout PlainFlight) throws -> Void

    init(
      _ description: String, _ victim: TLSRole, _ cause: TLSError.Cause, _ alert: UInt8,
      _ meddle: @escaping @Sendable (inout PlainFlight) throws -> Void
    ) {
      testDescription = description
      self.victim = victim
      self.cause = cause
      self.alert = alert
      self.meddle = meddle
    }
  }

  static let illegal = TLSError.Cause.protocolViolation(.illegalParameter)
  static let unexpected = TLSError.Cause.protocolViolation(.unexpectedMessage)
  static let unproven = TLSError.Cause.protocolViolation(.badProof)

  static let toClient: [Change] = [
    Change(
      "a ServerHello without extended master secret", .client,
      .nothingInCommon(.extendedMasterSecret), 40
    ) { flight in try flight.editServerHello { $0.extendedMasterSecret = false } },
    Change(
      "a ServerHello without renegotiation_info", .client,
      .nothingInCommon(.secureRenegotiation), 40
    ) { flight in try flight.editServerHello { $0.renegotiationInfo = nil } },
    Change(
      "a ServerHello of a second handshake", .client, .nothingInCommon(.secureRenegotiation), 40
    ) { flight in
      try flight.editServerHello { $0.renegotiationInfo = [UInt8](repeating: 7, count: 24) }
    },
    Change("a suite that was not offered", .client, illegal, 47) { flight in
      try flight.editServerHello { $0.suite = CipherSuite(code: 0xC02F) }
    },
    Change("a suite of TLS 1.3", .client, illegal, 47) { flight in
      try flight.editServerHello { $0.suite = CipherSuite(code: 0x1301) }
    },
    Change(
      "an answer that nobody asked for", .client,
      .protocolViolation(.unsupportedExtension), 110
    ) { flight in try flight.editServerHello { $0.statusRequest = true } },
    Change("a protocol that was not offered", .client, illegal, 47) { flight in
      try flight.editServerHello { $0.applicationProtocol = Array("smtp".utf8) }
    },
    Change("a signature with one bit turned", .client, unproven, 51) { flight in
      flight.edit(.serverKeyExchange) { $0[$0.count - 1] ^= 1 }
    },
    Change("another share under the same signature", .client, unproven, 51) { flight in
      flight.edit(.serverKeyExchange) { $0[20] ^= 1 }
    },
    Change("a share in a group that was not offered", .client, illegal, 47) { flight in
      flight.edit(.serverKeyExchange) { $0[6] = 0x18 }
    },
    Change("a curve by its coefficients", .client, illegal, 47) { flight in
      flight.edit(.serverKeyExchange) { $0[4] = 1 }
    },
    Change("a signature over SHA-1", .client, illegal, 47) { flight in
      flight.edit(.serverKeyExchange) { $0[4 + 4 + 32] = 2 }
    },
    Change("no Certificate", .client, unexpected, 10) { flight in flight.drop(.certificate) },
    Change("no ServerKeyExchange", .client, unexpected, 10) { flight in
      flight.drop(.serverKeyExchange)
    },
    Change("nothing before ServerHelloDone", .client, unexpected, 10) { flight in
      flight.drop(.certificate)
      flight.drop(.serverKeyExchange)
      flight.drop(.certificateRequest)
    },
    Change("two CertificateRequests", .client, unexpected, 10) { flight in
      if let place = flight.place(of: .certificateRequest) {
        flight.items.insert(flight.items[place], at: place)
      }
    },
    Change("a HelloRequest in the middle", .client, unexpected, 10) { flight in
      flight.insert(.message([0, 0, 0, 0]), before: .serverHelloDone)
    },
    Change("change_cipher_spec before Certificate", .client, unexpected, 10) { flight in
      flight.insert(PlainFlight.changeCipherSpec, before: .certificate)
    },
    Change("change_cipher_spec before ServerHelloDone", .client, unexpected, 10) { flight in
      flight.insert(PlainFlight.changeCipherSpec, before: .serverHelloDone)
    },
    Change(
      "ServerHelloDone with something in it", .client, .protocolViolation(.messageTooLong), 47
    ) { flight in flight.edit(.serverHelloDone) { $0 = [14, 0, 0, 1, 0] } },
  ]

  static let toServer: [Change] = [
    Change(
      "a ClientHello without extended master secret", .server,
      .nothingInCommon(.extendedMasterSecret), 40
    ) { flight in try flight.editClientHello { $0.extendedMasterSecret = false } },
    Change(
      "a ClientHello without a word on renegotiation", .server,
      .nothingInCommon(.secureRenegotiation), 40
    ) { flight in
      try flight.editClientHello {
        $0.renegotiationInfo = nil
        $0.suites.removeAll { $0.code == 0x00FF }
      }
    },
    Change(
      "a ClientHello of a second handshake", .server, .nothingInCommon(.secureRenegotiation), 40
    ) { flight in
      try flight.editClientHello { $0.renegotiationInfo = [UInt8](repeating: 7, count: 12) }
    },
    Change("no suite of ours", .server, .nothingInCommon(.suite), 40) { flight in
      try flight.editClientHello {
        $0.suites = [CipherSuite(code: 0x002F)] + [CipherSuite(code: 0xFF)]
      }
    },
    Change("no group of ours", .server, .nothingInCommon(.group), 40) { flight in
      try flight.editClientHello { $0.groups = [NamedGroup(code: 0x0018)] }
    },
    Change("no scheme of ours", .server, .nothingInCommon(.signatureAlgorithm), 40) {
      flight in try flight.editClientHello { $0.signatureSchemes = [.rsaPKCS1SHA256] }
    },
    Change("a signature with one bit turned", .server, unproven, 51) { flight in
      flight.edit(.certificateVerify) { $0[$0.count - 1] ^= 1 }
    },
    Change("a scheme that was not asked for", .server, illegal, 47) { flight in
      flight.edit(.certificateVerify) {
        $0[4] = 8
        $0[5] = 4
      }
    },
    Change("no CertificateVerify", .server, unexpected, 10) { flight in
      flight.drop(.certificateVerify)
    },
    Change("no ClientKeyExchange", .server, unexpected, 10) { flight in
      flight.drop(.clientKeyExchange)
    },
    Change("no Certificate", .server, unexpected, 10) { flight in flight.drop(.certificate) },
    Change("an empty Certificate", .server, .certificateRequired, 40) { flight in
      flight.edit(.certificate) { $0 = [11, 0, 0, 3, 0, 0, 0] }
    },
    Change("CertificateVerify before ClientKeyExchange", .server, unexpected, 10) { flight in
      if let first = flight.place(of: .clientKeyExchange) { flight.items.swapAt(first, first + 1) }
    },
    Change("change_cipher_spec before ClientKeyExchange", .server, unexpected, 10) { flight in
      flight.insert(PlainFlight.changeCipherSpec, before: .clientKeyExchange)
    },
    Change("change_cipher_spec before CertificateVerify", .server, unexpected, 10) { flight in
      flight.insert(PlainFlight.changeCipherSpec, before: .certificateVerify)
    },
    Change("a second ClientHello", .server, unexpected, 10) { flight in
      if let place = flight.place(of: .certificate) {
        flight.items.insert(.message([1, 0, 0, 0]), at: place)
      }
    },
  ]

  //= rfc5746#3.4
  //= type=test
  //# The client MUST then verify that the length of the
  //# "renegotiated_connection" field is zero, and if it is not, MUST
  //# abort the handshake (by sending a fatal handshake_failure
  //# alert).
  //= rfc7627#5.2
  //= type=test
  //# If a client receives a ServerHello without the extension, it SHOULD
  //# abort the handshake if it does not wish to interoperate with legacy
  //# servers.
  @Test(arguments: [Party.book, .openssl, .mbedtls], toClient)
  func aClientIsNotFooled(server: Party, change: Change) throws {
    try check(change, client: .book, server: server)
  }

  //= rfc5246#7.4.8
  //= type=test
  //# The hash and signature algorithms used in the signature MUST be
  //# one of those present in the supported_signature_algorithms field
  //# of the CertificateRequest message.
  //= rfc5746#3.6
  //= type=test
  //# The server MUST then verify
  //# that the length of the "renegotiated_connection" field is zero,
  //# and if it is not, MUST abort the handshake.
  @Test(arguments: [Party.book, .openssl, .mbedtls], toServer)
  func aServerIsNotFooled(client: Party, change: Change) throws {
    try check(change, client: client, server: .book)
  }

  private func check(_ change: Change, client: Party, server: Party) throws {
    var clients = try TLS12.certificates(.client)
    clients.applicationProtocols = [Array("mqtt".utf8)]
    var servers = try TLS12.certificates(.server)
    servers.applicationProtocols = [Array("mqtt".utf8)]
    clients.groups = [.x25519, .secp256r1]
    servers.groups = [.x25519, .secp256r1]
    let link = MeddledLink(
      client: try client.endpoint(clients, .client), server: try server.endpoint(servers, .server),
      { flight, sender in if sender == change.victim.peer { try change.meddle(&flight) } })
    try link.settle()
    let victim = change.victim == .client ? link.client : link.server
    let other = change.victim == .client ? link.server : link.client
    #expect(victim.error?.cause == change.cause)
    #expect(victim.error?.peer == change.victim.peer)
    #expect(other.error?.cause == .peerAlert(Alert(code: change.alert)))
    #expect(link.client.connected == nil && link.server.connected == nil)
  }
}
