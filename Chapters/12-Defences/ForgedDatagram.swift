import DTLS
import Wire

/// A UDP datagram over IPv4 that says that it comes from somebody else: nothing on the
/// way asks, and nothing in the packet could answer.
public struct ForgedDatagram: Sendable {
  public var source, destination: PeerAddress
  public var payload: [UInt8]

  public init(from source: PeerAddress, to destination: PeerAddress, _ payload: [UInt8])
  {
    self.source = source
    self.destination = destination
    self.payload = payload
  }

  /// Bytes of both headers (RFC 791, 3.1; RFC 768).
  public static var overhead: Int { 20 + 8 }

  /// The packet, for a raw socket. UDP over IPv4 may do without a checksum, which is
  /// then zero (RFC 768).
  public func write(into out: inout OutputSpan<UInt8>) throws(WireError) {
    let length = UInt16(truncatingIfNeeded: Self.overhead + payload.count)
    let checksum = headerChecksum(length)
    try writeHeader(length, checksum: checksum, into: &out)
    try out.write(uint16: source.port, "source port")
    try out.write(uint16: destination.port, "destination port")
    try out.write(uint16: length - 20, "length")
    try out.write(uint16: 0, "checksum")
    try out.write(bytes: payload.span, "payload")
  }

  private func writeHeader(
    _ length: UInt16, checksum: UInt16, into out: inout OutputSpan<UInt8>
  ) throws(WireError) {
    try out.write(uint16: 0x4500, "version, header length and service")
    try out.write(uint16: length, "total length")
    try out.write(uint32: 0x0000_4000, "identification, flags and fragment offset")
    try out.write(uint16: 0x4011, "time to live and protocol")
    try out.write(uint16: checksum, "header checksum")
    try out.write(uint32: UInt32(truncatingIfNeeded: source.low), "source address")
    try out.write(
      uint32: UInt32(truncatingIfNeeded: destination.low), "destination address")
  }

  /// The complement of the sum of all its words, in one's complement (RFC 1071).
  private func headerChecksum(_ length: UInt16) -> UInt16 {
    var sum: UInt32 = 0x4500 + UInt32(length) + 0x4000 + 0x4011
    for address in [source.low, destination.low] {
      sum += UInt32(address >> 16 & 0xFFFF) + UInt32(address & 0xFFFF)
    }
    while sum > 0xFFFF { sum = sum >> 16 + sum & 0xFFFF }
    return ~UInt16(truncatingIfNeeded: sum)
  }
}
