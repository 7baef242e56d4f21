import Wire

/// Is asked whether something comes for the first time.
///
/// Several connections may ask at once, so `isFirst` has to take its own turns: of two
/// that ask for the same, one alone may hear yes. Where several servers open each
/// other's tickets, they need one filter between them.
public struct ReplayFilter: Sendable {
  public typealias IsFirst = @Sendable (Span<UInt8>, Instant) -> Bool

  /// At least 16 bytes that whoever sends them cannot choose freely; and the moment.
  public let isFirst: IsFirst

  public init(_ isFirst: @escaping IsFirst) { self.isFirst = isFirst }
}
