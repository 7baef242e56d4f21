import Primitives
import Wire

extension AgentClient {
  /// Drives the machine over the line until there is an answer. A refusal is thrown, and
  /// the line stays; after any other error it is closed.
  mutating func ask(
    _ request: AgentRequest, over line: inout some AgentLine & ~Copyable
  ) throws(KeyStoreError) -> AgentResponse {
    try ask(request, now: line.now)
    let response: AgentResponse
    do throws(KeyStoreError) { response = try awaitAnswer(over: &line) } catch {
      close()
      throw error
    }
    switch consume response {
    case .refusal(let error): throw error
    case let answer: return answer
    }
  }

  private mutating func awaitAnswer(
    over line: inout some AgentLine & ~Copyable
  ) throws(KeyStoreError) -> AgentResponse {
    var room = 256
    while true {
      var output = Output<Event>.wait(until: nil)
      let bytes = [UInt8](capacity: room) { out in output = poll(into: &out) }
      switch output {
      case .transmit: try line.send(bytes.span)
      case .event(.answered): return try takeAnswer()
      case .wait(let deadline): try receive(from: &line, until: deadline)
      case .bufferTooSmall(let needed): room = needed
      }
    }
  }

  private mutating func receive(
    from line: inout some AgentLine & ~Copyable, until deadline: Instant?
  ) throws(KeyStoreError) {
    var count = 0
    // It may be a secret that comes.
    let bytes = try Secret(count: 512) { bytes throws(KeyStoreError) in
      count = try line.receive(into: &bytes, until: deadline)
    }
    guard count > 0 else { return try handleTimeout(now: line.now) }
    try handle(bytes.bytes.extracting(first: count), now: line.now)
  }
}
