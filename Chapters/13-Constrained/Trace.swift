import Wire

public enum Direction: Sendable {
  /// From the client to the server.
  case up
  case down
}

/// Every packet of a run, in the order of sending. Two runs are the same if their traces are.
public struct Trace: Equatable, Sendable {
  public struct Packet: Equatable, Sendable {
    public var sent: Instant
    public var direction: Direction
    /// What the machine gave: a datagram's payload, or a segment with TCP's header.
    public var payload: [UInt8]
    public var frames: Int
    /// On the air, everything included; 0 if the packet never got there.
    public var bytesOnAir: Int
    public var fate: Fate
  }

  public private(set) var packets: [Packet] = []

  mutating func record(_ packet: Packet) { packets.append(packet) }

  public func packets(_ direction: Direction) -> [Packet] {
    packets.filter { $0.direction == direction }
  }

  public func bytesOnAir(_ direction: Direction) -> Int {
    packets.reduce(0) { $0 + ($1.direction == direction ? $1.bytesOnAir : 0) }
  }

  public var bytesOnAir: Int { packets.reduce(0) { $0 + $1.bytesOnAir } }
  public var frames: Int { packets.reduce(0) { $0 + $1.frames } }
}
