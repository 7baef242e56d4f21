// SPDX-License-Identifier: Apache-2.0
import TLS
import Wire

extension Forbidden {
  /// What else a server must not say, seen by a client.
  static let serverFlights: [Forbidden] =
    extensionsOfServers + certificatesOfServers + keysOfServers + endsOfServers
    + resumptionsOfServers
    + afterwordsOfServers

  private static let extensionsOfServers: [Forbidden] = [
    Forbidden("no EncryptedExtensions", 10) { $0.drop(.encryptedExtensions) },
    Forbidden("EncryptedExtensions twice", 10) { $0.double(.encryptedExtensions) },
    Forbidden("EncryptedExtensions behind CertificateRequest", 10) {
      $0.swap(.encryptedExtensions, .certificateRequest)
    },
    Forbidden("EncryptedExtensions that are not encrypted", 10) { pieces in
      if let place = pieces.place(of: .encryptedExtensions) { pieces[place].epoch = 0 }
    },
    //= rfc8446#4.2
    //= type=test
    //# Implementations MUST NOT send extension responses if the remote
    //# endpoint did not send the corresponding extension requests, with the
    //# exception of the "cookie" extension in the HelloRetryRequest.
    Forbidden("an extension that was not offered", 110) {
      $0.addExtension(to: .encryptedExtensions, 0x1234, [])
    },
    Forbidden("a protocol, though none was offered", 110) {
      $0.addExtension(to: .encryptedExtensions, 16, [0, 2, 1, 97])
    },
    Forbidden("a protocol that was not offered", 47, .names) {
      try $0.edit(EncryptedExtensions.self) { $0.applicationProtocol = Array("coap".utf8) }
    },
    Forbidden("two protocols", 50, .names) {
      $0.addExtension(to: .encryptedExtensions, 16, [0, 4, 1, 97, 1, 98], instead: true)
    },
    Forbidden("no protocol at all in the list", 50, .names) {
      $0.addExtension(to: .encryptedExtensions, 16, [0, 0], instead: true)
    },
    //= rfc8446#4.2
    //= type=test
    //# If an implementation receives an extension
    //# which it recognizes and which is not specified for the message in
    //# which it appears, it MUST abort the handshake with an
    //# "illegal_parameter" alert.
    Forbidden("a share among the EncryptedExtensions", 47) {
      $0.addExtension(to: .encryptedExtensions, 51, [0, 29, 0, 1, 9])
    },
    Forbidden("a version among the EncryptedExtensions", 47) {
      $0.addExtension(to: .encryptedExtensions, 43, [3, 4])
    },
    Forbidden("early data, though none was offered", 110) {
      $0.addExtension(to: .encryptedExtensions, 42, [])
    },
    Forbidden("an EncryptedExtension twice", 47) { pieces in
      pieces.addExtension(to: .encryptedExtensions, 10, [0, 2, 0, 29], instead: true)
      pieces.addExtension(to: .encryptedExtensions, 10, [0, 2, 0, 29])
    },
    Forbidden("a name that says something", 50) {
      $0.addExtension(to: .encryptedExtensions, 0, [0], instead: true)
    },
    Forbidden("a byte behind the EncryptedExtensions", 50) { pieces in
      pieces.editBody(.encryptedExtensions) { $0.append(0) }
    },
    Forbidden("nothing in EncryptedExtensions", 50) { pieces in
      pieces.editBody(.encryptedExtensions) { $0 = [] }
    },
    Forbidden("EncryptedExtensions of 5000 bytes", 47) { pieces in
      pieces.replace(.encryptedExtensions, [(.handshake, [8, 0, 0x13, 0x88])])
    },
  ]

