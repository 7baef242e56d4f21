import Wire

/// One end of a TCP connection (RFC 9293) in the four verbs.
///
/// It is a datagram machine: what it handles and gives away are whole segments, without
/// IP's header. What the peer sent comes with `.data`, in the polled buffer.
public struct TCP: Machine {
  public enum Event: Equatable, Sendable {
    /// The handshake is done.
    case connected
    /// The next bytes of the stream are in the polled buffer.
    case data
    /// The peer will send no more bytes.
    case peerFinished
    /// Both ends have said that they are done, and each has heard it of the other.
    case closed
  }

  public enum Failure: Error, Equatable {
    /// Nothing was acknowledged for as long as `patience` allows.
    case timedOut
    /// The peer does not know this connection, or wants no part in it.
    case reset
  }

  enum State: Equatable {
    case closed
    case listen
    case synSent
    case synReceived
    /// Both directions may still have bytes to bring.
    case open
    case timeWait(until: Instant)
  }

  let options: TCPOptions
  var state = State.closed
  var sender: Sender
  var receiver: ReceiveBuffer
  var acknowledgement: DelayedAcknowledgement
  var peerInitial: UInt32 = 0
  /// What both ends can carry in one segment.
  var segment: Int
  /// Whether our FIN had been sent when the peer's came.
  var saidFinFirst = false
  /// What is to be said to a peer that has no connection here.
  var refusal: SegmentHeader?
  var events: [Event] = []
  /// The moment of the last verb.
  var now = Instant(nanoseconds: 0)
  /// Segments that made no sense here.
  public internal(set) var dropped = 0

  public init(_ options: TCPOptions = TCPOptions()) {
    self.options = options
    segment = max(1, options.maximumSegmentSize)
    sender = Sender(segment: segment, minimumTimeout: options.minimumTimeout)
    receiver = ReceiveBuffer(window: max(0, min(options.receiveWindow, 65_535)))
    acknowledgement = DelayedAcknowledgement(delay: options.acknowledgementDelay)
  }

  public mutating func connect(now: Instant) {
    guard state == .closed else { return }
    self.now = now
    state = .synSent
  }

  public mutating func listen() {
    guard state == .closed else { return }
    state = .listen
  }

  /// Takes bytes for the peer; before the handshake is done, they wait for it.
  public mutating func send(_ bytes: Span<UInt8>, now: Instant) {
    self.now = now
    guard !sender.buffer.isFinished else { return }
    sender.buffer.append(bytes)
  }

  /// Sends FIN behind the last byte. What the peer still sends is read.
  public mutating func close(now: Instant) {
    self.now = now
    sender.buffer.finish()
  }

  public var isConnected: Bool { state == .open }
  public var timeout: RetransmissionTimeout { sender.timeout }
  public var retransmissions: Int { sender.retransmissions }

  public mutating func handleTimeout(now: Instant) throws(Failure) {
    self.now = now
    acknowledgement.handleTimeout(now: now)
    if case .timeWait(let end) = state, end <= now { state = .closed }
    if let deadline = sender.deadline, deadline <= now {
      guard now - sender.waitingSince < options.patience else {
        throw fail(.timedOut)
      }
      sender.handleTimeout(now: now)
    }
  }

  /// Nothing of a failed connection is left to be sent.
  mutating func fail(_ failure: Failure) -> Failure {
    state = .closed
    sender.stop()
    acknowledgement.sent()
    return failure
  }

  /// Events come first: whoever acknowledges bytes has already given them away.
  public mutating func poll(into out: inout OutputSpan<UInt8>) -> Output<Event> {
    if events.first == .connected {
      events.removeFirst()
      return .event(.connected)
    }
    if !receiver.ready.isEmpty {
      guard out.freeCapacity > 0 else { return .bufferTooSmall(needed: 1) }
      receiver.read(into: &out)
      return .event(.data)
    }
    if !events.isEmpty { return .event(events.removeFirst()) }
    return transmit(into: &out) ?? .wait(until: deadline)
  }

  private var deadline: Instant? {
    var earliest = sender.deadline
    if let other = acknowledgement.deadline { earliest = min(earliest ?? other, other) }
    if case .timeWait(let end) = state { earliest = min(earliest ?? end, end) }
    return earliest
  }
}
