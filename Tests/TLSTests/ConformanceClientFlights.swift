// SPDX-License-Identifier: Apache-2.0
import TLS
import Wire

extension Forbidden {
  /// What else a client must not say, seen by a server.
  static let clientFlights: [Forbidden] =
    certificatesOfClients + keysOfClients + endsOfClients + earlyOfClients

  private static let certificatesOfClients: [Forbidden] = [
    Forbidden("no certificate", 10) { $0.drop(.certificate) },
    //= rfc8446#4.4.2.4
    //= type=test
    //# If the client does not send any certificates (i.e., it sends an empty
    //# Certificate message), the server MAY at its discretion either
    //# continue the handshake without client authentication or abort the
    //# handshake with a "certificate_required" alert.
    Forbidden("an empty chain where one is required", 116) { pieces in
      try pieces.edit(CertificateMessage.self) { $0.entries = [] }
      pieces.drop(.certificateVerify)
    },
    Forbidden("a certificate, though none was asked for", 10, .serverOnly) { pieces in
      pieces.insert(try CertificateMessage().message(), before: .finished)
    },
    Forbidden("a chain with a context", 47) {
      try $0.edit(CertificateMessage.self) { $0.context = [1] }
    },
    Forbidden("a certificate that is none", 42) {
      try $0.edit(CertificateMessage.self) { $0.entries = [CertificateEntry([1, 2, 3])] }
    },
    Forbidden("a certificate of no bytes", 50) { pieces in
      pieces.editBody(.certificate) { $0 = [0, 0, 0, 5, 0, 0, 0, 0, 0] }
    },
    Forbidden("a certificate of a forger", 51) {
      let forged = try PKI.shared.get().forgedDevice
      try $0.edit(CertificateMessage.self) {
        $0.entries = forged.chain.map { CertificateEntry($0) }
      }
    },
    Forbidden("a certificate of a server", 43) {
      let server = try PKI.shared.get().server
      try $0.edit(CertificateMessage.self) {
        $0.entries = server.chain.map { CertificateEntry($0) }
      }
    },
    Forbidden("a chain of forty thousand bytes", 47) { pieces in
      pieces.replace(.certificate, [(.handshake, [11, 0, 0x9C, 0x40])])
    },
    Forbidden("a certificate twice", 10) { $0.double(.certificate) },
    Forbidden("a signature that does not fit", 51) {
      try $0.edit(CertificateVerify.self) { $0.signature[20] ^= 1 }
    },
    Forbidden("no signature", 51) { try $0.edit(CertificateVerify.self) { $0.signature = [] } },
    Forbidden("a scheme that was not asked for", 47) {
      try $0.edit(CertificateVerify.self) { $0.scheme = SignatureScheme(code: 0x0203) }
    },
    Forbidden("a scheme for another kind of key", 47) {
      try $0.edit(CertificateVerify.self) { $0.scheme = .rsaPSSRSAESHA256 }
    },
    Forbidden("no CertificateVerify", 10) { $0.drop(.certificateVerify) },
    Forbidden("CertificateVerify twice", 10) { $0.double(.certificateVerify) },
    Forbidden("CertificateVerify before Certificate", 10) {
      $0.swap(.certificate, .certificateVerify)
    },
  ]

  private static let keysOfClients: [Forbidden] = [
    Forbidden("two bare keys", 47, .bareKeys) {
      try $0.edit(CertificateMessage.self) { $0.entries += $0.entries }
    },
    Forbidden("the bare key of a stranger", 48, .bareKeys) {
      let key = try Scenario.bareKey(of: PKI.shared.get().strangeServer)
      try $0.edit(CertificateMessage.self) { $0.entries[0].data = key }
    },
    Forbidden("no bare key", 116, .bareKeys) {
      try $0.edit(CertificateMessage.self) { $0.entries = [] }
      $0.drop(.certificateVerify)
    },
    Forbidden("a signature of a bare key that does not fit", 51, .bareKeys) {
      try $0.edit(CertificateVerify.self) { $0.signature[20] ^= 1 }
    },
  ]

