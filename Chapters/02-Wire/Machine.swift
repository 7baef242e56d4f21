/// A protocol without its sockets, its clock and its entropy: bytes and moments in,
/// bytes and events out.
///
/// Call `poll` after every other verb, and again until it answers `.wait`.
public protocol Machine: ~Copyable {
  associatedtype Event
  associatedtype Failure: Error

  /// Takes what arrived: some bytes of a stream, or exactly one datagram.
  /// A thrown error ends the connection; noise on a datagram is dropped and counted.
  mutating func handle(_ bytes: Span<UInt8>, now: Instant) throws(Failure)

  /// Call this when the moment of the last `.wait` has come.
  mutating func handleTimeout(now: Instant) throws(Failure)

  /// Says what the machine wants next, and appends the bytes that go with it to `out`.
  mutating func poll(into out: inout OutputSpan<UInt8>) -> Output<Event>
}

/// What a machine wants from whoever drives it.
public enum Output<Event> {
  /// Send what is in `out` to the peer: bytes of a stream, or exactly one datagram.
  case transmit
  /// Something happened; bytes that belong to the event are in `out`.
  case event(Event)
  /// Nothing to do before this moment (`nil`: before more input comes).
  case wait(until: Instant?)
  /// `out` has not this many bytes free; nothing was lost, poll again with more.
  case bufferTooSmall(needed: Int)
}

extension Output: Sendable where Event: Sendable {}
extension Output: Equatable where Event: Equatable {}
