import Wire

/// What a host decides about its TCP.
public struct TCPOptions: Equatable, Sendable {
  /// What it says in its SYN, and never exceeds itself.
  public var maximumSegmentSize = 1220
  /// Bytes that it has room for, at most 65,535; it never says less, since the
  /// application reads at once.
  public var receiveWindow = 65_535
  /// How long an acknowledgement waits for company; at most 500 ms. 40 ms is Linux's.
  public var acknowledgementDelay = Duration.milliseconds(40)
  /// RFC 6298 says a second. Linux says 200 ms.
  public var minimumTimeout = Duration.seconds(1)
  /// How long nothing new may be acknowledged (RFC 9293, 3.8.3: R2).
  public var patience = Duration.seconds(180)
  /// How long the one that closes first waits, in case its last word was lost.
  /// RFC 9293 says four minutes. Linux says one.
  public var timeWait = Duration.seconds(60)
  /// A real host must take one that nobody can guess (RFC 9293, 3.4.1).
  public var initialSequence: UInt32 = 0

  public init(maximumSegmentSize: Int = 1220) {
    self.maximumSegmentSize = maximumSegmentSize
  }
}
