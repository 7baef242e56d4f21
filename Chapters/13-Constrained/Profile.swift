import Wire

/// A link as a device meets it: both directions, and the headers in front of its packets.
///
/// Loss is none until `losing` sets it, since no figure for it holds in two places.
public struct Profile: Equatable, Sendable {
  public var up: Link
  public var down: Link
  public var headers: Headers

  public init(up: Link, down: Link, headers: Headers = .ipv6) {
    self.up = up
    self.down = down
    self.headers = headers
  }

  /// The same link, with so many of a hundred frames lost each way.
  public func losing(percent: Int) -> Profile {
    var profile = self
    profile.up.lossPerMillion = percent * 10_000
    profile.down.lossPerMillion = percent * 10_000
    return profile
  }

  /// What one TCP segment may carry: the MTU without uncompressed IPv6 and TCP headers,
  /// whatever compression saves (RFC 9006, 4.1.1 gives 1220 for an MTU of 1280).
  public var maximumSegmentSize: Int { min(up.mtu, down.mtu) - 40 - 20 }

  /// One hop of IEEE 802.15.4 at 2.4 GHz with 6LoWPAN.
  public static var ieee802154: Profile {
    let link = Link(
      // 62,500 symbols of 4 bits a second.
      rate: 250_000,
      // Light needs less than a microsecond for 300 m.
      delay: .microseconds(1),
      // The first back-off is 0 to 7 periods of 20 symbols of 16 µs.
      jitter: .microseconds(7 * 320),
      // IPv6 demands it of every link (RFC 8200, 5; RFC 4944, 4).
      mtu: 1280,
      // Assumed: room for two packets of the largest size, as on a small router.
      queue: 3_000,
      // Listening 8 symbols, turning round 12, turning back 12, and an
      // acknowledgement of 11 bytes with its preamble.
      gap: .microseconds(8 * 16 + 12 * 16 + 12 * 16 + 11 * 32),
      // 127 bytes hold 9 of header with short addresses, and 2 of checksum; 6 go
      // before them. Fragment headers: RFC 4944, 5.3.
      framing: Framing(
        payload: 127 - 9 - 2, overhead: 6 + 9 + 2, fragmentHeaders: (first: 4, later: 5)
      ))
    return Profile(up: link, down: link, headers: .lowpan)
  }

  /// NB-IoT, category NB1 (3GPP Release 13), awake and in good coverage.
  ///
  /// Rates: peak 62 kbit/s up and 26 kbit/s down (mbedded.ninja, *Cellular Communication
  /// Protocols*). Latency: 837 ms measured (Ugwuanyi, Paul and Irvine, Electronics 2021,
  /// 10, 2224), taken here for a round trip, split in halves.
  public static var nbIoT: Profile {
    cellular(up: 62_000, down: 26_000, delay: .microseconds(418_500))
  }

  /// LTE-M, category M1 (3GPP Release 13), half duplex, awake.
  ///
  /// Rates: 375 kbit/s up and 300 kbit/s down with scheduling delays (RF Wireless World,
  /// *Cat-M1*). Latency: 50 to 100 ms (Arduino, *Cat M1 and NB-IoT*), of which the upper
  /// end is taken here for a round trip, split in halves.
  public static var lteM: Profile {
    cellular(up: 375_000, down: 300_000, delay: .milliseconds(50))
  }

  /// Wi-Fi with a microcontroller, and a server that is near.
  ///
  /// Rate: 20 Mbit/s of TCP over the air (Espressif, *ESP32 Wi-Fi Throughput*).
  /// Delay and jitter are assumptions.
  public static var wifi: Profile {
    let link = Link(
      rate: 20_000_000, delay: .milliseconds(5), jitter: .milliseconds(2), mtu: 1500)
    return Profile(up: link, down: link)
  }

  /// Jitter, a fifth of the delay, is an assumption. MTU: 3GPP TS 23.060, annex C.
  static func cellular(up: UInt64, down: UInt64, delay: Duration) -> Profile {
    let jitter = Duration(nanoseconds: delay.nanoseconds / 5)
    let framing = Framing(payload: 1358, overhead: 0)
    return Profile(
      up: Link(rate: up, delay: delay, jitter: jitter, mtu: 1358, framing: framing),
      down: Link(rate: down, delay: delay, jitter: jitter, mtu: 1358, framing: framing))
  }
}
