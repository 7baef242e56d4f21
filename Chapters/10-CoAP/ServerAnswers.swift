import Wire

extension CoAPServer {
  /// Answers a request. A separate answer is sent again until it is acknowledged.
  ///
  /// `random`: 32 random bits for the back-off.
  public mutating func respond(
    to request: RequestID, _ code: Code, options list: OptionList = OptionList(),
    payload: Span<UInt8> = Span(), random: UInt32, now: Instant
  ) throws(CoAPUsageError) {
    guard code.isResponse else { throw .notAResponse }
    guard
      let i = exchanges.firstIndex(where: { $0.id == request && $0.awaitsResponse })
    else { throw .unknownRequest }
    try answer(i, code, list, payload, random: random, now: now)
  }

  mutating func nextMessageID(_ now: Instant) -> UInt16? {
    messageIDs.take(lifetime: options.transmission.exchangeLifetime, now: now)
  }

  mutating func answer(
    _ i: Int, _ code: Code, _ list: OptionList, _ payload: Span<UInt8>,
    random: UInt32, now: Instant
  ) throws(CoAPUsageError) {
    var response = Outgoing(
      .acknowledgement, code, messageID: exchanges[i].messageID,
      token: exchanges[i].token, options: list, payload: array(payload))
    if !exchanges[i].isConfirmable || exchanges[i].isAcknowledged {
      let isReliable = exchanges[i].isConfirmable && proof.isGiven
      response.type = isReliable ? .confirmable : .nonConfirmable
      guard let id = nextMessageID(now) else { throw .noMessageID }
      response.messageID = id
    }
    var bytes = try response.datagram(limit: options.maximumMessageSize)
    if !proof.isGiven, bytes.count > allowance(i) {
      response.code = .unauthorized
      response.options = proof.demand
      response.payload = []
      bytes = try response.datagram(limit: options.maximumMessageSize)
      if bytes.count > allowance(i) { bytes = [] }
    }
    exchanges[i].acknowledgeAt = nil
    exchanges[i].bytes = bytes
    exchanges[i].stage = .answered
    exchanges[i].mustSend = !bytes.isEmpty
    guard response.type == .confirmable else { return }
    exchanges[i].stage = .expectAcknowledgement(
      Retransmission(options.transmission, random: random, now: now),
      messageID: response.messageID)
  }

  /// A peer that has not proved its address gets at most three times what it sent.
  private func allowance(_ i: Int) -> Int {
    let most = (options.amplificationLimit ?? 3) * exchanges[i].requestSize
    return most - (exchanges[i].isAcknowledged ? Header.size : 0)
  }
}