  private static let endsOfClients: [Forbidden] = [
    Forbidden("a Finished that does not fit", 51) { pieces in
      pieces.editBody(.finished) { $0[31] ^= 1 }
    },
    Forbidden("a Finished that does not fit, with a shared key", 51, .preSharedKey) { pieces in
      pieces.editBody(.finished) { $0[0] ^= 0x80 }
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
      pieces.drop(.certificate)
      pieces.drop(.certificateVerify)
    },
    Forbidden("a Finished that is not sealed", 10) { pieces in
      if let place = pieces.place(of: .finished) { pieces[place].epoch = 0 }
    },
    Forbidden("KeyUpdate in the handshake", 10) { $0.insert([24, 0, 0, 1, 0], before: .finished) },
    Forbidden("EndOfEarlyData, though there was none", 10) {
      $0.insert([5, 0, 0, 0], before: .finished)
    },
    Forbidden("a ticket of a client", 10) { pieces in
      pieces.insert(RFC8448.simple.messages(.newSessionTicket)[0], before: .finished)
    },
    Forbidden("EncryptedExtensions of a client", 10) {
      $0.insert([8, 0, 0, 2, 0, 0], before: .finished)
    },
    Forbidden("a hello in the middle", 10) { pieces in
      pieces.insert(RFC8448.simple.messages(.clientHello)[0], before: .certificate)
    },
    Forbidden("something behind Finished in its record", 10) { pieces in
      guard let place = pieces.place(of: .finished) else { return }
      pieces[place].content += [24, 0, 0, 1, 0]
    },
    Forbidden("half a message behind Finished in its record", 10) { pieces in
      guard let place = pieces.place(of: .finished) else { return }
      pieces[place].content += [24, 0]
    },
    Forbidden(
      afterwards: "a hello of a client, to begin again", 10,
      [
        Piece(1, .handshake, RFC8448.simple.messages(.clientHello)[0])
      ]),
    Forbidden(
      afterwards: "a ticket of a client", 10,
      [
        Piece(1, .handshake, RFC8448.simple.messages(.newSessionTicket)[0])
      ]),
    Forbidden(
      afterwards: "a certificate that nobody asked for", 10,
      [
        Piece(1, .handshake, RFC8448.clientAuthentication.messages(.certificate)[0])
      ]),
  ]

  private static let earlyOfClients: [Forbidden] = [
    Forbidden("no EndOfEarlyData", 20, .early) { $0.drop(.endOfEarlyData) },
    Forbidden("EndOfEarlyData twice", 20, .early) { $0.double(.endOfEarlyData) },
    Forbidden("an EndOfEarlyData that says something", 47, .early) { pieces in
      pieces.editBody(.endOfEarlyData) { $0 = [0] }
    },
    Forbidden("something behind EndOfEarlyData in its record", 10, .early) { pieces in
      guard let place = pieces.place(of: .endOfEarlyData) else { return }
      pieces[place].content += [20, 0]
    },
    Forbidden("more early data than was allowed", 10, .early) {
      $0.insert([1], .applicationData, before: .endOfEarlyData)
    },
    Forbidden("Finished among the early data", 10, .early) {
      $0.insert(framed(.finished, [UInt8](repeating: 0, count: 32)), before: .endOfEarlyData)
    },
    Forbidden("KeyUpdate among the early data", 10, .early) {
      $0.insert([24, 0, 0, 1, 0], before: .endOfEarlyData)
    },
    Forbidden("early data behind its end", 10, .early) {
      $0.insert([1], .applicationData, before: .finished)
    },
    Forbidden("a binder that does not fit, of one who came back", 51, .resumed) {
      try $0.edit(ClientHello.self) { $0.preSharedKeys?.identities[0].binder[3] ^= 1 }
    },
    Forbidden("a ticket, and not how it may be used", 109, .resumed) {
      try $0.edit(ClientHello.self) { $0.preSharedKeyModes = nil }
    },
  ]
}
