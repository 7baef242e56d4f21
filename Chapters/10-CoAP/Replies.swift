import Wire

/// What a machine has dropped, and why. Nobody is told of it but who asks.
public struct Counters: Equatable, Sendable {
  /// No CoAP, another version, or a message format error.
  public internal(set) var malformed: UInt64 = 0
  /// Larger than the options allow.
  public internal(set) var tooLarge: UInt64 = 0
  /// Messages that came before, and were answered as before or not at all.
  public internal(set) var duplicates: UInt64 = 0
  /// Well-formed messages that belong to nothing we know.
  public internal(set) var unmatched: UInt64 = 0
  /// Requests and answers for which there was no room.
  public internal(set) var refused: UInt64 = 0

  public init() {}
}

/// Messages without payload that wait to be polled: at most sixteen.
struct Replies {
  private var waiting: [Outgoing] = []

  mutating func append(
    _ type: MessageType, _ code: Code = .empty, messageID: UInt16,
    token: Token = .none, options: OptionList = OptionList(), _ counters: inout Counters
  ) {
    guard waiting.count < 16 else {
      counters.refused &+= 1
      return
    }
    waiting.append(
      Outgoing(
        type, code, messageID: messageID, token: token, options: options))
  }

  //= rfc7252#4.2
  //# Rejecting a Confirmable message is effected by sending a matching Reset message
  //# and otherwise ignoring it.
  //= rfc7252#4.2
  //# More generally, recipients of Acknowledgement and Reset messages MUST NOT respond
  //# with either Acknowledgement or Reset messages.
  mutating func reject(_ header: Header, _ counters: inout Counters) {
    guard header.type == .confirmable else { return }
    append(.reset, messageID: header.messageID, &counters)
  }

  /// What is no message, but begins like a Confirmable one, is rejected like it.
  mutating func reject(malformed datagram: Span<UInt8>, _ counters: inout Counters) {
    counters.malformed &+= 1
    var reader = Reader(datagram)
    if let header = try? Header(&reader) { reject(header, &counters) }
  }

  mutating func poll<Event>(into out: inout OutputSpan<UInt8>) -> Output<Event>? {
    guard let reply = waiting.first else { return nil }
    guard let output: Output<Event> = reply.poll(into: &out) else { return nil }
    if case .transmit = output { waiting.removeFirst() }
    return output
  }
}

extension Outgoing {
  /// `nil` never, since what was checked before can be written.
  func poll<Event>(into out: inout OutputSpan<UInt8>) -> Output<Event>? {
    guard out.freeCapacity >= maximumSize else {
      return .bufferTooSmall(needed: maximumSize)
    }
    guard (try? write(into: &out)) != nil else { return nil }
    return .transmit
  }
}
