import Wire

/// What a server is ready to spend on one peer.
public struct CoAPServerOptions: Equatable, Sendable {
  public var transmission = TransmissionParameters()
  /// Requests that are remembered, with their answers.
  public var maximumExchanges = 8
  /// Bytes of the largest message, in either direction.
  public var maximumMessageSize = 1152
  /// How long the application may take before the request is acknowledged without it.
  public var acknowledgeAfter = Duration.seconds(1)
  /// Bytes out for each byte in, as long as a peer has not proved its address (RFC 9175,
  /// 2.6). `nil` believes every address, and makes an amplifier: it is here to be attacked.
  public var amplificationLimit: Int? = 3

  public init() {}
}

/// One request, as long as the server remembers it.
public struct RequestID: Equatable, Sendable {
  let number: UInt32
}

/// What a CoAP server has to tell; a request's options and then its payload are in the
/// polled buffer.
public enum CoAPServerEvent: Equatable, Sendable {
  /// To be answered with `respond`; `resource` is the number that `register` gave.
  case request(RequestID, Code, resource: Int, optionsLength: Int)
  /// The client has not acknowledged the separate response, or does not want it.
  case notDelivered(RequestID)
}

/// A server, as one peer sees it.
///
/// 1. A request is matched with a resource, or refused at once;
/// 2. the application is told, and `respond` answers in the acknowledgement, if that has
///    not left yet, and else in a message of its own;
/// 3. whoever repeats a request gets the same answer again, and nothing is done twice.
public struct CoAPServer: ~Copyable, Machine {
  public typealias Failure = Never

  let resources: Resources
  let options: CoAPServerOptions
  var proof: Proof
  var exchanges: [Exchange] = []
  var replies = Replies()
  var messageIDs: MessageIDs
  var lastNumber: UInt32 = 0
  public internal(set) var counters = Counters()

  /// `peerIsProved`: whether it is certain that the peer is where it says, as over DTLS.
  /// `random`: 64 random bits, the last 16 for the Message IDs, the others for a proof that
  /// the peer must give. `lastProof`: 48 more bits that are good for one, too.
  public init(
    _ resources: Resources, _ options: CoAPServerOptions, peerIsProved: Bool,
    random: UInt64, lastProof: UInt64? = nil
  ) {
    self.resources = resources
    self.options = options
    proof = Proof(
      isGiven: peerIsProved || options.amplificationLimit == nil, random: random >> 16,
      last: lastProof)
    messageIDs = MessageIDs(first: UInt16(truncatingIfNeeded: random))
  }

  /// Whether it is certain by now that the peer is where it says.
  public var peerIsProved: Bool { proof.isGiven }

  /// Whether nothing is remembered of this peer, so that its machine may be dropped.
  public var isIdle: Bool { exchanges.isEmpty }

  public mutating func handleTimeout(now: Instant) {
    forgetExpired(now: now)
    for i in exchanges.indices {
      if let moment = exchanges[i].acknowledgeAt, now >= moment { acknowledge(i) }
      exchanges[i].step(now: now)
    }
  }

  mutating func forgetExpired(now: Instant) {
    exchanges.removeAll { now >= $0.expiry && !$0.owesNews }
  }

  mutating func acknowledge(_ i: Int) {
    exchanges[i].acknowledgeAt = nil
    exchanges[i].isAcknowledged = true
    replies.append(.acknowledgement, messageID: exchanges[i].messageID, &counters)
  }

  /// Acknowledgements come first, then for each request its event and its answer.
  public mutating func poll(
    into out: inout OutputSpan<UInt8>
  ) -> Output<CoAPServerEvent> {
    if let output: Output<CoAPServerEvent> = replies.poll(into: &out) { return output }
    var deadline: Instant?
    for i in exchanges.indices {
      if let output = exchanges[i].poll(into: &out) { return output }
      deadline = min(deadline ?? exchanges[i].deadline, exchanges[i].deadline)
    }
    return .wait(until: deadline)
  }
}
