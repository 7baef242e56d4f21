// SPDX-License-Identifier: Apache-2.0
import DTLS
import NIOCore
import NIOPosix
import Wire

extension UDP {
  /// One socket for many peers.
  ///
  /// `onEvent` hears each event on the server's own event loop, with the server at hand: what it
  /// answers there goes out before the next datagram is looked at. It must not wait.
  public static func serve<Server: DatagramServer & SendableMetatype & ~Copyable>(
    on host: String = "127.0.0.1", port: Int, server: @escaping @Sendable () throws -> Server,
    onEvent: @escaping @Sendable (inout Server, PeerAddress, Server.Event, [UInt8], Instant) -> Void
  ) async throws -> DatagramListener<Server> {
    let eventLoop = MultiThreadedEventLoopGroup.singleton.next()
    let bootstrap = DatagramBootstrap(group: eventLoop)
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          let driver = ServerDriver(try server(), on: channel.eventLoop, onEvent)
          try channel.pipeline.syncOperations.addHandler(ServerHandler(driver))
        }
      }
    do {
      let channel = try await bootstrap.bind(host: host, port: port).get()
      return DatagramListener(channel: channel)
    } catch let error as IOError {
      throw NetworkError.cannotListen(port: port, reason: systemReason(error.errnoCode))
    }
  }
}

/// A server's open socket.
public struct DatagramListener<Server: DatagramServer & SendableMetatype & ~Copyable>: Sendable {
  let channel: any Channel

  /// The port that the system chose, if 0 was asked for.
  public var port: Int { channel.localAddress?.port ?? 0 }

  /// Looks at the server, or commands it, on its event loop.
  public func perform<R: Sendable>(
    _ command: @escaping @Sendable (inout Server, Instant) throws -> R
  ) async throws -> R {
    try await channel.eventLoop.submit {
      let handler = try channel.pipeline.syncOperations.handler(type: ServerHandler<Server>.self)
      return try handler.driver.perform(command)
    }.get()
  }

  public func close() async { try? await channel.close() }
}

/// Keeps the promise that every datagram server asks for: polled after each verb until it waits,
/// and woken when the moment it named has come.
private final class ServerDriver<Server: DatagramServer & SendableMetatype & ~Copyable> {
  typealias OnEvent = (inout Server, PeerAddress, Server.Event, [UInt8], Instant) -> Void

  private var server: Server
  private let eventLoop: any EventLoop
  private let onEvent: OnEvent
  private var timer: Scheduled<Void>?
  private var deadline: Instant?
  private var capacity = 2048
  private var transmit: ((ByteBuffer, PeerAddress) -> Void)?

  init(_ server: consuming Server, on eventLoop: any EventLoop, _ onEvent: @escaping OnEvent) {
    self.server = server
    self.eventLoop = eventLoop
    self.onEvent = onEvent
  }

  func start(transmit: @escaping (ByteBuffer, PeerAddress) -> Void) { self.transmit = transmit }

  func stop() {
    timer?.cancel()
    transmit = nil
  }

  func receive(_ datagram: ByteBuffer, from peer: PeerAddress) {
    let now = Instant(eventLoop.now)
    datagram.withSpan { server.handle($0, from: peer, now: now) }
    drain(now: now)
  }

  func perform<R>(_ command: (inout Server, Instant) throws -> R) throws -> R {
    let now = Instant(eventLoop.now)
    defer { drain(now: now) }
    return try command(&server, now)
  }

  private func drain(now: Instant) {
    while let transmit {
      var buffer = ByteBufferAllocator().buffer(capacity: capacity)
      var answer = ServerOutput<Server.Event>.wait(until: nil)
      buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: capacity) { raw in
        let bytes = raw.bindMemory(to: UInt8.self)
        var out = OutputSpan(buffer: bytes, initializedCount: 0)
        answer = server.poll(into: &out)
        return out.finalize(for: bytes)
      }
      switch answer {
      case .transmit(let peer): transmit(buffer, peer)
      case .event(let peer, let event):
        onEvent(&server, peer, event, Array(buffer.readableBytesView), now)
      case .bufferTooSmall(let needed): capacity = max(needed, capacity * 2)
      case .wait(let until): return schedule(until)
      }
    }
  }

  private func schedule(_ until: Instant?) {
    guard until != deadline else { return }
    deadline = until
    timer?.cancel()
    timer = nil
    guard let until else { return }
    let driver = NIOLoopBound(self, eventLoop: eventLoop)
    timer = eventLoop.scheduleTask(deadline: NIODeadline(until)) {
      let driver = driver.value
      driver.deadline = nil
      let now = Instant(driver.eventLoop.now)
      driver.server.handleTimeout(now: now)
      driver.drain(now: now)
    }
  }
}

private final class ServerHandler<Server: DatagramServer & SendableMetatype & ~Copyable>:
  ChannelInboundHandler
{
  typealias InboundIn = AddressedEnvelope<ByteBuffer>
  typealias OutboundOut = AddressedEnvelope<ByteBuffer>

  let driver: ServerDriver<Server>

  init(_ driver: ServerDriver<Server>) { self.driver = driver }

  func channelActive(context: ChannelHandlerContext) {
    let isIPv6 = context.channel.localAddress?.protocol == .inet6
    driver.start { datagram, peer in
      guard let address = SocketAddress(peer, isIPv6: isIPv6) else { return }
      let envelope = AddressedEnvelope(remoteAddress: address, data: datagram)
      context.writeAndFlush(self.wrapOutboundOut(envelope), promise: nil)
    }
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let envelope = unwrapInboundIn(data)
    guard let peer = PeerAddress(envelope.remoteAddress) else { return }
    driver.receive(envelope.data, from: peer)
  }

  func channelInactive(context: ChannelHandlerContext) { driver.stop() }

  // That a datagram found nobody at home is no news about the others.
  func errorCaught(context: ChannelHandlerContext, error: any Error) {}
}
