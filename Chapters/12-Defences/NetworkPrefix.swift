import DTLS

/// Whom we count as one: an IPv4 address, or the 64 bits of an IPv6 address that its
/// owner was given, for the other 64 are his to choose.
public struct NetworkPrefix: Hashable, Comparable, Sendable {
  let high, low: UInt64

  public init(_ peer: PeerAddress) {
    let isIPv4 = peer.high == 0 && peer.low >> 32 == 0xFFFF
    high = peer.high
    low = isIPv4 ? peer.low : 0
  }

  public static func < (a: NetworkPrefix, b: NetworkPrefix) -> Bool {
    a.high != b.high ? a.high < b.high : a.low < b.low
  }
}
