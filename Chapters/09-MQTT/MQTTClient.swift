import Wire

/// An MQTT 3.1.1 client, for one network connection after another.
///
/// 1. `connect` sends CONNECT, and the server answers with CONNACK;
/// 2. `publish`, `subscribe` and `unsubscribe` send, acknowledgements and messages
///    come, and a silence is broken with PINGREQ;
/// 3. `disconnect` sends DISCONNECT, and the connection is over.
public struct MQTTClient: ~Copyable, Machine {
  enum State {
    case closed
    case expectConnack(until: Instant)
    case connected(KeepAlive)
    case sendDisconnect

    /// Whether it matters what the server says.
    var listens: Bool {
      switch self {
      case .expectConnack, .connected: true
      case .closed, .sendDisconnect: false
      }
    }
  }

  let options: ClientOptions
  var state = State.closed
  var session: Session
  var requests = Requests()
  var inbox = Inbox()
  var outbox = Outbox()
  var events = EventQueue()

  /// `session` is what `takeSession` gave when another client of this name was done.
  public init(_ options: consuming ClientOptions, session: Session = Session()) {
    self.options = options
    self.session = session
  }

  /// What another client needs in order to go on; nothing of it stays here.
  public mutating func takeSession() -> Session {
    defer { session = Session() }
    return session
  }

  /// Takes what arrived. Once the connection is over, it is ignored.
  public mutating func handle(
    _ bytes: Span<UInt8>, now: Instant
  ) throws(MQTTError) {
    if events.isEmpty { inbox.discardRead() }
    inbox.append(bytes)
    var current = takeState()
    while current.listens, let packet = try inbox.next(limit: options.maximumPacketSize)
    {
      current = try step(current, packet, now: now)
    }
    if !current.listens { inbox.discardUnread() }
    state = current
  }

  public mutating func handleTimeout(now: Instant) throws(MQTTError) {
    var current = takeState()
    switch current {
    case .closed, .sendDisconnect: break
    case .expectConnack(let deadline):
      guard now < deadline else { throw .connackTimedOut }
    case .connected(var keepAlive):
      switch keepAlive.step(now: now) {
      case .nothing: break
      case .sendPing: try answer(Signal(.pingreq))
      case .giveUp: throw .keepAliveExpired
      }
      current = .connected(keepAlive)
    }
    state = current
  }

  /// Until the state is put back, the client is closed: so a throw leaves it.
  private mutating func takeState() -> State {
    defer { state = .closed }
    return state
  }

  /// The network connection has ended. Unless we said DISCONNECT, that is an error.
  public mutating func handleEnd() throws(MQTTError) {
    if takeState().listens { throw .connectionLost }
  }

  /// Events come first, so that a message is in the application's hands before its
  /// acknowledgement leaves.
  public mutating func poll(
    into out: inout OutputSpan<UInt8>
  ) -> Output<ClientEvent> {
    if let entry = events.first {
      guard out.freeCapacity >= entry.size else {
        return .bufferTooSmall(needed: entry.size)
      }
      inbox.copy(entry.first, into: &out)
      inbox.copy(entry.second, into: &out)
      events.removeFirst()
      return .event(entry.event)
    }
    if case .closed = state { return .wait(until: nil) }
    if outbox.count > 0 {
      guard out.freeCapacity > 0 else { return .bufferTooSmall(needed: 1) }
      outbox.move(into: &out)
      return .transmit
    }
    switch state {
    case .closed: return .wait(until: nil)
    case .expectConnack(let deadline): return .wait(until: deadline)
    case .connected(let keepAlive): return .wait(until: keepAlive.deadline)
    case .sendDisconnect:
      //= mqtt-v3.1.1#MQTT-3.14.4-1
      //# After sending a DISCONNECT Packet the Client MUST close the Network
      //# Connection
      state = .closed
      return .event(.disconnected)
    }
  }
}
