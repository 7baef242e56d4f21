import Wire

/// How long a stranger may take to become somebody. Bytes buy time, but not for ever.
public struct Patience: Equatable, Sendable {
  /// For the first thing that proves anything.
  public var initial = Duration.seconds(10)
  /// Bytes in a second that keep the patience from running out.
  public var minimumRate = 100
  /// However many bytes came.
  public var limit = Duration.seconds(60)

  public init() {}

  /// When the patience with who came at `opened`, and has sent so much since, is over.
  public func deadline(opened: Instant, received: Int) -> Instant {
    let bought = Duration.milliseconds(1_000) * received
    let earned = Duration(nanoseconds: bought.nanoseconds / UInt64(max(1, minimumRate)))
    return opened + min(initial + earned, limit)
  }
}
