import Wire

/// What a server is ready to spend on connections, and on strangers among them.
public struct ConnectionGateOptions: Equatable, Sendable {
  /// Connections at a time, of everybody.
  public var maximumConnections = 16_384
  /// Of these, so many may be one neighbour's, who may be a whole office behind one
  /// address.
  public var maximumPerPrefix = 256
  /// And so many may be strangers, who have shown neither certificate nor password.
  public var maximumStrangers = 1_024
  /// `nil` waits for ever: it is here to be attacked.
  public var patience: Patience? = Patience()
  /// Whether the stranger who has been here longest makes room for the next one.
  public var strangersMakeRoom = true

  public init() {}

  /// A server as one finds them: it has an end, and nobody thought about it.
  public static func exposed(maximumConnections: Int) -> ConnectionGateOptions {
    var options = ConnectionGateOptions()
    options.maximumConnections = maximumConnections
    options.maximumPerPrefix = maximumConnections
    options.maximumStrangers = maximumConnections
    options.patience = nil
    options.strangersMakeRoom = false
    return options
  }
}

/// Why a connection had to go.
public enum GateReason: Equatable, Sendable {
  /// It showed too little for too long.
  case outOfPatience
  /// It was the stranger who had been here longest when there was no room for another.
  case madeRoom
}

/// What a gate wants from whoever owns the sockets.
public enum GateOutput: Equatable, Sendable {
  case close(Seat, GateReason)
  case wait(until: Instant?)
}

/// How many connections met which fate. Numbers go up only.
public struct GateCounters: Equatable, Sendable {
  public var opened = 0
  public var proved = 0
  /// Turned away at once: their neighbourhood, or everybody, had enough.
  public var tooManyOfOnePrefix = 0
  public var full = 0
  /// Put out later.
  public var outOfPatience = 0
  public var madeRoom = 0

  public init() {}
}
