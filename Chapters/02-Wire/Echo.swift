/// Sends back every frame that it gets: a length of two bytes, then that many bytes.
public struct Echo: Machine {
  public enum Event: Equatable, Sendable {
    /// A frame came; its bytes are in the polled buffer.
    case frame
  }

  public enum Failure: Error, Equatable {
    case frameTooLong(Int)
    /// The peer said nothing for `patience`.
    case idle
    case closed
  }

  public static var longestFrame: Int { 1024 }
  public static var patience: Duration { .seconds(30) }

  enum State {
    case open(Frames, deadline: Instant)
    case closed
  }

  var state: State

  public init(now: Instant) {
    state = .open(Frames(), deadline: now + Echo.patience)
  }

  /// The state, to be put back; until then, and after a throw, the machine is closed.
  mutating func takeState() -> State {
    var taken = State.closed
    swap(&taken, &state)
    return taken
  }

  public mutating func handle(_ bytes: Span<UInt8>, now: Instant) throws(Failure) {
    guard case .open(var frames, _) = takeState() else { throw .closed }
    try frames.append(bytes)
    state = .open(frames, deadline: now + Echo.patience)
  }

  public mutating func handleTimeout(now: Instant) throws(Failure) {
    guard case .open(let frames, let deadline) = takeState() else { throw .closed }
    guard now < deadline else { throw .idle }
    state = .open(frames, deadline: deadline)
  }

  public mutating func poll(into out: inout OutputSpan<UInt8>) -> Output<Event> {
    guard case .open(var frames, let deadline) = takeState() else {
      return .wait(until: nil)
    }
    let output = frames.poll(into: &out) ?? .wait(until: deadline)
    state = .open(frames, deadline: deadline)
    return output
  }
}
