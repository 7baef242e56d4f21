// SPDX-License-Identifier: Apache-2.0
import TLS
import Wire

extension Forbidden {
  /// What a server's hello must not be, seen by a client of TLS 1.3.
  static let serverHellos: [Forbidden] = [
    //= rfc8446#4.1.3
    //= type=test
    //# A client which receives a legacy_session_id_echo field
    //# that does not match what it sent in the ClientHello MUST abort the
    //# handshake with an "illegal_parameter" alert.
    Forbidden("another session id", 47) { try $0.edit(ServerHello.self) { $0.sessionID[0] ^= 1 } },
    Forbidden("no session id", 47) { try $0.edit(ServerHello.self) { $0.sessionID = [] } },
    Forbidden("a suite that was not offered", 47) {
      try $0.edit(ServerHello.self) { $0.suite = CipherSuite(code: 0x1303) }
    },
    Forbidden("a suite of 1.2", 47) {
      try $0.edit(ServerHello.self) { $0.suite = CipherSuite(code: 0xC02B) }
    },
    Forbidden("1.2 in the extension of 1.3", 47) {
      try $0.edit(ServerHello.self) { $0.selectedVersion = .tls12 }
    },
    Forbidden("a version that nobody has", 47) {
      try $0.edit(ServerHello.self) { $0.selectedVersion = TLSVersion(code: 0x0305) }
    },
    Forbidden("1.2, which was not offered", 70) {
      try $0.edit(ServerHello.self) {
        $0.selectedVersion = nil
        $0.keyShare = nil
      }
    },
    Forbidden("another legacy_version", 47) {
      try $0.edit(ServerHello.self) { $0.version = TLSVersion(code: 0x0302) }
    },
    Forbidden("no share", 109) { try $0.edit(ServerHello.self) { $0.keyShare = nil } },
    //= rfc8446#4.2.8
    //= type=test
    //# If using (EC)DHE key establishment, servers offer exactly one
    //# KeyShareEntry in the ServerHello.  This value MUST be in the same
    //# group as the KeyShareEntry value offered by the client that the
    //# server has selected for the negotiated key exchange.
    Forbidden("a share in another group", 47) {
      try $0.edit(ServerHello.self) {
        $0.keyShare = KeyShareEntry(.secp256r1, [4] + [UInt8](repeating: 1, count: 64))
      }
    },
    Forbidden("a share that is too short", 47) {
      try $0.edit(ServerHello.self) { $0.keyShare?.keyExchange.removeLast() }
    },
    Forbidden("a share that is too long", 47) {
      try $0.edit(ServerHello.self) { $0.keyShare?.keyExchange.append(0) }
    },
    //= rfc8446#7.4.2
    //= type=test
    //# Implementations MUST check whether the computed Diffie-Hellman shared
    //# secret is the all-zero value and abort if so, as described in
    //# Section 6 of [RFC7748].
    Forbidden("a share that makes nothing", 47) {
      try $0.edit(ServerHello.self) {
        $0.keyShare?.keyExchange = [UInt8](repeating: 0, count: 32)
      }
    },
    Forbidden("a point that is not on the curve", 47, .retry) {
      try $0.edit(ServerHello.self) {
        guard !$0.isRetry else { return }
        $0.keyShare?.keyExchange[64] ^= 1
      }
    },
    Forbidden("a point without its first byte", 47, .retry) {
      try $0.edit(ServerHello.self) {
        guard !$0.isRetry else { return }
        $0.keyShare?.keyExchange.removeFirst()
      }
    },
    Forbidden("compression", 47) { pieces in
      pieces.editBody(.serverHello) { $0[34 + 33 + 2] = 1 }
    },
    Forbidden("an extension that was not offered", 110) { pieces in
      pieces.addExtension(to: .serverHello, 0x1234, [])
    },
    Forbidden("a protocol, which has its place elsewhere", 47, .names) {
      try $0.edit(ServerHello.self) { $0.applicationProtocol = Array("mqtt".utf8) }
    },
    Forbidden("a cookie", 110) { try $0.edit(ServerHello.self) { $0.cookie = [1, 2, 3] } },
    Forbidden("a key that was not offered", 110) {
      try $0.edit(ServerHello.self) { $0.selectedIdentity = 0 }
    },
    //= rfc8446#4.2.11
    //= type=test
    //# Clients MUST verify that the server's selected_identity is within the
    //# range supplied by the client, that the server selected a cipher suite
    //# indicating a Hash associated with the PSK, and that a server
    //# "key_share" extension is present if required by the ClientHello
    //# "psk_key_exchange_modes" extension.
    Forbidden("the second of one key", 47, .preSharedKey) {
      try $0.edit(ServerHello.self) { $0.selectedIdentity = 1 }
    },
    Forbidden("a key alone, which was not offered", 47, .preSharedKey) {
      try $0.edit(ServerHello.self) { $0.keyShare = nil }
    },
    Forbidden("an extension twice", 47) { pieces in
      pieces.addExtension(to: .serverHello, 43, [3, 4])
    },
    Forbidden("a byte too many", 50) { pieces in pieces.editBody(.serverHello) { $0.append(0) } },
    Forbidden("a byte too few", 50) { pieces in
      pieces.editBody(.serverHello) { $0.removeLast() }
    },
    Forbidden("a session id of 33 bytes", 50) { pieces in
      pieces.editBody(.serverHello) {
        $0[34] = 33
        $0.insert(7, at: 35)
      }
    },
    Forbidden("no hello at all", 10) { pieces in
      pieces.replace(.serverHello, [(.handshake, framed(.serverHelloDone, []))])
    },
    Forbidden("a hello of a client", 10) { pieces in
      pieces.replace(.serverHello, [(.handshake, RFC8448.simple.messages(.clientHello)[0])])
    },
    Forbidden("HelloRequest", 10) { pieces in
      pieces.insert([0, 0, 0, 0], before: .serverHello)
    },
    Forbidden("a hello of 5000 bytes", 47) { pieces in
      pieces.replace(.serverHello, [(.handshake, [2, 0, 0x13, 0x88])])
    },
    Forbidden("a message that nobody knows", 10) { pieces in
      pieces.insert([99, 0, 0, 0], before: .serverHello)
    },
    Forbidden("the same hello twice", 10) { $0.double(.serverHello) },
    Forbidden("a message behind the hello in its record", 10) { pieces in
      guard let place = pieces.place(of: .serverHello) else { return }
      pieces[place].content += framed(.encryptedExtensions, [0, 0])
    },

    // HelloRetryRequest.
    //= rfc8446#4.1.4
    //= type=test
    //# If a client receives a second
    //# HelloRetryRequest in the same connection (i.e., where the ClientHello
    //# was itself in response to a HelloRetryRequest), it MUST abort the
    //# handshake with an "unexpected_message" alert.
    Forbidden("to be asked twice", 10, .retry) { pieces in
      try pieces.edit(ServerHello.self) { hello in
        guard !hello.isRetry else { return }
        hello.random = .helloRetryRequest
        hello.keyShare = nil
        hello.cookie = [1]
      }
    },
    //= rfc8446#4.1.4
    //= type=test
    //# Clients MUST abort the handshake with an
    //# "illegal_parameter" alert if the HelloRetryRequest would not result
    //# in any change in the ClientHello.
    Forbidden("to be asked for nothing", 47, .retry) {
      try $0.edit(ServerHello.self) { $0.selectedGroup = nil }
    },
    //= rfc8446#4.2.8
    //= type=test
    //# Upon receipt of this extension in a HelloRetryRequest, the client
    //# MUST verify that (1) the selected_group field corresponds to a group
    //# which was provided in the "supported_groups" extension in the
    //# original ClientHello and (2) the selected_group field does not
    //# correspond to a group which was provided in the "key_share" extension
    //# in the original ClientHello.
    Forbidden("to be asked for what was sent", 47, .retry) {
      try $0.edit(ServerHello.self) { if $0.isRetry { $0.selectedGroup = .x25519 } }
    },
    Forbidden("to be asked for a group that was not offered", 47, .retry) {
      try $0.edit(ServerHello.self) {
        if $0.isRetry { $0.selectedGroup = NamedGroup(code: 24) }
      }
    },
    Forbidden("a suite in the retry that was not offered", 47, .retry) {
      try $0.edit(ServerHello.self) { if $0.isRetry { $0.suite = CipherSuite(code: 0x1302) } }
    },
    Forbidden("another suite than the retry's", 47, .retry) {
      try $0.edit(ServerHello.self) { if !$0.isRetry { $0.suite = CipherSuite(code: 0x1303) } }
    },
    Forbidden("a suite in the retry, and another afterwards", 47, .retry) {
      try $0.edit(ServerHello.self) { if $0.isRetry { $0.suite = CipherSuite(code: 0x1303) } }
    },
    Forbidden("a session id in the retry that is another", 47, .retry) {
      try $0.edit(ServerHello.self) { if $0.isRetry { $0.sessionID[3] ^= 1 } }
    },
    Forbidden("no version in the retry", 70, .retry) {
      try $0.edit(ServerHello.self) { if $0.isRetry { $0.selectedVersion = nil } }
    },
    Forbidden("an extension in the retry that was not offered", 110, .retry) { pieces in
      let isRetry = pieces[.serverHello].map { try? read(ServerHello.self, $0.content).isRetry }
      if isRetry == true { pieces.addExtension(to: .serverHello, 0x1234, []) }
    },
    Forbidden("an empty cookie", 50, .cookie) { pieces in
      pieces.addExtension(to: .serverHello, 44, [0, 0], instead: true)
    },
    Forbidden("a share in another group than was asked for", 47, .retry) {
      try $0.edit(ServerHello.self) {
        if !$0.isRetry { $0.keyShare = KeyShareEntry(.x25519, [UInt8](repeating: 9, count: 32)) }
      }
    },
  ]
}

