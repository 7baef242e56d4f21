// SPDX-License-Identifier: Apache-2.0
import Primitives
import TLS
import Testing
import Wire

/// A ClientHello that is changed in one point, and what our server says to it.
struct ServerRuleTests {
  typealias Change = @Sendable (inout ClientHello) -> Void

  private static let record = Result {
    try BookSide(Setup.client().adding { $0.applicationProtocols = [[1]] }).connect().departing()
  }

  private func hello(_ change: Change) throws -> [UInt8] {
    let record = try Self.record.get()
    var hello = try ClientHello(reading: record.span.extracting(9...))
    hello.order = []
    change(&hello)
    let message = try hello.message()
    return [22, 3, 1, UInt8(message.count >> 8), UInt8(message.count & 0xFF)] + message
  }

  private func answer(
    _ server: Setup? = nil, _ change: Change
  ) throws -> (peer: BookPeer, said: [UInt8]) {
    let side = try BookSide(
      server ?? Setup.server().adding { $0.applicationProtocols = [[2], [1]] })
    let peer = try side.connect()
    peer.handle(try hello(change))
    return (peer, peer.departing())
  }

  private func refuses(_ alert: UInt8, _ server: Setup? = nil, _ change: Change) throws {
    let (peer, said) = try answer(server, change)
    #expect(peer.error?.cause.alert?.code == alert)
    #expect(said.suffix(2) == [2, alert])
  }

  /// The ServerHello that came.
  private func chosen(_ server: Setup? = nil, _ change: Change) throws -> ServerHello {
    let (peer, said) = try answer(server, change)
    #expect(peer.error == nil)
    let length = Int(said[3]) << 8 | Int(said[4])
    let message = Array(said[5..<(5 + length)])
    let end = Int(message[2]) << 8 | Int(message[3])
    return try ServerHello(reading: message.span.extracting(4..<(4 + end)))
  }

  //= rfc8446#4.2.1
  //# If this extension is present in the ClientHello, servers MUST NOT use
  //# the ClientHello.legacy_version value for version negotiation and MUST
  //# use only the "supported_versions" extension to determine client
  //# preferences.
  @Test func versions() throws {
    #expect(try chosen { _ in }.selectedVersion == .tls13)
    #expect(try chosen { $0.supportedVersions = [.tls12, .tls13] }.selectedVersion == .tls13)
    let old = try chosen { $0.supportedVersions = [.tls12] }
    #expect(old.selectedVersion == nil && old.version == .tls12)
    #expect(old.random.downgrade == .tls12)
    let older = try chosen { $0.supportedVersions = [] }
    #expect(older.selectedVersion == nil && older.version == .tls12)
    try refuses(70) { $0.supportedVersions = [TLSVersion(code: 0x0305), TLSVersion(code: 0x0301)] }
    try refuses(70) {
      $0.supportedVersions = []
      $0.version = TLSVersion(code: 0x0302)
    }
  }

  @Test func whoFellBackIsToldSo() throws {
    try refuses(86) {
      $0.supportedVersions = [.tls12]
      $0.suites.append(CipherSuite(code: 0x5600))
    }
    let same = try chosen { $0.suites.append(CipherSuite(code: 0x5600)) }
    #expect(same.selectedVersion == .tls13)
  }

  //= rfc8446#9.2
  //# -  If containing a "supported_groups" extension, it MUST also contain
  //#    a "key_share" extension, and vice versa.  An empty
  //#    KeyShare.client_shares vector is permitted.
  @Test func groupsAndShares() throws {
    try refuses(109) { $0.groups = [] }
    try refuses(109) { $0.keyShares = nil }
    #expect(try chosen { $0.keyShares = [] }.isRetry)
    try refuses(47) { $0.groups = [.secp256r1] }
    try refuses(40) {
      $0.groups = [NamedGroup(code: 0x0018)]
      $0.keyShares = []
    }
  }

  //= rfc8446#9.2
  //# -  If not containing a "pre_shared_key" extension, it MUST contain
  //#    both a "signature_algorithms" extension and a "supported_groups"
  //#    extension.
  @Test func withoutSignatures() throws {
    try refuses(109) { $0.signatureSchemes = [] }
    try refuses(109) {
      $0.groups = []
      $0.keyShares = nil
    }
  }

  //= rfc8446#4.2.9
  //# If clients offer
  //# "pre_shared_key" without a "psk_key_exchange_modes" extension,
  //# servers MUST abort the handshake.
  @Test func keysWithoutModes() throws {
    try refuses(109) {
      $0.preSharedKeyModes = nil
      $0.preSharedKeys = PreSharedKeyOffer([
        PreSharedKeyIdentity(
          [1], obfuscatedTicketAge: 0, binder: [UInt8](repeating: 0, count: 32))
      ])
    }
  }

  /// A key that nobody knows is no reason to refuse a client that can do without.
  @Test func keysThatNobodyKnows() throws {
    let answer = try chosen {
      $0.preSharedKeyModes = .withAgreement
      $0.preSharedKeys = PreSharedKeyOffer([
        PreSharedKeyIdentity(
          [1], obfuscatedTicketAge: 0, binder: [UInt8](repeating: 0, count: 32))
      ])
    }
    #expect(answer.selectedIdentity == nil)
  }

