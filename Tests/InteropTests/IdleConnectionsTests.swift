// SPDX-License-Identifier: Apache-2.0
import Foundation
import ProgramSupport
import TestSupport
import Testing

#if os(Linux)
/// Ten thousand clients on real sockets, on loopback, for a minute.
@Suite("Idle connections", .timeLimit(.minutes(5)))
struct IdleConnectionsTests {
  static let isWanted = ProcessInfo.processInfo.environment["THINGS_EXTENDED"] == "1"
  static let perAddress = 250

  @Test(
    "ten thousand clients stay for a minute, and all still answer",
    .enabled(if: isWanted, "it takes minutes; THINGS_EXTENDED=1 or make test-extended runs it"))
  func tenThousand() throws {
    let files = raisedFileLimit()
    // The broker has the same limit, and both need some files for themselves.
    let count = min(10_000, files - 200)
    if count < 10_000 { print("only \(files) files may be open here: \(count) clients") }
    let arguments = [
      "mqtt", "broker", "--allow-anonymous-on-loopback",
      "--connections-per-address", "\(Self.perAddress)",
    ]
    try withThings(arguments, seconds: 240) { port, broker in
      let process = try #require(broker.processIdentifier)
      let before = try residentBytes(of: process)
      var clients: [IdleClient] = []
      for number in 0..<count {
        let client = IdleClient(number, from: number / Self.perAddress + 2, to: port)
        clients.append(try #require(client, "client \(number): \(broker.errors.suffix(200))"))
      }
      let connected = try residentBytes(of: process)
      // Keep-alive is 30 seconds, so whoever was silent for 45 would be gone.
      let end = Date() + 60
      while Date() < end {
        sleep(20)
        #expect(clients.count { !$0.ping() } == 0, "\(broker.errors.suffix(200))")
      }
      let after = try residentBytes(of: process)
      #expect(clients.count { !$0.ping() } == 0, "\(broker.errors.suffix(200))")
      print(
        "\(count) idle connections: \(before / 1024) KiB resident before, "
          + "\(connected / 1024) KiB with them, \(after / 1024) KiB after a minute: "
          + "\((after - before) / count) bytes for each")
    }
  }
}

/// As many open files as the system allows us.
private func raisedFileLimit() -> Int {
  var limit = rlimit()
  let files = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
  getrlimit(files, &limit)
  limit.rlim_cur = limit.rlim_max
  setrlimit(files, &limit)
  return Int(clamping: limit.rlim_max)
}

/// proc(5).
private func residentBytes(of process: Int) throws -> Int {
  let status = try String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)
  let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") })
  return try #require(line.split { $0 == " " || $0 == "\t" }.dropFirst().first.flatMap { Int($0) })
    * 1024
}

/// A blocking socket that has said CONNECT, and can ask whether the broker is there.
private final class IdleClient {
  private let descriptor: CInt

  /// From 127.0.0.`host`; `nil` if the broker did not say yes.
  init?(_ number: Int, from host: Int, to port: Int) {
    descriptor = socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
    var patience = timeval(tv_sec: 10, tv_usec: 0)
    setsockopt(
      descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    guard address("127.0.0.\(host)", 0, bind), address("127.0.0.1", port, connect) else {
      return nil
    }
    let name = Array("idle-\(number)".utf8)
    // MQTT 3.1.1, a clean session, keep-alive 30 seconds.
    let body: [UInt8] =
      [0, 4] + Array("MQTT".utf8) + [4, 2, 0, 30, 0, UInt8(name.count)] + name
    guard exchange([0x10, UInt8(body.count)] + body, for: [0x20, 2, 0, 0]) else { return nil }
  }

  /// Whether PINGREQ is answered with PINGRESP.
  func ping() -> Bool { exchange([0xC0, 0], for: [0xD0, 0]) }

  private func exchange(_ bytes: [UInt8], for answer: [UInt8]) -> Bool {
    var received = [UInt8](repeating: 0, count: answer.count)
    return send(descriptor, bytes, bytes.count, CInt(MSG_NOSIGNAL)) == bytes.count
      && recv(descriptor, &received, received.count, CInt(MSG_WAITALL)) == answer.count
      && received == answer
  }

  private func address(
    _ host: String, _ port: Int,
    _ call: (CInt, UnsafePointer<sockaddr>, socklen_t) -> CInt
  ) -> Bool {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = inet_addr(host)
    return withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        call(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
      }
    }
  }

  deinit { close(descriptor) }
}
#endif
