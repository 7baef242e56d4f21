// SPDX-License-Identifier: Apache-2.0
import DTLS
import NIOCore

extension PeerAddress {
  init?(_ address: SocketAddress) {
    guard let port = address.port else { return nil }
    switch address {
    case .v4(let v4):
      self.init(
        v4: UInt32(bigEndian: v4.address.sin_addr.s_addr), port: UInt16(truncatingIfNeeded: port))
    case .v6(let v6):
      let halves = withUnsafeBytes(of: v6.address.sin6_addr) { bytes in
        (
          UInt64(bigEndian: bytes.loadUnaligned(as: UInt64.self)),
          UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
        )
      }
      self.init(high: halves.0, low: halves.1, port: UInt16(truncatingIfNeeded: port))
    case .unixDomainSocket: return nil
    }
  }

  private var isIPv4: Bool { high == 0 && low >> 32 == 0xFFFF }
}

extension SocketAddress {
  /// For a socket of this family; an IPv6 socket writes IPv4 addresses its own way.
  init?(_ peer: PeerAddress, isIPv6: Bool) {
    var packed = ByteBuffer()
    if isIPv6 {
      packed.writeInteger(peer.high)
      packed.writeInteger(peer.low)
    } else {
      packed.writeInteger(UInt32(truncatingIfNeeded: peer.low))
    }
    guard let address = try? SocketAddress(packedIPAddress: packed, port: Int(peer.port)) else {
      return nil
    }
    self = address
  }
}

extension PeerAddress: CustomStringConvertible {
  /// `192.0.2.7:5684`, `[2001:db8::7]:5684`.
  public var description: String {
    guard let address = SocketAddress(self, isIPv6: !isIPv4), let text = address.ipAddress else {
      return "an address that cannot be written"
    }
    return isIPv4 ? "\(text):\(port)" : "[\(text)]:\(port)"
  }
}
