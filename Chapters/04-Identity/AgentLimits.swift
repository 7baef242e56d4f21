import Wire

/// How often, and for how long, one caller may keep the agent busy.
public struct AgentLimits: Sendable {
  /// Requests at once, of all processes of one user together.
  public var burst = 32
  /// After those, one in this time.
  public var interval = Duration.milliseconds(10)
  /// A request that has begun must be here whole before this has passed.
  public var patience = Duration.seconds(2)

  public init() {}

  var bucket: RateBucket { RateBucket(burst: burst, interval: interval) }
}