extension [Piece] {
  /// An extension more, behind the others of a message whose extensions come last; or in place
  /// of the one that has its number.
  mutating func addExtension(
    to message: HandshakeType, _ code: UInt16, _ data: [UInt8], instead: Bool = false
  ) {
    editBody(message) { body in
      var at = 0
      switch message {
      case .serverHello: at = 34 + 1 + Int(body[34]) + 3
      case .clientHello:
        at = 34 + 1 + Int(body[34])
        at += 2 + (Int(body[at]) << 8 | Int(body[at + 1]))
        at += 1 + Int(body[at])
      case .certificateRequest: at = 1 + Int(body[0])
      case .encryptedExtensions: at = 0
      default: at = body.count - 2
      }
      var block = [UInt8](body[(at + 2)...])
      if instead { block = [Piece].without(code, block) }
      block += [UInt8(code >> 8), UInt8(code & 0xFF)]
      block += [UInt8(data.count >> 8), UInt8(data.count & 0xFF)] + data
      body = body[..<at] + [UInt8(block.count >> 8), UInt8(block.count & 0xFF)] + block
    }
  }

  private static func without(_ code: UInt16, _ block: [UInt8]) -> [UInt8] {
    var (rest, kept) = (block[...], [UInt8]())
    while rest.count >= 4 {
      let start = rest.startIndex
      let length = 4 + (Int(rest[start + 2]) << 8 | Int(rest[start + 3]))
      if UInt16(rest[start]) << 8 | UInt16(rest[start + 1]) != code { kept += rest.prefix(length) }
      rest = rest.dropFirst(length)
    }
    return kept
  }
}
