// SPDX-License-Identifier: Apache-2.0
import Glibc
import MQTT
import TestSupport
import Wire

struct SocketError: Error { let what: String }

/// A TCP connection to this machine, just enough to drive a client over it.
final class Socket {
  private let descriptor: Int32

  init(port: UInt16) throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard descriptor >= 0 else { throw SocketError(what: "socket") }
    var address = Self.loopback(port)
    let size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let result = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, size) }
    }
    guard result == 0 else {
      close(descriptor)
      throw SocketError(what: "connect")
    }
  }

  deinit { close(descriptor) }

  /// A port that nobody listens on, at least at this moment.
  static func freePort() throws -> UInt16 {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var address = loopback(0)
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let result = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, size) + getsockname(descriptor, $0, &size)
      }
    }
    guard result == 0 else { throw SocketError(what: "bind") }
    return UInt16(bigEndian: address.sin_port)
  }

  private static func loopback(_ port: UInt16) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    return address
  }

  func send(_ bytes: [UInt8]) throws {
    var sent = 0
    while sent < bytes.count {
      let count = bytes[sent...].withUnsafeBytes {
        Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { throw SocketError(what: "send") }
      sent += count
    }
  }

  /// What has arrived after at most this time: nothing is `[]`, the end is nil.
  func receive(within milliseconds: Int32) throws -> [UInt8]? {
    var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    guard poll(&waiting, 1, milliseconds) > 0 else { return [] }
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = recv(descriptor, &bytes, bytes.count, 0)
    guard count >= 0 else { throw SocketError(what: "recv") }
    return count == 0 ? nil : Array(bytes[..<count])
  }
}

/// The moment on this machine's monotonic clock.
func clock() -> Instant {
  var time = timespec()
  clock_gettime(CLOCK_MONOTONIC, &time)
  return Instant(nanoseconds: UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec))
}

/// A client and its socket, driven by whoever waits for something to happen.
struct Driven: ~Copyable {
  var client: MQTTClient
  let socket: Socket
  var events: [Said.Event] = []

  static func start(_ client: consuming MQTTClient, port: UInt16) throws -> Driven {
    let socket = try Socket(port: port)
    var client = client
    try client.connect(now: clock())
    return Driven(client: client, socket: socket)
  }

  /// Lets the client and its server talk until `done`, five seconds at most.
  mutating func run(until done: ([Said.Event]) -> Bool) throws {
    let deadline = clock() + .seconds(5)
    while true {
      let said = drain(&client)
      try socket.send(said.sent)
      events += said.events
      if done(events) { return }
      guard clock() < deadline else { throw SocketError(what: "nothing happened in time") }
      var patience = deadline - clock()
      if let wait = said.deadline { patience = min(patience, wait - clock()) }
      let bytes = try socket.receive(within: Int32(clamping: patience.milliseconds + 1))
      guard let bytes else {
        try client.handleEnd()
        throw SocketError(what: "the server closed the connection")
      }
      if bytes.isEmpty {
        try client.handleTimeout(now: clock())
      } else {
        try client.handle(bytes, now: clock())
      }
    }
  }

  mutating func run(until event: ClientEvent) throws {
    try run { $0.contains { $0.event == event } }
  }

  var messages: [[UInt8]] {
    events.filter { if case .message = $0.event { true } else { false } }.map(\.bytes)
  }
}
