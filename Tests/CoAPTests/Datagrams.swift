// SPDX-License-Identifier: Apache-2.0
import CoAP
import Foundation
import Glibc
import TestSupport
import Wire

struct SocketError: Error { let what: String }

/// A UDP socket of 127.0.0.1.
final class Datagrams: Sendable {
  let descriptor: Int32
  let port: UInt16

  /// On a free port.
  init() throws {
    descriptor = socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
    var address = Self.loopback(0)
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let descriptor = descriptor
    let result = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, size) + getsockname(descriptor, $0, &size)
      }
    }
    port = UInt16(bigEndian: address.sin_port)
    guard result == 0 else { throw SocketError(what: "bind") }
  }

  deinit { close(descriptor) }

  private static func loopback(_ port: UInt16) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    return address
  }

  func send(_ bytes: [UInt8], to port: UInt16) {
    var address = Self.loopback(port)
    let size = socklen_t(MemoryLayout<sockaddr_in>.size)
    withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        _ = sendto(descriptor, bytes, bytes.count, 0, $0, size)
      }
    }
  }

  /// What has come after at most this time, and from which port.
  func receive(within milliseconds: UInt64) -> (bytes: [UInt8], port: UInt16)? {
    var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    guard Glibc.poll(&waiting, 1, Int32(clamping: milliseconds)) > 0 else { return nil }
    var bytes = [UInt8](repeating: 0, count: 2048)
    var address = sockaddr_in()
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let count = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        recvfrom(descriptor, &bytes, bytes.count, 0, $0, &size)
      }
    }
    guard count >= 0 else { return nil }
    return (Array(bytes[..<count]), UInt16(bigEndian: address.sin_port))
  }
}

/// The moment on this machine's monotonic clock.
func clock() -> Instant {
  var time = timespec()
  clock_gettime(CLOCK_MONOTONIC, &time)
  return Instant(nanoseconds: UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec))
}

/// A client on a socket of its own.
struct DrivenClient: ~Copyable {
  var client = CoAPTests.client(messageID: .random(in: 0...0xffff))
  let datagrams: Datagrams
  let port: UInt16

  init(port: UInt16) throws {
    datagrams = try Datagrams()
    self.port = port
  }

  /// Asks, and waits for the answer, ten seconds at most.
  mutating func ask(_ method: Code, _ list: OptionList, _ payload: [UInt8], confirmable: Bool)
    throws -> (code: Code, payload: [UInt8])
  {
    _ = try client.request(
      method, options: list, payload: payload.span, confirmable: confirmable,
      random: .random(in: 0...(.max)), now: clock())
    let end = clock() + .seconds(10)
    while clock() < end {
      let said = drain(&client)
      for bytes in said.sent { datagrams.send(bytes, to: port) }
      for (event, bytes) in said.events {
        guard case .response(_, let code, let length) = event else {
          throw SocketError(what: "\(event)")
        }
        return (code, Array(bytes[length...]))
      }
      let patience = min(said.deadline ?? end, end) - clock()
      if let (bytes, _) = datagrams.receive(within: patience.milliseconds + 1) {
        client.handle(bytes, now: clock())
      }
      client.handleTimeout(now: clock())
    }
    throw SocketError(what: "no answer in time: \(client.counters)")
  }
}

/// libcoap's example server on a free port, for as long as this object lives,
/// and never longer than half a minute.
final class LibcoapServer {
  let port: UInt16
  private let process = Process()

  init() throws {
    port = try { try Datagrams().port }()
    guard let path = Peer.path("coap-server-notls") else {
      throw SocketError(what: "no coap-server-notls")
    }
    process.executableURL = URL(fileURLWithPath: "/usr/bin/timeout")
    process.arguments = [
      "-s", "KILL", "30", path, "-A", "127.0.0.1", "-p", "\(port)", "-d", "8",
    ]
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    let probe = try Datagrams()
    for _ in 0..<200 {
      // A CoAP ping, until a Reset answers.
      probe.send(hex("40 00 0001"), to: port)
      if probe.receive(within: 20) != nil { return }
    }
    throw SocketError(what: "coap-server-notls does not answer")
  }

  /// SIGTERM may be blocked in a process that a test's thread has started, SIGKILL never;
  /// `timeout` leads a process group of its own, so its server goes with it.
  deinit {
    kill(-process.processIdentifier, SIGKILL)
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
  }
}

/// Our server on a thread: one socket, a machine for each peer.
final class DrivenServer: @unchecked Sendable {
  let datagrams: Datagrams
  private let lock = NSLock()
  private var isOver = false
  private let done = DispatchSemaphore(value: 0)

  init(proved: Bool) throws {
    datagrams = try Datagrams()
    let resources = try resources()
    Thread.detachNewThread { [self] in
      serve(resources, proved: proved)
      done.signal()
    }
  }

  func stop() {
    lock.withLock { isOver = true }
    done.wait()
  }

  private final class Peer {
    var server: CoAPServer
    /// Answers that are not ready yet.
    var later: [(at: Instant, id: RequestID)] = []
    init(_ server: consuming CoAPServer) { self.server = server }
  }

  private func serve(_ resources: Resources, proved: Bool) {
    var peers: [UInt16: Peer] = [:]
    var temperature = utf8("22.3 C")
    var count = 0
    while !lock.withLock({ isOver }) {
      if let (bytes, port) = datagrams.receive(within: 20) {
        let peer =
          peers[port]
          ?? Peer(
            CoAPServer(
              resources, CoAPServerOptions(), peerIsProved: proved,
              random: 0x0102_0304_0506_0000))
        peers[port] = peer
        peer.server.handle(bytes, now: clock())
      }
      for (port, peer) in peers {
        peer.server.handleTimeout(now: clock())
        let said = drain(&peer.server)
        for (event, bytes) in said.events {
          guard case .request(let id, let method, let resource, let length) = event else {
            continue
          }
          if resource == 1 {
            peer.later.append((clock() + .milliseconds(1_300), id))
          } else if method == .put {
            temperature = Array(bytes[length...])
            try? peer.server.respond(to: id, .changed, random: 0, now: clock())
          } else {
            try? peer.server.respond(
              to: id, .content, payload: temperature.span, random: 0, now: clock())
          }
        }
        while let i = peer.later.firstIndex(where: { $0.at <= clock() }) {
          count += 1
          try? peer.server.respond(
            to: peer.later.remove(at: i).id, .changed, "\(count)", now: clock())
        }
        for bytes in said.sent + drain(&peer.server).sent { datagrams.send(bytes, to: port) }
      }
    }
  }

  func libcoap(_ arguments: [String], _ path: String) throws -> Finished {
    try run(
      "coap-client-notls",
      arguments + ["-B", "8", "coap://127.0.0.1:\(datagrams.port)/\(path)"], seconds: 10)
  }
}
