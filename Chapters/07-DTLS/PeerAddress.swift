/// Where a datagram came from: an IP address and a port.
public struct PeerAddress: Sendable, Hashable, Comparable {
  /// An IPv4 address is written as IPv6 writes it, `::ffff:192.0.2.7` (RFC 4291, 2.5.5.2).
  public var high, low: UInt64
  public var port: UInt16

  public init(high: UInt64, low: UInt64, port: UInt16) {
    self.high = high
    self.low = low
    self.port = port
  }

  public init(v4 address: UInt32, port: UInt16) {
    self.init(high: 0, low: 0xFFFF_0000_0000 | UInt64(address), port: port)
  }

  public static func < (a: PeerAddress, b: PeerAddress) -> Bool {
    if a.high != b.high { return a.high < b.high }
    return a.low != b.low ? a.low < b.low : a.port < b.port
  }
}
