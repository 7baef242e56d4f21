// SPDX-License-Identifier: Apache-2.0
import Certificates
import MbedTLSBackend
import OpenSSLBackend
import Primitives
import TLS
import TestSupport
import Testing

/// Whose code is under test; the other side is always OpenSSL's primitives.
enum Provider: String, CaseIterable, Sendable, CustomTestStringConvertible {
  case portable, openssl, mbedtls

  var testDescription: String { rawValue }

  typealias Sides = (TLSSession?) throws -> Middle.Side

  /// One engine, and as many sides of connections as are wanted.
  func sides(_ setup: Setup) throws -> Sides {
    switch self {
    case .portable: try make(setup, PortableCrypto.self)
    case .openssl: try make(setup, OpenSSLCrypto.self)
    case .mbedtls: try make(setup, MbedTLSCrypto.self)
    }
  }

  private func make<Crypto: CryptoProvider>(_ setup: Setup, _: Crypto.Type) throws -> Sides {
    let engine = try WitnessedEngine<Crypto>(setup.configuration, role: setup.role)
    return { try engine.side(resuming: $0) }
  }
}

/// How two sides are set up that would understand each other, were nobody between them.
enum Scenario: Sendable {
  /// Both show certificates.
  case mutual
  /// Only the server does.
  case serverOnly
  /// The server wants another group than the client's first.
  case retry
  /// The server wants to see that the client hears it.
  case cookie
  /// Both have one key.
  case preSharedKey
  /// Both have a name of a protocol.
  case names
  /// Both show bare keys, and know each other's.
  case bareKeys
  /// Both would take 1.2 as well.
  case bothVersions
  /// The server gives tickets, and the client keeps them.
  case tickets
  /// The client comes back with one.
  case resumed
  /// And sends 100 bytes at once, of which the server takes 100.
  case early

  func setups() throws -> (client: Setup, server: Setup) {
    var client = try Setup.client().with(\.suites, [0x1301]).with(\.versions, .tls13 ... .tls13)
    var server = try Setup.server().with(\.suites, [0x1301]).with(\.versions, .tls13 ... .tls13)
    client = client.adding { $0.groups = [.x25519] }
    server = server.adding { $0.groups = [.x25519] }
    switch self {
    case .mutual: break
    case .serverOnly:
      client.identity = nil
      server.clientCertificate = .none
      server.roots = []
    case .retry:
      client = client.adding { $0.groups = [.x25519, .secp256r1] }
      server = server.adding { $0.groups = [.secp256r1] }
      client.suites = [0x1301, 0x1303]
    case .cookie: server = server.adding { $0.asksForCookie = true }
    case .preSharedKey:
      client = Scenario.keyed(client)
      server = Scenario.keyed(server)
    case .names:
      client.applicationProtocols = ["mqtt"]
      server.applicationProtocols = ["mqtt"]
    case .bareKeys:
      let keys = try (Scenario.bareKey(of: client.identity), Scenario.bareKey(of: server.identity))
      client = Scenario.bare(client, believing: keys.1)
      server = Scenario.bare(server, believing: keys.0)
    case .bothVersions:
      client.suites = [0x1301, 0xC02B]
      server.suites = [0x1301, 0xC02B]
      client.versions = .tls12 ... .tls13
      server.versions = .tls12 ... .tls13
    case .tickets, .resumed, .early:
      let size = self == .early ? 100 : 0
      client = client.adding {
        $0.resumption = .tickets(lifetime: 3600)
        $0.maximumEarlyData = size
      }
      server = server.adding {
        $0.resumption = .tickets(lifetime: 3600)
        $0.maximumEarlyData = size
      }
    }
    return (client, server)
  }

  /// The SubjectPublicKeyInfo that its certificate names.
  static func bareKey(of identity: PKI.Identity?) throws -> [UInt8] {
    let certificate = try Certificate(der: identity?.chain.first ?? [])
    let key = certificate.subjectPublicKeyInfo
    return key.indices.map { key[$0] }
  }

  private static func bare(_ setup: Setup, believing key: [UInt8]) -> Setup {
    var other = setup
    other.roots = []
    other.expectedName = nil
    return other.adding {
      $0.chain = []
      $0.ownCertificateType = .rawPublicKey
      $0.trustedKeys = [key]
    }
  }

  private static func keyed(_ setup: Setup) -> Setup {
    var other = setup
    other.identity = nil
    other.roots = []
    other.expectedName = nil
    return other.adding { $0.preSharedKeys = [TLS12.key()] }
  }

  var comesBack: Bool { self == .resumed || self == .early }

  func middle(_ provider: Provider, _ role: TLSRole) throws -> Middle {
    let (clientSetup, serverSetup) = try setups()
    let clients = try (role == .client ? provider : .openssl).sides(clientSetup)
    let servers = try (role == .server ? provider : .openssl).sides(serverSetup)
    let first = Middle(client: try clients(nil), server: try servers(nil))
    guard comesBack else { return first }
    try first.settle()
    guard let session = first.client.endpoint.sessions.last else { throw TLSError(.notConnected) }
    let middle = Middle(client: try clients(session), server: try servers(nil))
    if self == .early {
      middle.client.endpoint.send(early: [UInt8](repeating: 7, count: 100))
    }
    return middle
  }
}

/// Something that a peer must not do, and the alert that it must hear for it.
struct Forbidden: Sendable, CustomTestStringConvertible {
  let what: String
  let alert: UInt8
  var scenario = Scenario.mutual
  /// Whether it comes when the handshake is already done.
  var isAfterwards = false
  let edit: @Sendable (inout [Piece]) throws -> Void

  /// A change of what is said.
  init(
    _ what: String, _ alert: UInt8, _ scenario: Scenario = .mutual,
    edit: @escaping @Sendable (inout [Piece]) throws -> Void
  ) {
    self.what = what
    self.alert = alert
    self.scenario = scenario
    self.edit = edit
  }

  /// Records that come when the connection stands; each is sealed with the
  /// newest keys, if its epoch is not 0.
  init(
    afterwards what: String, _ alert: UInt8, _ pieces: [Piece], _ scenario: Scenario = .mutual
  ) {
    self.init(what, alert, scenario) { $0 = pieces }
    isAfterwards = true
  }

  var testDescription: String { what }

  /// Does it, and sees what `role` makes of it.
  func outcome(for role: TLSRole, over provider: Provider) throws -> Outcome {
    let middle = try scenario.middle(provider, role)
    if isAfterwards {
      try middle.settle()
      guard middle.client.endpoint.connected != nil, middle.server.endpoint.connected != nil
      else { throw TLSError(.notConnected) }
      var pieces: [Piece] = []
      try edit(&pieces)
      for i in pieces.indices where pieces[i].epoch > 0 {
        pieces[i].epoch = middle.newestEpoch(of: role.peer)
      }
      try middle.say(pieces, for: role.peer)
      try middle.settle()
    } else if role == .client {
      try middle.settle(server: edit)
    } else {
      try middle.settle(client: edit)
    }
    let side = role == .client ? middle.client : middle.server
    return Outcome(
      error: side.endpoint.error, alert: side.alert,
      isConnected: side.endpoint.connected != nil && !isAfterwards)
  }

  struct Outcome {
    let error: TLSError?
    /// What the peer was told.
    let alert: UInt8?
    /// Though it should not be.
    let isConnected: Bool

    func isRefusal(with alert: UInt8) -> Bool {
      error?.cause.alert?.code == alert && self.alert == alert && !isConnected
    }
  }
}
