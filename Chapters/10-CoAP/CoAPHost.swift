import DTLS
import Primitives
import Wire

public struct CoAPHostOptions: Equatable, Sendable {
  public var server = CoAPServerOptions()
  /// Peers that are remembered at a time.
  public var maximumPeers = 1024
  /// Whether every peer is certainly where it says, because a secure channel lies below.
  public var peersAreProved = false

  public init() {}
}

/// How many datagrams met which fate, beside what each peer's own machine counts.
public struct CoAPHostCounters: Equatable, Sendable {
  public var received = 0
  /// From addresses that are not proved: answered if at all, and forgotten.
  public var fromStrangers = 0
  /// From proved addresses for which there was no room.
  public var refused = 0

  public init() {}
}

/// A CoAP server for many peers behind one socket.
///
/// Of an address that is not proved nothing is remembered: its request meets a machine that
/// lives until it has been answered. So whoever is told of a request answers it before the
/// next `poll` says `.wait`, or a stranger will not get the answer.
public struct CoAPHost<Hash: HashFunction & ~Copyable>: DatagramServer, ~Copyable {
  public typealias Event = CoAPServerEvent

  /// For how long an Echo value is asked for; it is taken for as long again.
  public static var slot: Duration { .seconds(60) }

  private let resources: Resources
  private let options: CoAPHostOptions
  private var code: HMAC<Hash>
  private var drawn: UInt64 = 0
  private var peers: PeerTable<Peer>
  private var stranger: (address: PeerAddress, peer: Peer)?
  private var ready: [PeerAddress] = []
  public private(set) var counters = CoAPHostCounters()

  /// A machine that a table can hold.
  private final class Peer {
    var server: CoAPServer
    var deadline: Instant?

    init(_ server: consuming CoAPServer) { self.server = server }
  }

  /// `secret`: 32 random bytes, new at each start.
  public init(
    _ resources: Resources, _ options: CoAPHostOptions = CoAPHostOptions(),
    secret: Span<UInt8>
  ) throws(CryptoError) {
    self.resources = resources
    self.options = options
    code = try HMAC(key: secret)
    peers = PeerTable(capacity: options.maximumPeers)
  }

  /// Peers that are remembered.
  public var count: Int { peers.count }
}

extension CoAPHost where Hash: ~Copyable {
  public mutating func handle(
    _ datagram: Span<UInt8>, from address: PeerAddress, now: Instant
  ) {
    counters.received &+= 1
    if let peer = peers[address] {
      peer.server.handle(datagram, now: now)
      return ready.append(address)
    }
    do throws(CryptoError) {
      let peer = try makePeer(at: address, now: now)
      peer.server.handle(datagram, now: now)
      settle(peer, at: address, now: now)
    } catch { counters.refused &+= 1 }
  }

  /// An Echo value is the code of an address and a minute: it can be made again, and need
  /// not be kept (RFC 9175, 2.3 and A).
  private mutating func makePeer(
    at address: PeerAddress, now: Instant
  ) throws(CryptoError) -> Peer {
    let slot = now.nanoseconds / Self.slot.nanoseconds
    let echo = try number(for: [
      1, slot, address.high, address.low, UInt64(address.port),
    ])
    let last = try number(
      for: [1, slot &- 1, address.high, address.low, UInt64(address.port)])
    let messageID = try draw() & 0xFFFF
    return Peer(
      CoAPServer(
        resources, options.server, peerIsProved: options.peersAreProved,
        random: echo << 16 | messageID, lastProof: slot > 0 ? last : nil))
  }

  /// Whoever is proved is remembered, if there is room or can be made.
  private mutating func settle(_ peer: Peer, at address: PeerAddress, now: Instant) {
    guard peer.server.peerIsProved else {
      counters.fromStrangers &+= 1
      stranger = (address, peer)
      return
    }
    if peers.isFull { forgetIdle(now: now) }
    guard !peers.isFull else {
      counters.refused &+= 1
      return
    }
    peers[address] = peer
    ready.append(address)
  }

  private mutating func forgetIdle(now: Instant) {
    for (address, peer) in peers.entries {
      peer.server.handleTimeout(now: now)
      if peer.server.isIdle { peers[address] = nil }
    }
  }

  public mutating func handleTimeout(now: Instant) {
    for (address, peer) in peers.entries {
      guard let deadline = peer.deadline, deadline <= now else { continue }
      peer.server.handleTimeout(now: now)
      ready.append(address)
    }
  }

  /// Answers a peer's request, as `CoAPServer.respond` does. Throws `.unknownRequest` also
  /// for a stranger that has been forgotten.
  public mutating func respond(
    to request: RequestID, of address: PeerAddress, _ answer: Code,
    options list: OptionList = OptionList(), payload: Span<UInt8> = Span(), now: Instant
  ) throws(CoAPUsageError) {
    guard let peer = peer(at: address) else { throw .unknownRequest }
    var random: UInt64 = 0
    do throws(CryptoError) { random = try draw() } catch { throw .unknownRequest }
    try peer.server.respond(
      to: request, answer, options: list, payload: payload,
      random: UInt32(truncatingIfNeeded: random), now: now)
    if stranger?.address != address { ready.append(address) }
  }

  private func peer(at address: PeerAddress) -> Peer? {
    if let stranger, stranger.address == address { return stranger.peer }
    return peers[address]
  }

  /// Forgets a peer, whose secure channel has ended, say.
  public mutating func forget(_ address: PeerAddress) { peers[address] = nil }

  public mutating func poll(
    into out: inout OutputSpan<UInt8>
  ) -> ServerOutput<CoAPServerEvent> {
    if let (address, peer) = stranger {
      if let output = poll(peer, at: address, into: &out) { return output }
      stranger = nil
    }
    while let address = ready.first {
      if let peer = peers[address] {
        if let output = poll(peer, at: address, into: &out) { return output }
        if peer.server.isIdle { peers[address] = nil }
      }
      ready.removeFirst()
    }
    return .wait(until: deadline)
  }

  /// `nil` when this peer's machine waits.
  private func poll(
    _ peer: Peer, at address: PeerAddress, into out: inout OutputSpan<UInt8>
  ) -> ServerOutput<CoAPServerEvent>? {
    switch peer.server.poll(into: &out) {
    case .transmit: return .transmit(to: address)
    case .event(let event): return .event(address, event)
    case .bufferTooSmall(let needed): return .bufferTooSmall(needed: needed)
    case .wait(let until):
      peer.deadline = until
      return nil
    }
  }

  private var deadline: Instant? {
    peers.entries.compactMap(\.value.deadline).min()
  }

  /// Numbers that nobody can foresee who has not the secret.
  private mutating func draw() throws(CryptoError) -> UInt64 {
    drawn &+= 1
    return try number(for: [2, drawn])
  }

  private mutating func number(for words: [UInt64]) throws(CryptoError) -> UInt64 {
    for word in words {
      let bytes = InlineArray<8, UInt8> {
        UInt8(truncatingIfNeeded: word >> (8 * (7 - $0)))
      }
      try code.update(bytes.span)
    }
    let digest = try [UInt8](capacity: Hash.digestLength) { out throws(CryptoError) in
      try code.finish(into: &out)
    }
    return digest.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
  }
}