  private static let certificatesOfServers: [Forbidden] = [
    //= rfc8446#4.3.2
    //= type=test
    //# The "signature_algorithms" extension MUST be specified
    Forbidden("a request without schemes", 109) { pieces in
      pieces.editBody(.certificateRequest) { $0 = [0, 0, 0] }
    },
    Forbidden("a request with an empty list of schemes", 50) { pieces in
      pieces.editBody(.certificateRequest) { $0 = [0, 0, 6, 0, 13, 0, 2, 0, 0] }
    },
    Forbidden("a request with a context", 47) {
      try $0.edit(CertificateRequest.self) { $0.context = [1] }
    },
    Forbidden("a request twice", 10) { $0.double(.certificateRequest) },
    Forbidden("a request behind the certificate", 10) {
      $0.swap(.certificateRequest, .certificate)
    },
    //= rfc8446#4.3.2
    //= type=test
    //# Servers which are authenticating with a PSK MUST NOT send the
    //# CertificateRequest message in the main handshake
    Forbidden("a request, with a key that was shared", 10, .preSharedKey) { pieces in
      var request = CertificateRequest()
      request.signatureSchemes = [.ecdsaSecp256r1SHA256]
      pieces.insert(try request.message(), before: .finished)
    },
    Forbidden("no certificate", 10) { $0.drop(.certificate) },
    Forbidden("a certificate twice", 10) { $0.double(.certificate) },
    //= rfc8446#4.4.2.4
    //= type=test
    //# If the server supplies an empty Certificate message, the client MUST
    //# abort the handshake with a "decode_error" alert.
    Forbidden("an empty chain", 50) { try $0.edit(CertificateMessage.self) { $0.entries = [] } },
    Forbidden("a certificate of no bytes", 50) { pieces in
      pieces.editBody(.certificate) { $0 = [0, 0, 0, 5, 0, 0, 0, 0, 0] }
    },
    Forbidden("a chain with a context", 47) {
      try $0.edit(CertificateMessage.self) { $0.context = [1] }
    },
    Forbidden("a certificate that is none", 42) {
      try $0.edit(CertificateMessage.self) { $0.entries = [CertificateEntry([1, 2, 3])] }
    },
    Forbidden("the certificate of a stranger", 48) {
      let stranger = try PKI.shared.get().strangeServer
      try $0.edit(CertificateMessage.self) {
        $0.entries = stranger.chain.map { CertificateEntry($0) }
      }
    },
    Forbidden("a certificate of a forger", 51) {
      let forged = try PKI.shared.get().forgedServer
      try $0.edit(CertificateMessage.self) {
        $0.entries = forged.chain.map { CertificateEntry($0) }
      }
    },
    Forbidden("a certificate for another name", 42) {
      let other = try PKI.shared.get().namelessServer
      try $0.edit(CertificateMessage.self) {
        $0.entries = other.chain.map { CertificateEntry($0) }
      }
    },
    Forbidden("a certificate that has expired", 45) {
      let expired = try PKI.shared.get().expiredServer
      try $0.edit(CertificateMessage.self) {
        $0.entries = expired.chain.map { CertificateEntry($0) }
      }
    },
    Forbidden("a certificate of a device", 43) {
      let device = try PKI.shared.get().device
      try $0.edit(CertificateMessage.self) {
        $0.entries = device.chain.map { CertificateEntry($0) }
      }
    },
    Forbidden("an answer that was not asked for", 110) { pieces in
      try pieces.edit(CertificateMessage.self) { $0.entries[0].status = [1, 2, 3] }
    },
    Forbidden("a chain of forty thousand bytes", 47) { pieces in
      pieces.replace(.certificate, [(.handshake, [11, 0, 0x9C, 0x40])])
    },
    Forbidden("a byte behind the chain", 50) { pieces in
      pieces.editBody(.certificate) { $0.append(0) }
    },
    //= rfc8446#4.4.3
    //= type=test
    //# If the verification fails, the receiver MUST terminate the handshake
    //# with a "decrypt_error" alert.
    Forbidden("a signature that does not fit", 51) {
      try $0.edit(CertificateVerify.self) { $0.signature[20] ^= 1 }
    },
    Forbidden("no signature", 51) { try $0.edit(CertificateVerify.self) { $0.signature = [] } },
    //= rfc8446#4.4.3
    //= type=test
    //# If the CertificateVerify message is sent by a server, the signature
    //# algorithm MUST be one offered in the client's "signature_algorithms"
    //# extension unless no valid certificate chain can be produced without
    //# unsupported algorithms (see Section 4.2.3).
    Forbidden("a scheme that was not offered", 47) {
      try $0.edit(CertificateVerify.self) { $0.scheme = SignatureScheme(code: 0x0203) }
    },
    Forbidden("a scheme that no handshake may have", 47) {
      try $0.edit(CertificateVerify.self) { $0.scheme = .rsaPKCS1SHA256 }
    },
    Forbidden("a scheme for another kind of key", 47) {
      try $0.edit(CertificateVerify.self) { $0.scheme = .rsaPSSRSAESHA256 }
    },
    Forbidden("no CertificateVerify", 10) { $0.drop(.certificateVerify) },
    Forbidden("CertificateVerify twice", 10) { $0.double(.certificateVerify) },
    Forbidden("CertificateVerify before Certificate", 10) {
      $0.swap(.certificate, .certificateVerify)
    },
    Forbidden("a signature of a stranger over his own certificate", 51) { pieces in
      // The certificate is the right one, and who signs has another key.
      try pieces.edit(CertificateVerify.self) {
        let recorded = RFC8448.clientAuthentication.messages(.certificateVerify)[0]
        $0.signature = try read(CertificateVerify.self, recorded).signature
      }
    },
  ]

