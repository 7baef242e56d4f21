import Wire

/// Two machines and the link between them, in virtual time.
///
/// Nothing waits: a run takes as long as its computing, whatever the link's delay. The
/// same machines, profile and seed give the same trace, byte for byte.
public struct Pair<
  Client: Machine & ~Copyable, Server: Machine & ~Copyable
>: ~Copyable {
  public var client: Endpoint<Client>
  public var server: Endpoint<Server>
  public private(set) var now = Instant(nanoseconds: 0)
  public private(set) var trace = Trace()

  private struct Delivery {
    var direction: Direction
    var bytes: [UInt8]
  }

  private let transport: Transport
  private var up: Lane
  private var down: Lane
  private var calendar = Calendar<Delivery>()
  private var isRunaway = false

  public init(
    client: consuming Client, server: consuming Server, over transport: Transport,
    _ profile: Profile, seed: UInt64
  ) {
    self.client = Endpoint(client)
    self.server = Endpoint(server)
    self.transport = transport
    var chance = Chance(seed: seed)
    up = Lane(profile.up, headers: profile.headers, seed: chance.next())
    down = Lane(profile.down, headers: profile.headers, seed: chance.next())
  }

  /// Loses the packet that is sent as number `number` in this direction, counted from 0.
  public mutating func lose(_ direction: Direction, _ number: Int) {
    switch direction {
    case .up: up.doomed.append(number)
    case .down: down.doomed.append(number)
    }
  }
}

/// Why a run ended.
public enum Outcome: Equatable, Sendable {
  /// Nothing is under way, and nobody waits for any moment.
  case idle
  /// The caller had seen enough.
  case stopped
  /// Something would happen, but only after the deadline.
  case deadline
  /// So many steps were made that something must be wrong.
  case exhausted
}

extension Pair where Client: ~Copyable, Server: ~Copyable {
  /// Lets everything happen that happens until `deadline`.
  ///
  /// `watch` is called at the start and after each step. It may give commands to the
  /// machines, which are then polled at the same moment, and ends the run with `true`.
  public mutating func drive(
    until deadline: Instant, steps: Int = 1_000_000,
    watch: (inout Pair) -> Bool = { _ in false }
  ) -> Outcome {
    flush()
    for _ in 0..<steps {
      if isRunaway { return .exhausted }
      if watch(&self) { return .stopped }
      flush()
      guard let next = nextMoment else { return .idle }
      guard next <= deadline else {
        now = max(now, deadline)
        return .deadline
      }
      step(at: next)
      flush()
    }
    return .exhausted
  }

  private var nextMoment: Instant? {
    var earliest = calendar.next
    if let moment = client.deadline { earliest = min(earliest ?? moment, moment) }
    if let moment = server.deadline { earliest = min(earliest ?? moment, moment) }
    return earliest
  }

  /// One packet arrives, or one machine is woken; at the same moment, in this order.
  private mutating func step(at moment: Instant) {
    now = max(now, moment)
    if let planned = calendar.next, planned <= now, let delivery = calendar.removeNext()
    {
      switch delivery.direction {
      case .up: server.handle(delivery.bytes.span, now: now)
      case .down: client.handle(delivery.bytes.span, now: now)
      }
    } else if let deadline = client.deadline, deadline <= now {
      client.handleTimeout(now: now)
    } else {
      server.handleTimeout(now: now)
    }
  }

  private mutating func flush() {
    guard let upward = client.drain(now: now), let downward = server.drain(now: now)
    else {
      isRunaway = true
      return
    }
    for bytes in upward { send(bytes, .up) }
    for bytes in downward { send(bytes, .down) }
  }

  private mutating func send(_ bytes: [UInt8], _ direction: Direction) {
    let passage =
      switch direction {
      case .up: up.carry(bytes.count, over: transport, now: now)
      case .down: down.carry(bytes.count, over: transport, now: now)
      }
    trace.record(
      Trace.Packet(
        sent: now, direction: direction, payload: bytes, frames: passage.frames,
        bytesOnAir: passage.bytes, fate: passage.fate))
    if case .arrives(let moment) = passage.fate {
      calendar.plan(Delivery(direction: direction, bytes: bytes), at: moment)
    }
  }
}

/// Builds a pair of stream machines, each with a TCP of its own below it.
public func pairOverTCP<
  Client: Machine & ~Copyable, Server: Machine & ~Copyable
>(
  client: consuming Client, server: consuming Server, _ profile: Profile, seed: UInt64,
  options change: (inout TCPOptions) -> Void = { _ in }
) -> Pair<OverTCP<Client>, OverTCP<Server>> {
  var options = TCPOptions(maximumSegmentSize: profile.maximumSegmentSize)
  change(&options)
  return Pair(
    client: OverTCP(client, isClient: true, options: options),
    server: OverTCP(server, isClient: false, options: options),
    over: .tcp, profile, seed: seed)
}
