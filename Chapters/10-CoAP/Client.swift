import Wire

/// What a client is ready to spend.
public struct CoAPClientOptions: Equatable, Sendable {
  public var transmission = TransmissionParameters()
  /// NSTART: how many requests may be outstanding.
  public var maximumRequests = 1
  /// Bytes of the largest message, in either direction.
  public var maximumMessageSize = 1152
  /// How long an acknowledged or a Non-confirmable request waits for its response.
  public var patience = Duration.seconds(93)

  public init() {}
}

/// What a CoAP client has to tell; a response's options and then its payload are in the
/// polled buffer.
public enum CoAPClientEvent: Equatable, Sendable {
  case response(Token, Code, optionsLength: Int)
  /// No answer came, however often we asked.
  case timedOut(Token)
  /// The server does not know what to do with our request.
  case reset(Token)
}

/// A client of one CoAP server.
///
/// 1. `request` sends, and sends again until something comes back;
/// 2. an acknowledgement with the response in it ends the exchange, an empty one only the
///    sending;
/// 3. a response that comes by itself is matched by its token, and acknowledged if it is
///    Confirmable.
public struct CoAPClient: ~Copyable, Machine {
  public typealias Failure = Never

  let options: CoAPClientOptions
  var requests: [Request] = []
  var events: [Waiting] = []
  var replies = Replies()
  var recent = RecentMessages()
  var messageIDs: MessageIDs
  public internal(set) var counters = Counters()

  /// An event, and the bytes that go with it.
  struct Waiting {
    var event: CoAPClientEvent
    var bytes: [UInt8] = []
  }

  /// `firstMessageID` is to be chosen at random.
  public init(_ options: CoAPClientOptions, firstMessageID: UInt16) {
    self.options = options
    messageIDs = MessageIDs(first: firstMessageID)
  }

  /// Asks; returns the token that the events will name.
  ///
  /// `random`: 64 random bits, for the token and for the back-off.
  public mutating func request(
    _ method: Code, options list: OptionList = OptionList(),
    payload: Span<UInt8> = Span(), confirmable: Bool = true, random: UInt64,
    now: Instant
  ) throws(CoAPUsageError) -> Token {
    guard method.isRequest else { throw .notARequest }
    //= rfc7252#4.7
    //# clients (including proxies) MUST strictly limit the number of simultaneous
    //# outstanding interactions that they maintain to a given server (including
    //# proxies) to NSTART.
    guard requests.count + events.count < options.maximumRequests else {
      throw .tooManyRequests
    }
    //= rfc7252#5.3.1
    //# The client SHOULD generate tokens in such a way that tokens currently in use for a
    //# given source/destination endpoint pair are unique.
    var number = UInt32(truncatingIfNeeded: random >> 32)
    while index(of: Token(number)) != nil { number &+= 1 }
    var message = Outgoing(
      confirmable ? .confirmable : .nonConfirmable, method, messageID: 0,
      token: Token(number), options: list, payload: array(payload))
    _ = try message.datagram(limit: options.maximumMessageSize)
    guard let id = nextMessageID(now) else { throw .noMessageID }
    message.messageID = id
    requests.append(
      Request(message, options, random: UInt32(truncatingIfNeeded: random), now: now))
    return message.token
  }

  /// Wants no answer any more; no event will name this token.
  public mutating func cancel(_ token: Token) {
    if let i = index(of: token) { requests.remove(at: i) }
  }

  mutating func nextMessageID(_ now: Instant) -> UInt16? {
    messageIDs.take(lifetime: options.transmission.exchangeLifetime, now: now)
  }

  func index(of token: Token) -> Int? {
    requests.firstIndex { $0.message.token == token }
  }

  public mutating func handleTimeout(now: Instant) {
    var i = 0
    while i < requests.count {
      if requests[i].step(now: now) {
        i += 1
      } else {
        events.append(Waiting(event: .timedOut(requests.remove(at: i).message.token)))
      }
    }
  }

  /// Events come first, then acknowledgements, then requests.
  public mutating func poll(
    into out: inout OutputSpan<UInt8>
  ) -> Output<CoAPClientEvent> {
    if let first = events.first {
      guard first.bytes.count <= out.freeCapacity else {
        return .bufferTooSmall(needed: first.bytes.count)
      }
      for byte in first.bytes { out.append(byte) }
      return .event(events.removeFirst().event)
    }
    if let output: Output<CoAPClientEvent> = replies.poll(into: &out) { return output }
    var deadline: Instant?
    for i in requests.indices {
      if requests[i].mustSend,
        let output: Output<CoAPClientEvent> = requests[i].message.poll(into: &out)
      {
        if case .transmit = output { requests[i].mustSend = false }
        return output
      }
      deadline = min(deadline ?? requests[i].deadline, requests[i].deadline)
    }
    return .wait(until: deadline)
  }
}
