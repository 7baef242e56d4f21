import Wire

/// Many machines behind one socket, or one machine with many peers: the four verbs again,
/// with the peer's address beside each datagram.
///
/// A peer's fault ends that peer's session and nothing else, so nothing here throws.
public protocol DatagramServer: ~Copyable {
  associatedtype Event

  mutating func handle(_ datagram: Span<UInt8>, from peer: PeerAddress, now: Instant)
  mutating func handleTimeout(now: Instant)
  mutating func poll(into out: inout OutputSpan<UInt8>) -> ServerOutput<Event>
}

/// What a server for datagrams wants from whoever drives it.
public enum ServerOutput<Event> {
  /// Send what is in `out` to this peer, as one datagram.
  case transmit(to: PeerAddress)
  /// Something happened with this peer; bytes that belong to the event are in `out`.
  case event(PeerAddress, Event)
  /// Nothing to do before this moment (`nil`: before more input comes).
  case wait(until: Instant?)
  /// `out` has not this many bytes free; nothing was lost, poll again with more.
  case bufferTooSmall(needed: Int)
}

extension ServerOutput: Sendable where Event: Sendable {}
extension ServerOutput: Equatable where Event: Equatable {}
