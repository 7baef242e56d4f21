import Primitives
import TLS
import Wire

/// DTLS for many peers behind one socket, whichever library speaks it.
///
/// For an address that has not returned its cookie nothing is kept.
public struct DTLSServer<
  Engine: DTLSEngine, Hash: HashFunction & ~Copyable
>: DatagramServer, ~Copyable {
  public typealias Event = DTLSServerEvent

  private let engine: Engine
  private let options: DTLSServerOptions
  private var gate: CookieGate<Hash>
  private var sessions: PeerTable<Session<Engine.Channel>>
  /// Those who may have something to say, in the order in which they came to it.
  private var ready: [PeerAddress] = []
  /// The last answer of the gate, for whom; empty when it has gone.
  private var answer: [UInt8] = []
  private var answered = PeerAddress(high: 0, low: 0, port: 0)
  private var handshakes = 0
  public private(set) var counters = DTLSServerCounters()

  /// `cookieSecret`: 32 random bytes, new at each start.
  public init(
    _ engine: Engine, _ options: DTLSServerOptions = DTLSServerOptions(),
    cookieSecret: Span<UInt8>
  ) throws(CryptoError) {
    self.engine = engine
    self.options = options
    gate = try CookieGate(secret: cookieSecret)
    sessions = PeerTable(capacity: options.maximumPeers)
  }

  /// Sessions, in their handshake or after it.
  public var count: Int { sessions.count }

  public func isConnected(_ peer: PeerAddress) -> Bool {
    sessions[peer]?.isConnected ?? false
  }
}

extension DTLSServer where Hash: ~Copyable {
  public mutating func handle(
    _ datagram: Span<UInt8>, from peer: PeerAddress, now: Instant
  ) {
    counters.received &+= 1
    guard let session = sessions[peer] else {
      return meet(datagram, from: peer, now: now)
    }
    //= rfc6347#4.2.8
    //# In cases where a server believes it has an existing association on a given
    //# host/port quartet and it receives an epoch=0 ClientHello, it SHOULD proceed with
    //# a new handshake but MUST NOT destroy the existing association until the client
    //# has demonstrated reachability either by completing a cookie exchange or by
    //# completing a complete handshake including delivering a verifiable Finished
    //# message.
    if session.isUnknownHello(datagram) { return meet(datagram, from: peer, now: now) }
    session.handle(datagram, now: now)
    ready.append(peer)
  }

  /// A stranger, or somebody who has forgotten us.
  private mutating func meet(
    _ datagram: Span<UInt8>, from peer: PeerAddress, now: Instant
  ) {
    var bytes = answer
    bytes.removeAll(keepingCapacity: true)
    var decision = CookieGate<Hash>.Decision.ignore
    bytes.append(addingCapacity: 128) { out in
      decision = gate.decide(datagram, from: peer, now: now, into: &out)
    }
    answer = bytes
    answered = peer
    switch decision {
    case .ignore: counters.ignored &+= 1
    case .answer: counters.verifying &+= 1
    case .pass: accept(datagram, from: peer, now: now)
    }
  }

  private mutating func accept(
    _ datagram: Span<UInt8>, from peer: PeerAddress, now: Instant
  ) {
    remove(peer)
    guard !sessions.isFull, handshakes < options.maximumHandshakes else {
      counters.refused &+= 1
      return
    }
    do throws(TLSError) {
      let session = Session(
        try engine.accept(now: now), answering: datagram,
        until: now + options.handshakeTimeout)
      session.handle(datagram, now: now)
      sessions[peer] = session
      handshakes += 1
      ready.append(peer)
      counters.accepted &+= 1
    } catch { counters.refused &+= 1 }
  }

  private mutating func remove(_ peer: PeerAddress) {
    guard let session = sessions[peer] else { return }
    if !session.isConnected { handshakes -= 1 }
    sessions[peer] = nil
  }

  public mutating func handleTimeout(now: Instant) {
    for (peer, session) in sessions.entries {
      if session.handleTimeout(now: now) { ready.append(peer) }
    }
  }

  /// Encrypts bytes for a peer, as one datagram. Throws `.notConnected` for a peer that is
  /// not, and `.tooLarge`; both harm nothing.
  public mutating func send(
    _ plaintext: Span<UInt8>, to peer: PeerAddress
  ) throws(TLSError) {
    guard let session = sessions[peer] else { throw TLSError(.notConnected) }
    defer { ready.append(peer) }
    try session.send(plaintext)
  }

  /// Says goodbye to a peer, and forgets it without an event.
  public mutating func close(_ peer: PeerAddress) {
    guard let session = sessions[peer] else { return }
    session.close()
    ready.append(peer)
  }

  public mutating func poll(
    into out: inout OutputSpan<UInt8>
  ) -> ServerOutput<DTLSServerEvent> {
    if !answer.isEmpty {
      guard out.freeCapacity >= answer.count else {
        return .bufferTooSmall(needed: answer.count)
      }
      for byte in answer { out.append(byte) }
      answer.removeAll(keepingCapacity: true)
      return .transmit(to: answered)
    }
    while let peer = ready.first {
      if let output = poll(peer, into: &out) { return output }
      ready.removeFirst()
    }
    return .wait(until: deadline)
  }

  /// `nil` when this peer has said all.
  private mutating func poll(
    _ peer: PeerAddress, into out: inout OutputSpan<UInt8>
  ) -> ServerOutput<DTLSServerEvent>? {
    guard let session = sessions[peer] else { return nil }
    let wasConnected = session.isConnected
    switch session.poll(into: &out, idleTimeout: options.idleTimeout) {
    case .transmit: return .transmit(to: peer)
    case .event(let event):
      if session.isConnected, !wasConnected { handshakes -= 1 }
      if session.isOver { remove(peer) }
      return .event(peer, event)
    case .bufferTooSmall(let needed): return .bufferTooSmall(needed: needed)
    case .wait:
      if session.isOver { remove(peer) }
      return nil
    }
  }

  private var deadline: Instant? {
    sessions.entries.map(\.value.deadline).min()
  }
}
