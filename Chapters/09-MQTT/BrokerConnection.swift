import Wire

/// Names one network connection, and never another one.
public struct ConnectionIdentifier: Hashable, Sendable {
  let slot: Int
  let serial: UInt64
}

/// Why a broker is done with a connection.
public enum CloseReason: Equatable, Sendable {
  /// The client sent DISCONNECT.
  case goodbye
  /// The network connection ended without one.
  case lost
  /// CONNACK said no.
  case refused(ConnectReturnCode)
  case violation(MQTTError)
  /// The same client has come on another connection.
  case takenOver
  /// No whole CONNECT came in time.
  case connectTimedOut
  /// No packet came for one and a half times the keep-alive interval.
  case keepAliveExpired
}

/// What a broker wants from whoever holds its sockets.
public enum BrokerOutput: Equatable, Sendable {
  /// Send what is in the buffer; say `sent` when it is gone, and more may come.
  case transmit(ConnectionIdentifier)
  /// Send what is still to be sent, then close. The identifier is of no more use.
  case close(ConnectionIdentifier, CloseReason)
  /// Nothing to do before this moment (`nil`: before more input comes).
  case wait(until: Instant?)
  /// The buffer has not this many bytes free; nothing was lost, poll again with more.
  case bufferTooSmall(needed: Int)
}

/// One network connection. While nothing is on its way, it owns no storage.
struct BrokerConnection: Vacant {
  enum State {
    case vacant
    case expectConnect
    case connected(session: Int)
    case closing(CloseReason)
  }

  var state = State.vacant
  var serial: UInt64 = 0
  var identity: [UInt8]?
  /// The beginning of a packet whose end has not come.
  var partial: [UInt8] = []
  var outbox = Outbox()
  var will: Message?
  /// After how much silence the client counts as lost; `nil` for never.
  var patience: Duration?
  var lastHeard = Instant(nanoseconds: 0)
  /// The moment of this connection's earliest entry among the deadlines.
  var scheduled: Instant?
  /// Whether it stands in the line of those who have something to send or to close.
  var isInLine = false
  /// Whether bytes were polled that have not left yet.
  var isSending = false

  static var vacant: BrokerConnection { BrokerConnection() }

  var listens: Bool {
    switch state {
    case .expectConnect, .connected: true
    case .vacant, .closing: false
    }
  }

  var deadline: Instant? {
    guard listens, let patience else { return nil }
    return lastHeard + patience
  }
}
