// SPDX-License-Identifier: Apache-2.0
import Foundation
import TestSupport

/// `openssl s_server` on a port of its own, for as long as the object lives.
final class OpenSSLServer {
  let port: Int
  private let process = Process()

  struct DidNotStart: Error {}

  init(certificate: String, key: String, _ more: String...) throws {
    // Take a port, give it back, and let the server have it.
    let chosen = try FakeServer(answering: []).port
    port = chosen
    guard let openssl = Peer.path("openssl") else { throw MissingProgram(name: "openssl") }
    process.executableURL = URL(fileURLWithPath: "/usr/bin/timeout")
    process.arguments =
      [
        "60", openssl, "s_server", "-accept", "127.0.0.1:\(port)", "-cert", certificate, "-key",
        key,
      ]
      + more
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    for _ in 0..<100 {
      if canConnect(to: port) { return }
      usleep(50_000)
    }
    throw DidNotStart()
  }

  deinit { process.terminate() }
}

func canConnect(to port: Int) -> Bool {
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
