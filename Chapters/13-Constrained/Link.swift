import Wire

/// What one direction of a link does to the packets that are put on it.
public struct Link: Equatable, Sendable {
  /// Bits per second, at least 1; what is not counted here takes none of them.
  public var rate: UInt64
  /// From the last bit sent to the last bit received.
  public var delay: Duration
  /// Each packet takes up to this much longer, all lengths being equally likely.
  public var jitter: Duration
  /// Whether a packet that had more luck than the one before waits for it.
  public var keepsOrder: Bool
  /// So many of a million frames are lost. A packet is lost with any of its frames.
  public var lossPerMillion: Int
  /// The largest IP packet in bytes, headers uncompressed. Larger ones are dropped.
  public var mtu: Int
  /// Bytes that may wait to be sent. A packet that finds more in front of it is dropped.
  public var queue: Int
  /// Time that each frame costs beside its bits: the back-off, the turn-around.
  public var gap: Duration
  public var framing: Framing

  public init(
    rate: UInt64, delay: Duration, jitter: Duration = .zero, keepsOrder: Bool = true,
    lossPerMillion: Int = 0, mtu: Int = 1500, queue: Int = 65_536,
    gap: Duration = .zero, framing: Framing = Framing(payload: 1500, overhead: 0)
  ) {
    self.rate = rate
    self.delay = delay
    self.jitter = jitter
    self.keepsOrder = keepsOrder
    self.lossPerMillion = lossPerMillion
    self.mtu = mtu
    self.queue = queue
    self.gap = gap
    self.framing = framing
  }

  /// How long so many bytes in so many frames occupy the sender, rounded up.
  public func airtime(bytes: Int, frames: Int) -> Duration {
    let (product, overflow) =
      UInt64(clamping: bytes).multipliedReportingOverflow(by: 8_000_000_000)
    guard !overflow else { return .forever }
    let (whole, rest) = product.quotientAndRemainder(dividingBy: max(rate, 1))
    return Duration(nanoseconds: whole) + Duration(nanoseconds: rest > 0 ? 1 : 0)
      + gap * frames
  }
}
