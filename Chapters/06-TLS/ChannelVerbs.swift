import Primitives
import Wire

extension TLSChannel: SecureChannel where Random: ~Copyable, Observer: ~Copyable {
  public typealias Event = ChannelEvent
  public typealias Failure = TLSError

  public mutating func handle(
    _ bytes: Span<UInt8>, now: Instant
  ) throws(TLSError) {
    try checkHasNotFailed()
    //= rfc8446#6.1
    //# Any data received after a closure alert has been received MUST be
    //# ignored.
    guard !goodbyes.isHeard, !goodbyes.isAbandoned else { return }
    records.now = now
    do throws(TLSError) {
      records.take(bytes)
      try receive()
      try records.flush()
    } catch {
      fail(error)
      throw error
    }
  }

  func checkHasNotFailed() throws(TLSError) {
    if hasFailed, let failure { throw failure }
  }

  /// A stream waits for nothing; how long a peer may take is its user's affair.
  public mutating func handleTimeout(now: Instant) throws(TLSError) {
    records.now = now
  }

  public mutating func poll(
    into out: inout OutputSpan<UInt8>
  ) -> Output<ChannelEvent> {
    if goodbyes.isAbandoned { return .wait(until: nil) }
    if records.pendingOutput > 0 {
      guard !out.isFull else { return .bufferTooSmall(needed: 1) }
      records.takeOutput(into: &out)
      return .transmit
    }
    guard !hasFailed else { return .wait(until: nil) }
    return nextEvent(into: &out) ?? .wait(until: nil)
  }

  /// In the order in which things came: early data, the handshake's end, data, goodbye.
  private mutating func nextEvent(
    into out: inout OutputSpan<UInt8>
  ) -> Output<ChannelEvent>? {
    let plaintext = records.waitingPlaintext
    if plaintext == .earlyData { return give(.earlyData, into: &out) }
    if events.connected != nil, let parameters = events.connected.take() {
      return .event(.connected(parameters))
    }
    if plaintext != nil { return give(.applicationData, into: &out) }
    if !events.sessions.isEmpty {
      return .event(.session(events.sessions.removeFirst()))
    }
    guard goodbyes.isHeard, !goodbyes.isTold else { return nil }
    goodbyes.isTold = true
    return .event(.closed)
  }

  private mutating func give(
    _ event: ChannelEvent, into out: inout OutputSpan<UInt8>
  ) -> Output<ChannelEvent> {
    guard !out.isFull else { return .bufferTooSmall(needed: 1) }
    records.takePlaintext(into: &out)
    return .event(event)
  }
}
