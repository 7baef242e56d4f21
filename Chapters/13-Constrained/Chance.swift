/// Chance that repeats: the same seed gives the same numbers, on every machine.
///
/// The generator is SplitMix64. It is for simulations and keeps no secrets.
public struct Chance: Sendable {
  private var state: UInt64

  public init(seed: UInt64) { state = seed }

  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// A number from 0 to `limit`, both included.
  public mutating func upTo(_ limit: UInt64) -> UInt64 {
    let (count, overflow) = limit.addingReportingOverflow(1)
    return overflow ? next() : next().multipliedFullWidth(by: count).high
  }

  /// True in so many of a million cases.
  public mutating func strikes(perMillion share: Int) -> Bool {
    upTo(999_999) < UInt64(clamping: share)
  }
}
