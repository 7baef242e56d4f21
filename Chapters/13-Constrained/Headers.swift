/// What carries the bytes that a machine gives away.
public enum Transport: Sendable {
  /// Each output is one datagram, and UDP's header comes on top.
  case udp
  /// Each output is one segment, which brings TCP's header along.
  case tcp
}

/// Bytes that the layers below a machine put in front of each of its packets.
public struct Headers: Equatable, Sendable {
  public var udp: Int
  public var tcp: Int

  public init(udp: Int, tcp: Int) {
    self.udp = udp
    self.tcp = tcp
  }

  /// IPv6 has 40 bytes (RFC 8200, 3), UDP another 8 (RFC 768).
  public static var ipv6: Headers { Headers(udp: 40 + 8, tcp: 40) }

  /// Over several hops, IPv6 shrinks to 7 bytes (RFC 6282, 2).
  /// UDP shrinks to 6 (RFC 6282, 4.3): one that says how, one port of one byte and one
  /// of two, and the checksum. TCP is not compressed, and costs a byte to announce.
  public static var lowpan: Headers { Headers(udp: 7 + 6, tcp: 7 + 1) }

  public subscript(_ transport: Transport) -> Int {
    switch transport {
    case .udp: udp
    case .tcp: tcp
    }
  }
}
