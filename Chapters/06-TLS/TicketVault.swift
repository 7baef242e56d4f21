import Primitives

/// The keys that seal tickets and cookies. Each seals for as long as a ticket is good,
/// opens for as long again, and is then wiped: from that moment on nobody can open its
/// tickets, we no more than whoever takes our machine.
public struct TicketVault<Crypto: CryptoProvider>: ~Copyable {
  /// Seconds.
  let lifetime: Int64
  private var current: TicketKey<Crypto>?
  private var previous: TicketKey<Crypto>?

  /// `lifetime`, in seconds, must be as long as that of the tickets.
  public init(lifetime: UInt32) {
    self.lifetime = max(Int64(lifetime), 1)
  }

  public mutating func seal(
    _ purpose: SealedPurpose, _ contents: Span<UInt8>, date: Int64,
    using random: inout some RandomSource & ~Copyable
  ) throws(CryptoError) -> [UInt8] {
    turn(date)
    if current == nil {
      current = try TicketKey(since: date, using: &random)
    }
    guard let sealed = try current?.seal(purpose, contents) else {
      throw .entropyFailure
    }
    return sealed
  }

  public mutating func open(
    _ purpose: SealedPurpose, _ sealed: Span<UInt8>, date: Int64
  ) throws(CryptoError) -> Secret {
    turn(date)
    if let opened = try current?.open(purpose, sealed) { return opened }
    if let opened = try previous?.open(purpose, sealed) { return opened }
    throw .authenticationFailed
  }

  /// Puts away the key that has sealed long enough, and forgets the one that was put
  /// away before. A clock that was set back makes a key last longer, never shorter.
  private mutating func turn(_ date: Int64) {
    if let since = current?.since, age(since, date) >= lifetime {
      previous = current.take()
    }
    if let since = previous?.since, age(since, date) / 2 >= lifetime { previous = nil }
  }

  private func age(_ since: Int64, _ date: Int64) -> Int64 {
    let (age, overflows) = date.subtractingReportingOverflow(since)
    return overflows ? (date < since ? .min : .max) : age
  }
}
