// SPDX-License-Identifier: Apache-2.0
import Foundation
import TestSupport

/// `openssl s_server`, for as long as some work lasts.
public enum OpenSSLServer {
  public struct DidNotStart: Error { public let errors: String }

  public static func run(
    certificate: String, key: String, _ work: (_ port: Int) throws -> Void
  ) throws {
    // Take a port, give it back, and let the server have it.
    let port = try FakeServer(answering: []).port
    // With -www it does not end when its input does.
    let server = try Background(
      "openssl",
      ["s_server", "-www", "-accept", "127.0.0.1:\(port)", "-cert", certificate, "-key", key])
    try withExtendedLifetime(server) {
      guard Background.wait({ canConnect(to: port) }) else {
        throw DidNotStart(errors: server.errors)
      }
      try work(port)
    }
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
