// SPDX-License-Identifier: Apache-2.0
import TLS
import Wire

extension Forbidden {
  /// What a client's hello must not be, seen by a server of TLS 1.3.
  static let clientHellos: [Forbidden] = [
    Forbidden("another message first", 10) { pieces in
      pieces.replace(
        .clientHello, [(.handshake, framed(.finished, [UInt8](repeating: 0, count: 32)))])
    },
    Forbidden("a hello of a server", 10) { pieces in
      pieces.replace(.clientHello, [(.handshake, RFC8448.simple.messages(.serverHello)[0])])
    },
    Forbidden("two hellos", 10) { $0.double(.clientHello) },
    //= rfc8446#4.2.1
    //= type=test
    //# If this extension is present in the ClientHello, servers MUST NOT use
    //# the ClientHello.legacy_version value for version negotiation and MUST
    //# use only the "supported_versions" extension to determine client
    //# preferences.
    Forbidden("no version in common", 70) {
      try $0.edit(ClientHello.self) { $0.supportedVersions = [TLSVersion(code: 0x0305)] }
    },
    Forbidden("only versions of before", 70) {
      try $0.edit(ClientHello.self) { $0.supportedVersions = [] }
    },
    Forbidden("no suite in common", 40) {
      try $0.edit(ClientHello.self) { $0.suites = [CipherSuite(code: 0x1303)] }
    },
    Forbidden("no group in common", 40) {
      try $0.edit(ClientHello.self) {
        $0.groups = [NamedGroup(code: 24)]
        $0.keyShares = []
      }
    },
    Forbidden("no scheme in common", 40) {
      try $0.edit(ClientHello.self) { $0.signatureSchemes = [SignatureScheme(code: 0x0203)] }
    },
    Forbidden("no protocol in common", 120, .names) {
      try $0.edit(ClientHello.self) {
        $0.applicationProtocols = ProtocolNameList([Array("coap".utf8)])
      }
    },
    Forbidden("no groups", 109) { try $0.edit(ClientHello.self) { $0.groups = [] } },
    //= rfc8446#9.2
    //= type=test
    //# -  If containing a "supported_groups" extension, it MUST also contain
    //#    a "key_share" extension, and vice versa.  An empty
    //#    KeyShare.client_shares vector is permitted.
    Forbidden("no shares", 109) { try $0.edit(ClientHello.self) { $0.keyShares = nil } },
    //= rfc8446#9.2
    //= type=test
    //# -  If not containing a "pre_shared_key" extension, it MUST contain
    //#    both a "signature_algorithms" extension and a "supported_groups"
    //#    extension.
    Forbidden("no schemes", 109) { try $0.edit(ClientHello.self) { $0.signatureSchemes = [] } },
    Forbidden("neither groups nor shares", 109) {
      try $0.edit(ClientHello.self) {
        $0.groups = []
        $0.keyShares = nil
      }
    },
    Forbidden("compression", 47) { pieces in
      pieces.editBody(.clientHello) { body in
        let at = 34 + 1 + 32
        let suites = Int(body[at]) << 8 | Int(body[at + 1])
        body[at + 2 + suites + 1] = 1
      }
    },
    Forbidden("compression besides none", 47) { pieces in
      pieces.editBody(.clientHello) { body in
        let at = 34 + 1 + 32
        let place = at + 2 + (Int(body[at]) << 8 | Int(body[at + 1]))
        body[place] = 2
        body.insert(1, at: place + 2)
      }
    },
    Forbidden("no suites", 50) { pieces in
      pieces.editBody(.clientHello) { body in
        let at = 34 + 1 + 32
        let suites = Int(body[at]) << 8 | Int(body[at + 1])
        body.replaceSubrange(at..<(at + 2 + suites), with: [0, 0])
      }
    },
    Forbidden("half a suite", 50) { pieces in
      pieces.editBody(.clientHello) { body in
        let at = 34 + 1 + 32
        body[at + 1] += 1
        body.insert(0x13, at: at + 2)
      }
    },
    Forbidden("a session id of 33 bytes", 50) { pieces in
      pieces.editBody(.clientHello) {
        $0[34] = 33
        $0.insert(7, at: 35)
      }
    },
    Forbidden("a byte too many", 50) { pieces in pieces.editBody(.clientHello) { $0.append(0) } },
    Forbidden("a byte too few", 50) { pieces in
      pieces.editBody(.clientHello) { $0.removeLast() }
    },
    Forbidden("an extension twice", 47) {
      $0.addExtension(to: .clientHello, 43, [2, 3, 4])
    },
    Forbidden("two shares of one group", 47) {
      try $0.edit(ClientHello.self) {
        if let share = $0.keyShares?.first { $0.keyShares?.append(share) }
      }
    },
    //= rfc8446#4.2.8
    //= type=test
    //# Clients MUST NOT offer any KeyShareEntry values
    //# for groups not listed in the client's "supported_groups" extension.
    Forbidden("a share in a group that is not in the list", 47) {
      try $0.edit(ClientHello.self) {
        $0.keyShares?.append(KeyShareEntry(.secp256r1, [4] + [UInt8](repeating: 1, count: 64)))
      }
    },
    Forbidden("a share that is too short", 47) {
      try $0.edit(ClientHello.self) { $0.keyShares?[0].keyExchange.removeLast() }
    },
    Forbidden("a share that makes nothing", 47) {
      try $0.edit(ClientHello.self) {
        $0.keyShares?[0].keyExchange = [UInt8](repeating: 0, count: 32)
      }
    },
    Forbidden("a name with an empty list", 50) {
      $0.addExtension(to: .clientHello, 0, [0, 0], instead: true)
    },
    Forbidden("two names", 47) {
      $0.addExtension(to: .clientHello, 0, [0, 8, 0, 0, 1, 97, 0, 0, 1, 98], instead: true)
    },
    Forbidden("records of 63 bytes", 47) {
      $0.addExtension(to: .clientHello, 28, [0, 63], instead: true)
    },
    Forbidden("a hello of 20,000 bytes", 47) { pieces in
      pieces.replace(.clientHello, [(.handshake, [1, 0, 0x4E, 0x20])])
    },
    Forbidden("a hello of 16 MB", 47) { pieces in
      pieces.replace(.clientHello, [(.handshake, [1, 0xFF, 0xFF, 0xFF])])
    },

    // Keys that were shared before.
    //= rfc8446#4.2.11
    //= type=test
    //# Prior to accepting PSK key establishment, the server MUST validate
    //# the corresponding binder value (see Section 4.2.11.2 below).
    Forbidden("a binder that does not fit", 51, .preSharedKey) {
      try $0.edit(ClientHello.self) { $0.preSharedKeys?.identities[0].binder[3] ^= 1 }
    },
    Forbidden("a binder of another length", 51, .preSharedKey) {
      try $0.edit(ClientHello.self) { $0.preSharedKeys?.identities[0].binder.append(0) }
    },
    Forbidden("a binder over another hello", 51, .preSharedKey) {
      try $0.edit(ClientHello.self) { $0.suites.append(CipherSuite(code: 0x1304)) }
    },
    Forbidden("a name that nobody knows", 115, .preSharedKey) {
      try $0.edit(ClientHello.self) { $0.preSharedKeys?.identities[0].identity[0] ^= 1 }
    },
    //= rfc8446#4.2.9
    //= type=test
    //# If clients offer
    //# "pre_shared_key" without a "psk_key_exchange_modes" extension,
    //# servers MUST abort the handshake.
    Forbidden("keys, and not how they may be used", 109, .preSharedKey) {
      try $0.edit(ClientHello.self) { $0.preSharedKeyModes = nil }
    },
    Forbidden("something behind pre_shared_key", 47, .preSharedKey) {
      $0.addExtension(to: .clientHello, 21, [0])
    },
    Forbidden("two names and one binder", 47, .preSharedKey) { pieces in
      let offer: [UInt8] = [0, 14] + [0, 1, 65, 0, 0, 0, 0, 0, 1, 66, 0, 0, 0, 0] + [0, 33, 32]
      pieces.addExtension(
        to: .clientHello, 41, offer + [UInt8](repeating: 7, count: 32), instead: true)
    },

    Forbidden("only types of certificates that we do not show", 43, .bareKeys) {
      try $0.edit(ClientHello.self) { $0.serverCertificateTypes = [.x509] }
    },
    Forbidden("only types of certificates that we do not believe", 43, .bareKeys) {
      try $0.edit(ClientHello.self) { $0.clientCertificateTypes = [.x509] }
    },

    // The second hello.
    //= rfc8446#4.1.2
    //= type=test
    //# -  If a "key_share" extension was supplied in the HelloRetryRequest,
    //#    replacing the list of shares with a list containing a single
    //#    KeyShareEntry from the indicated group.
    Forbidden("a second hello without the share that was asked for", 47, .retry) { pieces in
      try pieces.editSecondHello {
        $0.keyShares = [KeyShareEntry(.x25519, [UInt8](repeating: 9, count: 32))]
      }
    },
    Forbidden("a second hello with two shares", 47, .retry) { pieces in
      try pieces.editSecondHello {
        $0.keyShares?.append(KeyShareEntry(.x25519, [UInt8](repeating: 9, count: 32)))
      }
    },
    //= rfc8446#4.1.2
    //= type=test
    //# In that case, the client MUST send the same
    //# ClientHello without modification, except as follows:
    Forbidden("a second hello with another random number", 47, .retry) { pieces in
      try pieces.editSecondHello { $0.random = HelloRandom([1, 2, 3].span) }
    },
    Forbidden("a second hello with another session id", 47, .retry) { pieces in
      try pieces.editSecondHello { $0.sessionID[0] ^= 1 }
    },
    Forbidden("a second hello with other suites", 47, .retry) { pieces in
      try pieces.editSecondHello { $0.suites.append(CipherSuite(code: 0x1303)) }
    },
    Forbidden("a second hello for another server", 47, .retry) { pieces in
      try pieces.editSecondHello { $0.serverName = Array("other.example".utf8) }
    },
    Forbidden("a point that is not on the curve", 47, .retry) { pieces in
      try pieces.editSecondHello { $0.keyShares?[0].keyExchange[64] ^= 1 }
    },
    //= rfc8446#4.2.2
    //= type=test
    //# When sending the new ClientHello, the client MUST copy
    //# the contents of the extension received in the HelloRetryRequest into
    //# a "cookie" extension in the new ClientHello.
    Forbidden("a cookie of another", 47, .cookie) { pieces in
      try pieces.editSecondHello(.cookie) { $0.cookie[0] ^= 1 }
    },
    Forbidden("a cookie that is cut", 47, .cookie) { pieces in
      try pieces.editSecondHello(.cookie) { $0.cookie.removeLast() }
    },
    Forbidden("Finished in place of the second hello", 10, .retry) { pieces in
      guard let hello = pieces[.clientHello],
        try read(ClientHello.self, hello.content).keyShares?.first?.group == .secp256r1
      else { return }
      pieces.replace(
        .clientHello, [(.handshake, framed(.finished, [UInt8](repeating: 0, count: 32)))])
    },
  ]
}

extension [Piece] {
  /// Changes the hello that answers a HelloRetryRequest: it has the share that was asked for, or
  /// the cookie.
  mutating func editSecondHello(
    _ scenario: Scenario = .retry, _ change: (inout ClientHello) -> Void
  ) throws {
    try edit(ClientHello.self) { hello in
      let isSecond =
        scenario == .cookie ? !hello.cookie.isEmpty : hello.keyShares?.first?.group == .secp256r1
      if isSecond { change(&hello) }
    }
  }
}
