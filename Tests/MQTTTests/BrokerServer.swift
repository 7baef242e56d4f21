// SPDX-License-Identifier: Apache-2.0
import Foundation
import MQTT
import TestSupport
import Wire

/// Our broker on a free port of 127.0.0.1, in a thread of its own, until `stop`
/// and never longer than half a minute.
final class BrokerServer: @unchecked Sendable {
  let port: UInt16
  private let listener: Int32
  private var net: [Int32: ConnectionIdentifier] = [:]
  private var broker: MQTTBroker<AccessList<NameIsPassword>>
  private let lock = NSLock()
  private var isStopped = false
  private var subscriptions = 0
  private let done = DispatchSemaphore(value: 0)

  init(_ rules: [AccessRule]) throws {
    broker = MQTTBroker(AccessList(NameIsPassword(), rules))
    port = try Socket.freePort()
    listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var yes: Int32 = 1
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let bound = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(listener, $0, size) }
    }
    guard bound == 0, listen(listener, 64) == 0 else { throw SocketError(what: "listen") }
    let thread = Thread { [self] in
      serve()
      done.signal()
    }
    thread.start()
  }

  /// Ends the thread and gives back what was counted.
  func stop() -> BrokerCounters {
    lock.withLock { isStopped = true }
    done.wait()
    return broker.counters
  }

  /// Until there are so many, or five seconds have gone.
  func waitForSubscriptions(_ count: Int) {
    let end = clock() + .seconds(5)
    while lock.withLock({ subscriptions }) < count, clock() < end {
      Thread.sleep(forTimeInterval: 0.01)
    }
  }

  func run(_ program: String, user: String, _ arguments: [String]) throws -> Finished {
    try TestSupport.run(
      program,
      ["-h", "127.0.0.1", "-p", "\(port)", "-V", "mqttv311", "-u", user, "-P", user] + arguments,
      seconds: 10)
  }

  private func serve() {
    let end = clock() + .seconds(30)
    while clock() < end, !lock.withLock({ isStopped }) {
      var waiting = [pollfd(fd: listener, events: Int16(POLLIN), revents: 0)]
      waiting += net.keys.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
      guard poll(&waiting, nfds_t(waiting.count), 20) >= 0 else { break }
      for ready in waiting where ready.revents != 0 {
        if ready.fd == listener { acceptOne() } else { read(ready.fd) }
        drain()
      }
      broker.handleTimeout(now: clock())
      drain()
      lock.withLock { subscriptions = broker.subscriptionCount }
    }
    for descriptor in net.keys { close(descriptor) }
    close(listener)
  }

  private func acceptOne() {
    let descriptor = accept(listener, nil, nil)
    guard descriptor >= 0 else { return }
    net[descriptor] = broker.opened(now: clock())
    if net[descriptor] == nil { close(descriptor) }
  }

  private func read(_ descriptor: Int32) {
    guard let connection = net[descriptor] else { return }
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = recv(descriptor, &bytes, bytes.count, 0)
    if count > 0 {
      broker.handle(bytes.span.extracting(first: count), from: connection, now: clock())
    } else {
      broker.closed(connection)
      net[descriptor] = nil
      close(descriptor)
    }
  }

  private func drain() {
    while true {
      var answer = BrokerOutput.wait(until: nil)
      let bytes = [UInt8](capacity: 4096) { out in answer = broker.poll(into: &out) }
      switch answer {
      case .transmit(let connection):
        // Loopback and small messages: a blocking send is good enough here.
        if let descriptor = descriptor(connection) { sendAll(bytes, descriptor) }
        broker.sent(to: connection)
      case .close(let connection, _):
        guard let descriptor = descriptor(connection) else { break }
        net[descriptor] = nil
        close(descriptor)
      case .wait, .bufferTooSmall: return
      }
    }
  }

  private func sendAll(_ bytes: [UInt8], _ descriptor: Int32) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes {
        send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { return }
      rest = rest.dropFirst(count)
    }
  }

  private func descriptor(_ connection: ConnectionIdentifier) -> Int32? {
    net.first { $0.value == connection }?.key
  }
}