  /// A server that has nothing but shared keys.
  @Test func strangersAmongSharedKeys() throws {
    let server = Setup(role: .server, identity: nil, roots: []).adding {
      $0.preSharedKeys = [
        PreSharedKey(identity: [7], key: Secret(copying: [UInt8](repeating: 9, count: 32).span))
      ]
      $0.preSharedKeyModes = [.alone, .withAgreement]
    }
    for modes in [PreSharedKeyModes.alone, .withAgreement] {
      try refuses(115, server) {
        $0.preSharedKeyModes = modes
        if modes == .alone {
          $0.groups = []
          $0.keyShares = nil
        }
        $0.preSharedKeys = PreSharedKeyOffer([
          PreSharedKeyIdentity(
            [8], obfuscatedTicketAge: 0, binder: [UInt8](repeating: 0, count: 32))
        ])
      }
    }
    try refuses(109, server) { $0.supportedVersions = [.tls13] }
  }

  //= rfc8446#4.2.2
  //# Clients MUST NOT use
  //# cookies in their initial ClientHello in subsequent connections.
  @Test func aCookieThatNobodyGave() throws { try refuses(47) { $0.cookie = [1, 2, 3] } }

  //= rfc7301#3.2
  //# In the event that the server supports no
  //# protocols that the client advertises, then the server SHALL respond
  //# with a fatal "no_application_protocol" alert.
  @Test func noProtocolInCommon() throws {
    try refuses(120) { $0.applicationProtocols = ProtocolNameList([[3], [4]]) }
    _ = try chosen { $0.applicationProtocols = ProtocolNameList() }
  }

  //= rfc8446#4.4.3
  //# If the CertificateVerify message is sent by a server, the signature
  //# algorithm MUST be one offered in the client's "signature_algorithms"
  //# extension unless no valid certificate chain can be produced without
  //# unsupported algorithms (see Section 4.2.3).
  @Test func noSchemeInCommon() throws {
    try refuses(40) { $0.signatureSchemes = [.ed25519, .rsaPSSRSAESHA256] }
  }

  @Test func noSuiteInCommon() throws {
    try refuses(40) { $0.suites = [CipherSuite(code: 0x13FF), CipherSuite(code: 0xC02B)] }
  }

  @Test func noCertificateTypeInCommon() throws {
    try refuses(43) { $0.serverCertificateTypes = [.rawPublicKey] }
    try refuses(43) { $0.clientCertificateTypes = [.rawPublicKey] }
    _ = try chosen {
      $0.serverCertificateTypes = [.rawPublicKey, .x509]
      $0.clientCertificateTypes = [.x509]
    }
  }

  @Test func sharesThatAreNone() throws {
    try refuses(47) { $0.keyShares = [KeyShareEntry(.x25519, [1, 2, 3])] }
    try refuses(47) {
      $0.keyShares = [KeyShareEntry(.x25519, [UInt8](repeating: 0, count: 32))]
    }
    try refuses(47) {
      $0.keyShares = [KeyShareEntry(.secp256r1, [4] + [UInt8](repeating: 1, count: 64))]
    }
  }

  /// Names that are not ours, and what was invented to be ignored (RFC 8701).
  @Test func whatMeansNothing() throws {
    _ = try chosen { $0.serverName = Array("somebody.else".utf8) }
    _ = try chosen {
      $0.suites.insert(CipherSuite(code: 0x1A1A), at: 0)
      $0.groups.insert(NamedGroup(code: 0x2A2A), at: 0)
      $0.supportedVersions.insert(TLSVersion(code: 0x3A3A), at: 0)
      $0.signatureSchemes.insert(SignatureScheme(code: 0x4A4A), at: 0)
      $0.others = [OpaqueExtension(ExtensionType(code: 0x5A5A), [0])]
    }
  }

  //= rfc8446#4.4.2.4
  //# If the client does not send any certificates (i.e., it sends an empty
  //# Certificate message), the server MAY at its discretion either
  //# continue the handshake without client authentication or abort the
  //# handshake with a "certificate_required" alert.
  @Test func whoShowsNothing() throws {
    let client = try BookSide(
      Setup.client().with(\.identity, nil).with(\.versions, .tls13 ... .tls13)
    ).connect()
    let server = try BookSide(Setup.server()).connect()
    settle(client, server)
    #expect(server.error?.cause == .certificateRequired)
    #expect(server.connected == nil)
    #expect(client.error?.cause == .peerAlert(Alert(code: 116)))
  }

  //= rfc8446#4.1.2
  //# -  Removing the "early_data" extension (Section 4.2.10) if one was
  //#    present.  Early data is not permitted after a HelloRetryRequest.
  //= rfc8446#4.1.2
  //# -  If a "key_share" extension was supplied in the HelloRetryRequest,
  //#    replacing the list of shares with a list containing a single
  //#    KeyShareEntry from the indicated group.
  @Test func secondHellos() throws {
    let p256 = [4] + [UInt8](repeating: 1, count: 64)
    let changes: [(FieldName, Change)] = [
      ("RFC 8446, 4.1.2", { $0.earlyData = true }),
      (
        "RFC 8446, 4.1.2",
        {
          $0.keyShares = [KeyShareEntry(.secp256r1, p256)]
          $0.sessionID = []
        }
      ),
      ("RFC 8446, 4.2.8", { _ in }),
      ("RFC 8446, 4.2.8", { $0.keyShares = [] }),
      ("RFC 8446, 4.2.8", { $0.keyShares?.append(KeyShareEntry(.secp256r1, p256)) }),
    ]
    for (rule, change) in changes {
      let peer = try BookSide(Setup.server().adding { $0.groups = [.secp256r1] }).connect()
      peer.handle(try hello { _ in })
      #expect(!peer.departing().isEmpty && peer.error == nil)
      peer.handle(try hello(change))
      #expect(peer.error?.cause.alert == Alert(code: 47))
      #expect(peer.error?.rule == rule)
    }
  }
}
