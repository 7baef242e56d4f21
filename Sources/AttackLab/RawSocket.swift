// SPDX-License-Identifier: Apache-2.0
import DTLS
import Defences
import Foundation
import Wire

#if canImport(Glibc)
import Glibc
#endif

/// Sends packets whose headers we write ourselves.
struct RawSocket: ~Copyable {
  private let descriptor: Int32

  init() throws(LabError) {
    descriptor = socket(AF_INET, Int32(SOCK_RAW.rawValue), Int32(IPPROTO_RAW))
    guard descriptor >= 0 else { throw .system(call: "socket", code: errno) }
  }

  deinit { close(descriptor) }

  func send(_ datagram: ForgedDatagram) throws {
    let packet = try [UInt8](capacity: ForgedDatagram.overhead + datagram.payload.count) {
      out throws(WireError) in try datagram.write(into: &out)
    }
    let sent = withAddress(datagram.destination) { address, length in
      sendto(descriptor, packet, packet.count, 0, address, length)
    }
    guard sent == packet.count else { throw LabError.system(call: "sendto", code: errno) }
  }

  /// In a new namespace even loopback is down.
  static func raiseLoopback() throws(LabError) {
    let descriptor = socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
    defer { close(descriptor) }
    var request = ifreq()
    withUnsafeMutableBytes(of: &request) { $0.copyBytes(from: Array("lo".utf8)) }
    request.ifr_ifru.ifru_flags = Int16(IFF_UP | IFF_RUNNING)
    guard ioctl(descriptor, UInt(SIOCSIFFLAGS), &request) == 0 else {
      throw .system(call: "ioctl(SIOCSIFFLAGS)", code: errno)
    }
  }
}

/// The socket of somebody who has asked for nothing.
struct VictimSocket: ~Copyable {
  private let descriptor: Int32

  init(_ address: PeerAddress) throws(LabError) {
    descriptor = socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
    guard descriptor >= 0, withAddress(address, { bind(descriptor, $0, $1) }) == 0 else {
      throw .system(call: "bind", code: errno)
    }
  }

  deinit { close(descriptor) }

  /// Bytes of all that has come, without waiting.
  func drain() -> Int {
    var (total, buffer) = (0, [UInt8](repeating: 0, count: 65_536))
    while true {
      let count = recv(descriptor, &buffer, buffer.count, Int32(MSG_DONTWAIT))
      guard count > 0 else { return total }
      total += count
    }
  }
}

private func withAddress<R>(
  _ peer: PeerAddress, _ body: (UnsafePointer<sockaddr>, socklen_t) -> R
) -> R {
  var address = sockaddr_in()
  address.sin_family = sa_family_t(AF_INET)
  address.sin_port = peer.port.bigEndian
  address.sin_addr.s_addr = UInt32(truncatingIfNeeded: peer.low).bigEndian
  return withUnsafePointer(to: &address) { pointer in
    pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
      body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
    }
  }
}
