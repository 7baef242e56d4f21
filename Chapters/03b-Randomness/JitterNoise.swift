/// A clock that counts faster than a processor loses its way: cycles, or nanoseconds.
public protocol FastClock: ~Copyable {
  mutating func ticks() -> UInt64
}

/// Noise from how long the same work takes, for teaching: on a machine with caches,
/// interrupts and neighbours no two turns take the same time. On one without, they do.
public struct JitterNoise<Clock: FastClock & ~Copyable>: NoiseSource, ~Copyable {
  /// A modest claim, and still a claim: it has to be measured anew for each processor.
  public static var minEntropy: MinEntropy { .one }

  private var clock: Clock
  private var memory = [UInt8](repeating: 1, count: 1 << 15)
  private var place = 0
  private var last: UInt64

  public init(_ clock: consuming Clock) {
    last = clock.ticks()
    self.clock = clock
  }

  public mutating func sample() throws(NoiseFault) -> UInt8 {
    wander()
    let now = clock.ticks()
    let taken = now &- last
    last = now
    // The clock must move: one that stands still, or runs in steps that are longer than
    // the work, says nothing.
    guard taken != 0 else { throw .silent }
    return UInt8(truncatingIfNeeded: taken)
  }

  /// Some work whose time depends on what is in which cache.
  private mutating func wander() {
    for _ in 0..<64 {
      memory[place] &+= 1
      place = (place &* 5 &+ Int(memory[place]) &* 64 &+ 4097) & (memory.count - 1)
    }
  }
}
