// SPDX-License-Identifier: Apache-2.0
import Foundation

/// A TCP connection whose bytes a test writes itself, to a server on loopback.
public final class RawPeer {
  private let descriptor: CInt

  /// From another address of loopback, where that matters: 127.0.0.`host`.
  public init(to port: Int, from host: UInt8 = 1) throws {
    descriptor = socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
    var source = Self.address("127.0.0.\(host)", 0)
    var target = Self.address("127.0.0.1", port)
    let length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isConnected =
      withUnsafePointer(to: &source) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, length) == 0 }
      }
      && withUnsafePointer(to: &target) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          connect(descriptor, $0, length) == 0
        }
      }
    guard isConnected else {
      close(descriptor)
      throw POSIXError(.ECONNREFUSED)
    }
    var patience = timeval(tv_sec: 20, tv_usec: 0)
    for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
      setsockopt(
        descriptor, SOL_SOCKET, option, &patience, socklen_t(MemoryLayout<timeval>.size))
    }
  }

  deinit { close(descriptor) }

  private static func address(_ text: String, _ port: Int) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = inet_addr(text)
    return address
  }

  /// Whether the other side was still there for all of it.
  @discardableResult
  public func send(_ bytes: [UInt8]) -> Bool {
    var sent = 0
    while sent < bytes.count {
      let count = bytes[sent...].withUnsafeBytes {
        Foundation.send(descriptor, $0.baseAddress, $0.count, CInt(MSG_NOSIGNAL))
      }
      guard count > 0 else { return false }
      sent += count
    }
    return true
  }

  /// Ends our half; what the other side still says can be read.
  public func endSending() { shutdown(descriptor, CInt(SHUT_WR)) }

  /// What is there, or comes next; empty at the end, and `nil` after twenty seconds of silence.
  public func read() -> [UInt8]? {
    var chunk = [UInt8](repeating: 0, count: 65_536)
    let count = recv(descriptor, &chunk, chunk.count, 0)
    if count < 0, errno == EAGAIN { return nil }
    return count > 0 ? Array(chunk[..<count]) : []
  }

  /// All that comes until the other side ends; `nil` if it does not in twenty seconds.
  public func readToEnd() -> [UInt8]? {
    var bytes = [UInt8]()
    while let more = read() {
      guard !more.isEmpty else { return bytes }
      bytes += more
    }
    return nil
  }
}

extension Background {
  /// KiB of memory that the program itself has at the moment.
  public var residentKiB: Int? {
    guard let processIdentifier,
      let status = try? String(
        contentsOfFile: "/proc/\(processIdentifier)/status", encoding: .utf8),
      let line = status.split(separator: "\n").first(where: { $0.hasPrefix("VmRSS:") })
    else { return nil }
    return Int(line.filter(\.isNumber))
  }
}
