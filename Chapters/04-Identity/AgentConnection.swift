import Primitives
import Wire

/// Why the agent ends a connection without another word.
public enum AgentFault: Error, Equatable, Sendable {
  /// No request that there is: unknown, too long, cut short, or of another version.
  case notARequest(WireError)
  /// A second one before the first had its answer.
  case impatient
  /// A request that began and did not end in time.
  case tooSlow
  /// It had ended before.
  case closed
}

/// The agent's end of one connection: one request, one answer, and then the next.
public struct AgentConnection: Machine, ~Copyable {
  public enum Event: Equatable, Sendable {
    /// To be answered with `answer`, and with nothing else before.
    case asked(AgentRequest)
  }

  private enum State: ~Copyable {
    /// No deadline while nothing of it is here.
    case expectRequest(IncomingFrame, deadline: Instant?)
    case reportRequest(AgentRequest)
    case expectAnswer
    case sendAnswer(Secret)
    case closed
  }

  private var state = State.expectRequest(IncomingFrame(), deadline: nil)
  private let patience: Duration

  public init(limits: AgentLimits = AgentLimits()) { patience = limits.patience }

  public mutating func handle(
    _ bytes: Span<UInt8>, now: Instant
  ) throws(AgentFault) {
    guard !bytes.isEmpty else { return }
    switch takeState() {
    case .expectRequest(var frame, let deadline):
      let deadline = deadline ?? now + patience
      guard now < deadline else { throw .tooSlow }
      do throws(WireError) {
        try frame.append(bytes)
        if let body = frame.body {
          state = .reportRequest(try AgentRequest(reading: body))
        } else {
          state = .expectRequest(frame, deadline: deadline)
        }
      } catch { throw .notARequest(error) }
    case .closed: throw .closed
    default: throw .impatient
    }
  }

  public mutating func handleTimeout(now: Instant) throws(AgentFault) {
    switch takeState() {
    case .expectRequest(let frame, let deadline):
      if let deadline, now >= deadline { throw .tooSlow }
      state = .expectRequest(frame, deadline: deadline)
    case .closed: throw .closed
    case let other: state = other
    }
  }

  /// What the agent says to the request that was reported last; nothing if there is none.
  /// Throws, and is closed, for a response that has no room in a frame.
  public mutating func answer(
    _ response: borrowing AgentResponse
  ) throws(WireError) {
    switch takeState() {
    case .expectAnswer: state = .sendAnswer(try response.frame())
    case let other: state = other
    }
  }

  public mutating func poll(into out: inout OutputSpan<UInt8>) -> Output<Event> {
    switch takeState() {
    case .expectRequest(let frame, let deadline):
      state = .expectRequest(frame, deadline: deadline)
      return .wait(until: deadline)
    case .reportRequest(let request):
      state = .expectAnswer
      return .event(.asked(request))
    case .expectAnswer:
      state = .expectAnswer
      return .wait(until: nil)
    case .sendAnswer(let frame):
      let needed = frame.count
      guard append(frame, to: &out) else {
        state = .sendAnswer(frame)
        return .bufferTooSmall(needed: needed)
      }
      state = .expectRequest(IncomingFrame(), deadline: nil)
      return .transmit
    case .closed: return .wait(until: nil)
    }
  }

  private func append(
    _ frame: borrowing Secret, to out: inout OutputSpan<UInt8>
  ) -> Bool {
    guard frame.count <= out.freeCapacity else { return false }
    out.append(frame.bytes)
    return true
  }

  /// To be put back; until then, and after a throw, the connection is closed.
  private mutating func takeState() -> State {
    var taken = State.closed
    swap(&taken, &state)
    return taken
  }
}
