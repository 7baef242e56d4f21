// SPDX-License-Identifier: Apache-2.0
import Foundation

/// Ports on loopback.
enum FreePort {
  struct None: Error, CustomStringConvertible {
    var wanted: Int
    var description: String {
      "ports \(wanted) to \(wanted + 99) of 127.0.0.1 are all in use; stop what listens there"
    }
  }

  struct Taken: Error, CustomStringConvertible {
    var port: Int
    var description: String {
      "port \(port) of 127.0.0.1 is in use; stop what listens there or choose another port"
    }
  }

  static func exactly(_ port: Int) throws -> Int {
    guard canBind(port) else { throw Taken(port: port) }
    return port
  }

  /// The standard port if nobody has it, or the next one above that is free.
  static func near(_ standard: Int) throws -> Int {
    for port in standard..<standard + 100 where canBind(port) { return port }
    throw None(wanted: standard)
  }

  static func isOpen(_ port: Int) -> Bool {
    withSocket(port) { connect($0, $1, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0 }
  }

  private static func canBind(_ port: Int) -> Bool {
    withSocket(port) { socket, address in
      var on: CInt = 1
      setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout<CInt>.size))
      return bind(socket, address, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
    }
  }

  private static func withSocket(
    _ port: Int, _ body: (CInt, UnsafePointer<sockaddr>) -> Bool
  ) -> Bool {
    #if os(Linux)
    let descriptor = socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
    #else
    let descriptor = socket(AF_INET, SOCK_STREAM, 0)
    #endif
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    return withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { body(descriptor, $0) }
    }
  }
}
