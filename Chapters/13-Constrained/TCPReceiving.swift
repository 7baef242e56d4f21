import Wire

extension TCP {
  public mutating func handle(_ bytes: Span<UInt8>, now: Instant) throws(Failure) {
    self.now = now
    var reader = Reader(bytes)
    guard let header = try? SegmentHeader(&reader) else { return drop() }
    let data = reader.rest("data")
    switch state {
    case .closed: refuse(header, data)
    case .listen: handleSyn(header)
    case .synSent: try handleSynAck(header)
    case .synReceived, .open, .timeWait: try handle(header, data)
    }
  }

  /// There is no such connection here (RFC 9293, 3.10.7.1).
  private mutating func refuse(_ header: SegmentHeader, _ data: Span<UInt8>) {
    dropped += 1
    guard !header.flags.contains(.rst) else { return }
    let length = data.count + (header.flags.isDisjoint(with: [.syn, .fin]) ? 0 : 1)
    let isAck = header.flags.contains(.ack)
    refusal = SegmentHeader(
      sequence: isAck ? header.acknowledgement : 0,
      acknowledgement: header.sequence &+ UInt32(truncatingIfNeeded: length),
      flags: isAck ? .rst : [.rst, .ack], window: 0)
  }

  private mutating func drop() { dropped += 1 }

  private mutating func handleSyn(_ header: SegmentHeader) {
    guard header.flags.contains(.syn), header.flags.isDisjoint(with: [.ack, .rst])
    else { return drop() }
    agree(on: header)
    state = .synReceived
  }

  private mutating func handleSynAck(_ header: SegmentHeader) throws(Failure) {
    guard header.flags.contains(.ack),
      header.acknowledgement == Position(1).sequence(from: options.initialSequence)
    else { return drop() }
    if header.flags.contains(.rst) { throw fail(.reset) }
    guard header.flags.contains(.syn) else { return drop() }
    agree(on: header)
    open(header)
    acknowledgement.demandAtOnce()
  }

  private mutating func agree(on header: SegmentHeader) {
    peerInitial = header.sequence
    // Without the option, IPv6's smallest MTU without headers (RFC 9293, 3.7.1).
    let theirs = Int(header.maximumSegmentSize ?? 1220)
    segment = max(1, min(options.maximumSegmentSize, theirs))
  }

  private mutating func open(_ header: SegmentHeader) {
    sender.begin(segment: segment, window: Int(header.window))
    sender.handleAcknowledgement(
      1, window: Int(header.window), isBare: false, place: 0, now: now)
    state = .open
    events.append(.connected)
  }

  private mutating func handle(
    _ header: SegmentHeader, _ data: Span<UInt8>
  ) throws(Failure) {
    guard let place = receiver.next.nearest(to: header.sequence, from: peerInitial),
      let acknowledged = sender.acknowledged.nearest(
        to: header.acknowledgement, from: options.initialSequence)
    else { return drop() }
    if header.flags.contains(.rst) {
      // Only the exact place is believed (RFC 5961, 3.2).
      if place == receiver.next { throw fail(.reset) }
      return drop()
    }
    if header.flags.contains(.syn) {
      // The peer did not hear our answer to its SYN.
      if state == .synReceived {
        sender.repeatSyn()
      } else {
        acknowledgement.demandAtOnce()
      }
      return
    }
    // What is beyond our window or was never sent is not of this connection.
    guard header.flags.contains(.ack), acknowledged <= sender.sent,
      place <= receiver.next + Position(receiver.window)
    else {
      acknowledgement.demandAtOnce()
      return drop()
    }
    if state == .synReceived {
      guard acknowledged >= 1 else { return drop() }
      open(header)
    }
    let isFin = header.flags.contains(.fin)
    sender.handleAcknowledgement(
      acknowledged, window: Int(header.window),
      isBare: data.isEmpty && !isFin, place: place, now: now)
    if !data.isEmpty || isFin { receive(data, at: place, isFin: isFin) }
    closeIfDone()
  }

  private mutating func receive(_ data: Span<UInt8>, at place: Position, isFin: Bool) {
    let wasFinished = receiver.isFinished
    switch receiver.accept(data, at: place, fin: isFin) {
    case .inOrder: acknowledgement.segmentArrived(now: now)
    //= rfc5681#4.2
    //# Out-of-order data segments SHOULD be acknowledged immediately, in order to
    //# accelerate loss recovery.
    case .outOfOrder: acknowledgement.demandAtOnce()
    }
    guard receiver.isFinished, !wasFinished else { return }
    events.append(.peerFinished)
    saidFinFirst = sender.isFinSent
  }

  private mutating func closeIfDone() {
    guard state == .open, sender.isFinAcknowledged, receiver.isFinished else { return }
    events.append(.closed)
    // Whoever sends the last acknowledgement cannot know that it arrives, so it waits.
    state = saidFinFirst ? .timeWait(until: now + options.timeWait) : .closed
  }
}
