// SPDX-License-Identifier: Apache-2.0
import Primitives
import TLS
import Wire

/// The handshakes that the book shows: played by the book's own engine over plain Swift, with a
/// seed for chance and a clock that stands still, so that each is the same in every run.
public enum Rehearsal: String, CaseIterable, Sendable {
  /// Certificates on both sides, a reading, and goodbye.
  case full
  case bareKeys = "bare-keys"
  case sharedKey = "shared-key"
  case resumed
  case retry
  case tls12

  public var title: String {
    switch self {
    case .full: "TLS 1.3 with certificates on both sides"
    case .bareKeys: "TLS 1.3 with bare public keys"
    case .sharedKey: "TLS 1.3 with a pre-shared key and ECDHE"
    case .resumed: "TLS 1.3, a session resumed"
    case .retry: "TLS 1.3 with a HelloRetryRequest"
    case .tls12: "TLS 1.2, ECDHE-ECDSA"
    }
  }

  /// What the client saw. Its keys are of no worth, and so they are shown.
  public func trace(reveals: Bool = true) throws -> HandshakeTrace {
    let log = TraceLog(role: .client, reveals: reveals)
    let stage = try Stage(self)
    var session: TLSSession?
    if self == .resumed {
      var first = try stage.play(seed: 10, observer: NoObserver())
      try first.settle()
      session = first.session
    }
    var conversation = try stage.play(
      seed: 20, resuming: session, observer: TraceRecorder(log))
    try conversation.settle()
    if self == .full { try Self.say(&conversation) }
    return try HandshakeTrace(log, title: title)
  }

  private static func say(_ conversation: inout Stage.Play<TraceRecorder>) throws(TLSError) {
    let reading = Array(#"{"t": 21.5}"#.utf8)
    try conversation.client.send(reading.span)
    try conversation.settle()
    try conversation.client.close()
    try conversation.settle()
    try conversation.server.close()
    try conversation.settle()
  }
}

/// Both ends' contexts, for as many connections as are needed.
struct Stage {
  typealias Channel<Observer: TLSObserver> = TLSChannel<Cast.Crypto, SeededRandom, Observer>
  typealias Play<Observer: TLSObserver> = Conversation<Channel<Observer>, Channel<NoObserver>>

  let client, server: TLSContext<Cast.Crypto>

  init(_ rehearsal: Rehearsal) throws {
    let cast = try Cast()
    func configuration(_ role: TLSRole) -> TLSConfiguration {
      var configuration: TLSConfiguration
      switch rehearsal {
      case .sharedKey: configuration = cast.sharedKey()
      case .bareKeys: configuration = cast.bareKeys(as: role)
      default: configuration = cast.certificates(as: role)
      }
      configuration.versions = rehearsal == .tls12 ? .tls12 ... .tls12 : .tls13 ... .tls13
      switch rehearsal {
      case .full: configuration.applicationProtocols = [Array("mqtt".utf8)]
      case .resumed: configuration.resumption = .tickets(lifetime: 86_400)
      case .retry where role == .server:
        configuration.groups = [.secp256r1]
        configuration.asksForCookie = true
      default: break
      }
      if role == .server && (rehearsal == .retry || rehearsal == .resumed) {
        configuration.ticketSealer = SeededVault(seed: 30).sealer
      }
      return configuration
    }
    let ours = configuration(.client)
    client = try TLSContext(ours, role: .client)
    let theirs = configuration(.server)
    server = try TLSContext(theirs, role: .server)
  }

  func play<Observer: TLSObserver>(
    seed: UInt64, resuming session: TLSSession? = nil, observer: Observer
  ) throws(TLSError) -> Play<Observer> {
    let start = Instant(nanoseconds: 0)
    return Conversation(
      client: try TLSChannel(
        client, random: SeededRandom(seed: seed), date: Cast.date, now: start, resuming: session,
        observer: observer),
      server: try TLSChannel(
        server, random: SeededRandom(seed: seed + 1), date: Cast.date, now: start,
        observer: NoObserver()))
  }
}
