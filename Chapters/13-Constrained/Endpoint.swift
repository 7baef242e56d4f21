import Wire

/// One end of a pair: a machine, and a record of all that it said to its application.
public struct Endpoint<M: Machine & ~Copyable>: ~Copyable {
  public struct Said {
    public var event: M.Event
    public var bytes: [UInt8]
    public var at: Instant
  }

  public var machine: M
  public private(set) var said: [Said] = []
  /// The first error that the machine threw, and when.
  public private(set) var failure: (error: M.Failure, at: Instant)?
  /// When it wants to be woken.
  public private(set) var deadline: Instant?

  init(_ machine: consuming M) { self.machine = machine }

  mutating func handle(_ bytes: Span<UInt8>, now: Instant) {
    do { try machine.handle(bytes, now: now) } catch { note(error, now: now) }
  }

  mutating func handleTimeout(now: Instant) {
    do { try machine.handleTimeout(now: now) } catch { note(error, now: now) }
  }

  private mutating func note(_ error: M.Failure, now: Instant) {
    if failure == nil { failure = (error, now) }
  }

  /// Polls until the machine waits, and gives what it wants to be sent.
  /// `nil` if it still does not wait after a great many outputs.
  mutating func drain(now: Instant) -> [[UInt8]]? {
    var datagrams: [[UInt8]] = []
    var room = 2048
    for _ in 0..<100_000 {
      var output = Output<M.Event>.wait(until: nil)
      let bytes = [UInt8](capacity: room) { out in output = machine.poll(into: &out) }
      switch output {
      case .transmit: datagrams.append(bytes)
      case .event(let event): said.append(Said(event: event, bytes: bytes, at: now))
      case .bufferTooSmall(let needed): room = max(needed, room + 1)
      case .wait(let until):
        deadline = until
        return datagrams
      }
    }
    return nil
  }
}