  private static let keysOfServers: [Forbidden] = [
    //= rfc8446#4.4.2
    //= type=test
    //# If the RawPublicKey certificate type was negotiated, then the
    //# certificate_list MUST contain no more than one CertificateEntry,
    //# which contains an ASN1_subjectPublicKeyInfo value as defined in
    //# [RFC7250], Section 3.
    Forbidden("two bare keys", 47, .bareKeys) {
      try $0.edit(CertificateMessage.self) { $0.entries += $0.entries }
    },
    Forbidden("the bare key of a stranger", 48, .bareKeys) {
      let key = try Scenario.bareKey(of: PKI.shared.get().strangeServer)
      try $0.edit(CertificateMessage.self) { $0.entries[0].data = key }
    },
    Forbidden("a certificate in place of a bare key", 48, .bareKeys) {
      let chain = try PKI.shared.get().server.chain
      try $0.edit(CertificateMessage.self) { $0.entries[0].data = chain[0] }
    },
    Forbidden("a certificate, where bare keys were agreed on", 43, .bareKeys) {
      try $0.edit(EncryptedExtensions.self) { $0.serverCertificateType = .x509 }
    },
    Forbidden("nothing said of certificates, where bare keys are wanted", 43, .bareKeys) {
      try $0.edit(EncryptedExtensions.self) { $0.serverCertificateType = nil }
    },
    Forbidden("bare keys, which nobody offered", 110) {
      try $0.edit(EncryptedExtensions.self) { $0.serverCertificateType = .rawPublicKey }
    },
    Forbidden("a type of certificate that nobody knows", 47, .bareKeys) {
      $0.addExtension(to: .encryptedExtensions, 20, [7], instead: true)
    },
    Forbidden("no bare key", 50, .bareKeys) {
      try $0.edit(CertificateMessage.self) { $0.entries = [] }
    },
    Forbidden("a signature of a bare key that does not fit", 51, .bareKeys) {
      try $0.edit(CertificateVerify.self) { $0.signature[20] ^= 1 }
    },
  ]

