// SPDX-License-Identifier: Apache-2.0
import Identity
import Primitives
import Wire

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// An application's line to the agent that listens at a path.
public struct SocketLine: AgentLine, ~Copyable {
  private let socket: LocalSocket
  private var isBroken = false

  /// Throws `.unreachable` if nobody listens there, `.refused` if this user may not even knock.
  public init(to path: String) throws(KeyStoreError) {
    let socket = try LocalSocket()
    try socket.connect(to: path)
    self.socket = socket
  }

  public var caller: AgentCaller {
    AgentCaller(user: geteuid(), process: UInt32(bitPattern: getpid()))
  }

  public var now: Instant { monotonicNow() }

  public mutating func send(_ bytes: Span<UInt8>) throws(KeyStoreError) {
    var sent = 0
    while sent < bytes.count, !isBroken {
      // Whoever hangs up may have said why before; `receive` shall find it.
      guard let count = try socket.send(bytes.extracting(sent...)) else {
        isBroken = true
        return
      }
      // The socket waits for some time before it says that there is no room.
      guard count > 0 else { throw .unreachable }
      sent += count
    }
  }

  public mutating func receive(
    into bytes: inout MutableSpan<UInt8>, until deadline: Instant?
  ) throws(KeyStoreError) -> Int {
    var waiting = pollfd(fd: socket.descriptor, events: Int16(POLLIN), revents: 0)
    let ready = poll(&waiting, 1, pollTimeout(until: deadline))
    guard ready >= 0 else {
      if errno == EINTR { return 0 }
      throw .fromSystem
    }
    guard ready > 0 else { return 0 }
    guard let count = try socket.receive(into: &bytes) else { throw .unreachable }
    return count
  }
}

/// The keys behind the agent at a path.
public typealias AgentStore<Crypto: CryptoProvider> = RemoteStore<Crypto, SocketLine>
