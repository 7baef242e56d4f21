import Wire

extension TCP {
  /// `nil` when nothing is to be sent.
  mutating func transmit(into out: inout OutputSpan<UInt8>) -> Output<Event>? {
    let largest = 24 + options.maximumSegmentSize
    guard out.freeCapacity >= largest else { return .bufferTooSmall(needed: largest) }
    if let header = refusal {
      refusal = nil
      try? header.write(into: &out)
      return .transmit
    }
    if state == .closed || state == .listen { return nil }
    if let piece = sender.nextPiece(now: now) {
      write(piece, into: &out)
    } else if acknowledgement.isDue {
      write(Sender.Piece(position: sender.next, count: 0), into: &out)
    } else {
      return nil
    }
    acknowledgement.sent()
    return .transmit
  }

  private func write(_ piece: Sender.Piece, into out: inout OutputSpan<UInt8>) {
    var flags = SegmentHeader.Flags()
    if piece.isSyn { flags.insert(.syn) }
    if piece.isFin { flags.insert(.fin) }
    if piece.count > 0, piece.end >= sender.buffer.endOfData { flags.insert(.psh) }
    if state != .synSent { flags.insert(.ack) }
    let header = SegmentHeader(
      sequence: piece.position.sequence(from: options.initialSequence),
      acknowledgement: state == .synSent
        ? 0 : receiver.next.sequence(from: peerInitial),
      flags: flags, window: UInt16(clamping: receiver.window),
      maximumSegmentSize: piece.isSyn
        ? UInt16(clamping: options.maximumSegmentSize) : nil)
    // There is room: `transmit` has looked.
    try? header.write(into: &out)
    sender.buffer.copy(piece.count, from: piece.position, into: &out)
  }
}