  private static let endsOfServers: [Forbidden] = [
    //= rfc8446#4.4.4
    //= type=test
    //# Recipients of Finished messages MUST verify that the contents are
    //# correct and if incorrect MUST terminate the connection with a
    //# "decrypt_error" alert.
    Forbidden("a Finished that does not fit", 51) { pieces in
      pieces.editBody(.finished) { $0[31] ^= 1 }
    },
    Forbidden("a Finished that is too short", 50) { pieces in
      pieces.editBody(.finished) { $0.removeLast() }
    },
    Forbidden("a Finished that is too long", 50) { pieces in
      pieces.editBody(.finished) { $0.append(0) }
    },
    Forbidden("an empty Finished", 50) { pieces in pieces.editBody(.finished) { $0 = [] } },
    Forbidden("Finished before CertificateVerify", 10) {
      $0.swap(.finished, .certificateVerify)
    },
    Forbidden("Finished and nothing before it", 10) { pieces in
      for type in [HandshakeType.certificate, .certificateVerify, .certificateRequest] {
        pieces.drop(type)
      }
    },
    Forbidden("a Finished that does not fit, with a shared key", 51, .preSharedKey) { pieces in
      pieces.editBody(.finished) { $0[0] ^= 0x80 }
    },
    Forbidden("a certificate, with a shared key", 10, .preSharedKey) { pieces in
      let chain = CertificateMessage(entries: [CertificateEntry([1])])
      pieces.insert(try chain.message(), before: .finished)
    },
    Forbidden("KeyUpdate in the handshake", 10) { $0.insert([24, 0, 0, 1, 0], before: .finished) },
    Forbidden("a ticket in the handshake", 10) { pieces in
      pieces.insert(RFC8448.simple.messages(.newSessionTicket)[0], before: .finished)
    },
    Forbidden("EndOfEarlyData of a server", 10) { $0.insert([5, 0, 0, 0], before: .finished) },
    Forbidden("a hello in the middle", 10) { pieces in
      pieces.insert(RFC8448.simple.messages(.serverHello)[0], before: .certificate)
    },
    Forbidden("HelloRequest under seal", 10) { $0.insert([0, 0, 0, 0], before: .certificate) },
    //= rfc8446#5.1
    //= type=test
    //# Implementations MUST verify that all messages immediately
    //# preceding a key change align with a record boundary; if not, then
    //# they MUST terminate the connection with an "unexpected_message"
    //# alert.
    Forbidden("something behind Finished in its record", 10) { pieces in
      guard let place = pieces.place(of: .finished) else { return }
      pieces[place].content += RFC8448.simple.messages(.newSessionTicket)[0]
    },
    Forbidden("half a message behind Finished in its record", 10) { pieces in
      guard let place = pieces.place(of: .finished) else { return }
      pieces[place].content += [4, 0]
    },
  ]

  private static let resumptionsOfServers: [Forbidden] = [
    Forbidden("a certificate, though the client came back", 10, .resumed) { pieces in
      let chain = CertificateMessage(entries: [CertificateEntry([1])])
      pieces.insert(try chain.message(), before: .finished)
    },
    Forbidden("the second of one ticket", 47, .resumed) {
      try $0.edit(ServerHello.self) { $0.selectedIdentity = 1 }
    },
    Forbidden("a ticket alone, which was not offered", 47, .resumed) {
      try $0.edit(ServerHello.self) { $0.keyShare = nil }
    },
    Forbidden("early data that was not offered", 110, .resumed) {
      $0.addExtension(to: .encryptedExtensions, 42, [])
    },
    Forbidden("early data that says something", 50, .early) {
      $0.addExtension(to: .encryptedExtensions, 42, [0], instead: true)
    },
    Forbidden("a Finished that does not fit, of one who came back", 51, .resumed) { pieces in
      pieces.editBody(.finished) { $0[7] ^= 1 }
    },
  ]

  private static let afterwordsOfServers: [Forbidden] = [
    Forbidden(
      afterwards: "a ticket of no bytes", 50,
      [Piece(1, .handshake, framed(.newSessionTicket, ticket(of: [], [])))], .tickets),
    Forbidden(
      afterwards: "a ticket with an extension twice", 47,
      [
        Piece(
          1, .handshake,
          framed(.newSessionTicket, ticket(of: [1], [0x12, 0x34, 0, 0, 0x12, 0x34, 0, 0])))
      ], .tickets),
    Forbidden(
      afterwards: "a ticket with a byte behind it", 50,
      [Piece(1, .handshake, framed(.newSessionTicket, ticket(of: [1], []) + [0]))], .tickets),
    //= rfc8446#4.6.2
    //= type=test
    //# A client that receives a CertificateRequest message without having
    //# sent the "post_handshake_auth" extension MUST send an
    //# "unexpected_message" fatal alert.
    Forbidden(
      afterwards: "CertificateRequest, which nobody offered", 10,
      [
        Piece(1, .handshake, RFC8448.clientAuthentication.messages(.certificateRequest)[0])
      ]),
    Forbidden(
      afterwards: "a hello of a server", 10,
      [
        Piece(1, .handshake, RFC8448.simple.messages(.serverHello)[0])
      ]),
    Forbidden(afterwards: "HelloRequest", 10, [Piece(1, .handshake, [0, 0, 0, 0])]),
  ]

  private static func ticket(of bytes: [UInt8], _ extensions: [UInt8]) -> [UInt8] {
    [0, 0, 0, 9, 0, 0, 0, 9, 0, 0, UInt8(bytes.count)] + bytes
      + [0, UInt8(extensions.count)] + extensions
  }
}
