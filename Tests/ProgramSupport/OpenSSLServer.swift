// SPDX-License-Identifier: Apache-2.0
import Foundation
import TestSupport

/// `openssl s_server` on a port of its own, for as long as the object lives.
public final class OpenSSLServer {
  public let port: Int
  private let server: Background

  public struct DidNotStart: Error {}

  public init(certificate: String, key: String, _ more: String...) throws {
    // Take a port, give it back, and let the server have it.
    port = try FakeServer(answering: []).port
    server = try Background(
      "openssl",
      ["s_server", "-accept", "127.0.0.1:\(port)", "-cert", certificate, "-key", key] + more)
    guard Background.wait({ canConnect(to: self.port) }) else { throw DidNotStart() }
  }
}

/// Whether somebody listens on that port of loopback.
public func canConnect(to port: Int) -> Bool {
  let descriptor = socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
  defer { close(descriptor) }
  var address = sockaddr_in()
  address.sin_family = sa_family_t(AF_INET)
  address.sin_port = in_port_t(port).bigEndian
  address.sin_addr.s_addr = inet_addr("127.0.0.1")
  return withUnsafePointer(to: &address) {
    $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
      connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
    }
  }
}
