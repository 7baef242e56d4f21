/// How a link cuts packets into frames, and what each frame costs beside its payload.
public struct Framing: Equatable, Sendable {
  /// The most bytes of a packet that one frame carries.
  public var payload: Int
  /// Bytes around the payload of each frame, preamble and checksum included.
  public var overhead: Int
  /// Bytes in front of the first fragment of a packet, and of every later one;
  /// `nil` if this link does not cut packets up.
  public var fragmentHeaders: (first: Int, later: Int)?

  public init(
    payload: Int, overhead: Int, fragmentHeaders: (first: Int, later: Int)? = nil
  ) {
    self.payload = payload
    self.overhead = overhead
    self.fragmentHeaders = fragmentHeaders
  }

  public static func == (a: Framing, b: Framing) -> Bool {
    a.payload == b.payload && a.overhead == b.overhead
      && a.fragmentHeaders?.first == b.fragmentHeaders?.first
      && a.fragmentHeaders?.later == b.fragmentHeaders?.later
  }

  /// How many frames a packet of this many bytes needs, and their bytes on the air;
  /// `nil` if this link cannot carry it.
  public func cost(of size: Int) -> (frames: Int, bytes: Int)? {
    if size <= payload { return (1, size + overhead) }
    guard let (first, later) = fragmentHeaders else { return nil }
    // Offsets count in units of eight bytes (RFC 4944, 5.3).
    let firstPiece = (payload - first) & ~7
    let laterPiece = (payload - later) & ~7
    guard firstPiece > 0, laterPiece > 0 else { return nil }
    let more = (size - firstPiece + laterPiece - 1) / laterPiece
    return (1 + more, size + first + more * later + (1 + more) * overhead)
  }
}
