import Wire

/// An MQTT 3.1.1 broker for many network connections, without any of its own.
///
/// What one client does wrong ends that client's connection, with a reason that is
/// polled and counted, and is no concern of the others.
public struct MQTTBroker<Policy: BrokerPolicy> {
  public let limits: BrokerLimits
  public var policy: Policy
  public internal(set) var counters = BrokerCounters()

  var connections = Slots<BrokerConnection>()
  var sessions = Sessions()
  var tree = TopicTree()
  var retained = RetainedMessages()
  var deadlines = Deadlines()
  private var line = Line()
  private var lastSerial: UInt64 = 0
  var subscribers: [TopicTree.Subscriber] = []

  public init(_ policy: Policy, limits: BrokerLimits = BrokerLimits()) {
    self.policy = policy
    self.limits = limits
  }

  public var connectionCount: Int { connections.count }
  public var sessionCount: Int { sessions.count }
  public var subscriptionCount: Int { tree.count }
  public var retainedCount: Int { retained.count }
}

/// The four verbs, for many.
extension MQTTBroker {
  /// A network connection was made; `nil` if there are too many: close it.
  ///
  /// `identity` is what the channel below has proved of the peer.
  public mutating func opened(
    identity: [UInt8]? = nil, now: Instant
  ) -> ConnectionIdentifier? {
    guard connections.count < limits.connections else {
      counters.turnedAway += 1
      return nil
    }
    lastSerial += 1
    var connection = BrokerConnection()
    connection.state = .expectConnect
    connection.serial = lastSerial
    connection.identity = identity
    connection.patience = limits.connectTimeout
    connection.lastHeard = now
    let slot = connections.insert(connection)
    schedule(slot)
    return identifier(slot)
  }

  /// The network connection ended. What it was is forgotten, after its will is done.
  public mutating func closed(_ connection: ConnectionIdentifier) {
    guard let slot = slot(of: connection) else { return }
    close(slot, .lost)
    connections.remove(slot)
  }

  /// Takes what arrived on one connection.
  public mutating func handle(
    _ bytes: Span<UInt8>, from connection: ConnectionIdentifier, now: Instant
  ) {
    guard let slot = slot(of: connection), connections[slot].listens else { return }
    do throws(MQTTError) {
      try receive(bytes, slot, now: now)
    } catch {
      //= mqtt-v3.1.1#MQTT-4.8.0-1
      //# Unless stated otherwise, if either the Server or Client encounters a protocol
      //# violation, it MUST close the Network Connection on which it received that
      //# Control Packet which caused the protocol violation
      close(slot, .violation(error))
    }
  }

  /// What was polled for this connection has left, so that more may follow.
  public mutating func sent(to connection: ConnectionIdentifier) {
    guard let slot = slot(of: connection) else { return }
    connections[slot].isSending = false
    pump(slot)
  }

  /// Whether the policy has let this one in.
  public func isConnected(_ connection: ConnectionIdentifier) -> Bool {
    guard let slot = slot(of: connection) else { return false }
    if case .connected = connections[slot].state { return true }
    return false
  }

  /// Call this when the moment of the last `.wait` has come.
  public mutating func handleTimeout(now: Instant) {
    while let entry = deadlines.removeFirst(until: now) {
      guard let slot = slot(of: entry.connection),
        connections[slot].scheduled == entry.moment
      else { continue }
      connections[slot].scheduled = nil
      guard let deadline = connections[slot].deadline, deadline <= now else {
        schedule(slot)
        continue
      }
      //= mqtt-v3.1.1#MQTT-3.1.2-24
      //# If the Keep Alive value is non-zero and the Server does not receive a Control
      //# Packet from the Client within one and a half times the Keep Alive time period,
      //# it MUST disconnect the Network Connection to the Client as if the network had
      //# failed
      if case .connected = connections[slot].state {
        close(slot, .keepAliveExpired)
      } else {
        close(slot, .connectTimedOut)
      }
    }
  }

  /// Says what is to be done next; poll until it says to wait.
  public mutating func poll(into out: inout OutputSpan<UInt8>) -> BrokerOutput {
    while let connection = line.first {
      guard let slot = slot(of: connection) else {
        line.removeFirst()
        continue
      }
      if connections[slot].outbox.count > 0, !connections[slot].isSending {
        guard out.freeCapacity > 0 else { return .bufferTooSmall(needed: 1) }
        leaveLine(slot)
        transmit(slot, into: &out)
        return .transmit(connection)
      }
      leaveLine(slot)
      if case .closing(let reason) = connections[slot].state,
        connections[slot].outbox.count == 0
      {
        connections.remove(slot)
        return .close(connection, reason)
      }
    }
    return .wait(until: deadlines.first?.moment)
  }

  @_lifetime(out: copy out)
  private mutating func transmit(_ slot: Int, into out: inout OutputSpan<UInt8>) {
    connections[slot].outbox.move(into: &out)
    connections[slot].isSending = true
    // An idle connection shall own no storage.
    if connections[slot].outbox.count == 0 { connections[slot].outbox = Outbox() }
    if case .closing = connections[slot].state { enterLine(slot) }
  }
}

/// Housekeeping.
extension MQTTBroker {
  func identifier(_ slot: Int) -> ConnectionIdentifier {
    ConnectionIdentifier(slot: slot, serial: connections[slot].serial)
  }

  func slot(of connection: ConnectionIdentifier) -> Int? {
    guard connection.slot < connections.end,
      connections[connection.slot].serial == connection.serial
    else { return nil }
    return connection.slot
  }

  mutating func enterLine(_ slot: Int) {
    guard !connections[slot].isInLine else { return }
    connections[slot].isInLine = true
    line.append(identifier(slot))
  }

  private mutating func leaveLine(_ slot: Int) {
    line.removeFirst()
    connections[slot].isInLine = false
  }

  /// Sees to it that the connection is looked at no later than at its deadline.
  mutating func schedule(_ slot: Int) {
    guard let deadline = connections[slot].deadline else { return }
    if let scheduled = connections[slot].scheduled, scheduled <= deadline { return }
    connections[slot].scheduled = deadline
    deadlines.insert(deadline, identifier(slot))
    guard deadlines.count > 2 * connections.count + 16 else { return }
    let connections = connections
    deadlines.filter {
      connections[$0.connection.slot].serial == $0.connection.serial
        && connections[$0.connection.slot].scheduled == $0.moment
    }
  }

  /// Ends what the connection was; what is in its outbox may still leave.
  mutating func close(_ slot: Int, _ reason: CloseReason) {
    let state = connections[slot].state
    guard connections[slot].listens else { return }
    counters.count(reason)
    connections[slot].state = .closing(reason)
    connections[slot].partial = []
    if case .refused = reason {} else { connections[slot].outbox = Outbox() }
    let will = connections[slot].will
    connections[slot].will = nil
    enterLine(slot)
    if case .connected(let session) = state { leave(session) }
    //= mqtt-v3.1.1#MQTT-3.1.2-8
    //# The Will Message MUST be published when the Network Connection is subsequently
    //# closed unless the Will Message has been deleted by the Server on receipt of a
    //# DISCONNECT Packet
    if let will { publish(will) }
  }
}

extension MQTTBroker: Sendable where Policy: Sendable {}
