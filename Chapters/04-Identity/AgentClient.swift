import Primitives
import Wire

/// The application's end of the connection: asks, and takes the answer, one at a time.
public struct AgentClient: Machine, ~Copyable {
  public enum Event: Equatable, Sendable {
    /// `takeAnswer` has it.
    case answered
  }

  private enum State: ~Copyable {
    case ready
    case sendRequest([UInt8], AgentVerb, deadline: Instant)
    case expectAnswer(IncomingFrame, AgentVerb, deadline: Instant)
    case reportAnswer(AgentResponse)
    case answered(AgentResponse)
    case closed
  }

  private var state = State.ready
  private let patience: Duration

  /// An agent that has not answered after `patience` is taken for dead.
  public init(patience: Duration = .seconds(10)) { self.patience = patience }

  /// Throws `.tooLong` for a request that the agent would not take, and stays as it was.
  public mutating func ask(
    _ request: AgentRequest, now: Instant
  ) throws(KeyStoreError) {
    let frame = try request.frame()
    guard case .ready = takeState() else { throw .unreachable }
    state = .sendRequest(frame, request.verb, deadline: now + patience)
  }

  public mutating func handle(
    _ bytes: Span<UInt8>, now: Instant
  ) throws(KeyStoreError) {
    guard !bytes.isEmpty else { return }
    guard case .expectAnswer(var frame, let verb, let deadline) = takeState() else {
      // Nobody has asked.
      throw .protocolViolation(WireError(.leftover(bytes.count), "frame", at: 0))
    }
    guard now < deadline else { throw .unreachable }
    do throws(WireError) {
      try frame.append(bytes)
      guard let body = frame.body else {
        state = .expectAnswer(frame, verb, deadline: deadline)
        return
      }
      let response = try AgentResponse(reading: body)
      guard response.verb == nil || response.verb == verb else {
        throw WireError(.invalid(UInt64(body[1])), "verb", at: 3)
      }
      state = .reportAnswer(response)
    } catch { throw .protocolViolation(error) }
  }

  public mutating func handleTimeout(now: Instant) throws(KeyStoreError) {
    switch takeState() {
    case .expectAnswer(let frame, let verb, let deadline):
      guard now < deadline else { throw .unreachable }
      state = .expectAnswer(frame, verb, deadline: deadline)
    case .closed: throw .unreachable
    case let other: state = other
    }
  }

  public mutating func poll(into out: inout OutputSpan<UInt8>) -> Output<Event> {
    switch takeState() {
    case .sendRequest(let frame, let verb, let deadline):
      guard frame.count <= out.freeCapacity else {
        state = .sendRequest(frame, verb, deadline: deadline)
        return .bufferTooSmall(needed: frame.count)
      }
      out.append(frame.span)
      state = .expectAnswer(IncomingFrame(), verb, deadline: deadline)
      return .transmit
    case .expectAnswer(let frame, let verb, let deadline):
      state = .expectAnswer(frame, verb, deadline: deadline)
      return .wait(until: deadline)
    case .reportAnswer(let response):
      state = .answered(response)
      return .event(.answered)
    case let other:
      state = other
      return .wait(until: nil)
    }
  }

  /// Throws `.unreachable` if there is no answer, and none can come any more.
  public mutating func takeAnswer() throws(KeyStoreError) -> AgentResponse {
    guard case .answered(let response) = takeState() else { throw .unreachable }
    state = .ready
    return response
  }

  /// The line is gone: whatever is asked from now on is not answered.
  public mutating func close() { state = .closed }

  /// To be put back; until then, and after a throw, the connection is closed.
  private mutating func takeState() -> State {
    var taken = State.closed
    swap(&taken, &state)
    return taken
  }
}
