// SPDX-License-Identifier: Apache-2.0

/// How quick the book's engine is over OpenSSL's primitives beside OpenSSL's own TLS, and how
/// much memory a connection takes that stands.
///
/// Both live in one process and take turns: each round measures every row once, and ratios are
/// taken within a round. One end of each connection is the book's and the other libssl's, so
/// that each role is measured against the same kind of peer.
public struct HandshakeSpeed: Codable, Sendable {
  /// Nanoseconds of one operation, round by round; `faster` is libssl's time over the book's.
  public struct Row: Codable, Sendable {
    public var name: String
    public var says: String
    public var book: Spread
    public var libssl: Spread
    public var faster: Spread
  }

  /// Bytes from malloc for each connection that stands.
  public struct Memory: Codable, Sendable {
    public var name: String
    public var says: String
    public var bytes: Double
  }

  public var rounds: Int
  public var handshakesPerRound: Int
  public var connections: Int
  public var rows: [Row]
  public var memory: [Memory]
  public var claims: [Claim]
  public var limits: [Limit]

  public static func measure(
    quick: Bool, progress: @Sendable (String) -> Void
  ) async throws -> HandshakeSpeed {
    var measuring = try SpeedMeasurement(quick: quick)
    for round in 0..<measuring.rounds {
      progress("handshakes and records, round \(round + 1) of \(measuring.rounds)")
      try measuring.measureRound()
    }
    progress("calls for memory")
    try measuring.countAllocations()
    for holder in MemoryHolder.all {
      progress("memory: \(holder.says)")
      try measuring.weigh(holder)
    }
    return measuring.result()
  }
}
