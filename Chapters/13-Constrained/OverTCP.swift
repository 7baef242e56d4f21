import Wire

/// Any machine that speaks over a stream, with a TCP of its own below it.
///
/// Together they are a datagram machine, whose datagrams are TCP segments.
public struct OverTCP<Inner: Machine & ~Copyable>: Machine, ~Copyable {
  public enum Event {
    case inner(Inner.Event)
    case connected
    /// The peer's stream has ended. Tell the inner machine, if it wants to know.
    case peerFinished
    case closed
  }

  public enum Failure: Error {
    case inner(Inner.Failure)
    case tcp(TCP.Failure)
  }

  public private(set) var inner: Inner
  public private(set) var tcp: TCP
  private var innerDeadline: Instant?
  private var innerFailed = false
  private var isClosing = false
  private var now: Instant

  /// Connects if `isClient`, else listens.
  public init(
    _ inner: consuming Inner, isClient: Bool, options: TCPOptions = TCPOptions(),
    now: Instant = Instant(nanoseconds: 0)
  ) {
    self.inner = inner
    self.now = now
    tcp = TCP(options)
    if isClient { tcp.connect(now: now) } else { tcp.listen() }
  }

  /// Gives the inner machine a command, at a moment that TCP must know as well.
  public mutating func command<Result, E: Error>(
    now: Instant, _ body: (inout Inner) throws(E) -> Result
  ) throws(E) -> Result {
    self.now = now
    return try body(&inner)
  }

  /// Ends the stream, behind what the inner machine still has to send.
  public mutating func close(now: Instant) {
    self.now = now
    isClosing = true
  }

  public mutating func handle(_ bytes: Span<UInt8>, now: Instant) throws(Failure) {
    self.now = now
    do { try tcp.handle(bytes, now: now) } catch { throw .tcp(error) }
    let data = tcp.receiver.take()
    guard !data.isEmpty, !innerFailed else { return }
    do { try inner.handle(data.span, now: now) } catch { throw fail(error) }
  }

  public mutating func handleTimeout(now: Instant) throws(Failure) {
    self.now = now
    do { try tcp.handleTimeout(now: now) } catch { throw .tcp(error) }
    guard let deadline = innerDeadline, deadline <= now, !innerFailed else { return }
    do { try inner.handleTimeout(now: now) } catch { throw fail(error) }
  }

  /// What the inner machine still wants to say goes out, and then the stream ends.
  private mutating func fail(_ error: Inner.Failure) -> Failure {
    innerFailed = true
    isClosing = true
    return .inner(error)
  }

  public mutating func poll(into out: inout OutputSpan<UInt8>) -> Output<Event> {
    while true {
      let before = out.count
      switch inner.poll(into: &out) {
      case .event(let event): return .event(.inner(event))
      case .bufferTooSmall(let needed): return .bufferTooSmall(needed: needed)
      case .transmit:
        tcp.send(out.span.extracting(before...), now: now)
        out.removeLast(out.count - before)
      case .wait(let deadline):
        innerDeadline = innerFailed ? nil : deadline
        if isClosing { tcp.close(now: now) }
        return pollTCP(into: &out)
      }
    }
  }

  private mutating func pollTCP(
    into out: inout OutputSpan<UInt8>
  ) -> Output<Event> {
    switch tcp.poll(into: &out) {
    case .transmit: .transmit
    case .bufferTooSmall(let needed): .bufferTooSmall(needed: needed)
    case .event(.connected): .event(.connected)
    case .event(.peerFinished): .event(.peerFinished)
    // Bytes of the stream never come this way: `handle` has taken them.
    case .event(.closed), .event(.data): .event(.closed)
    case .wait(let deadline):
      .wait(until: [deadline, innerDeadline].compactMap { $0 }.min())
    }
  }
}
