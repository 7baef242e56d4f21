// SPDX-License-Identifier: Apache-2.0
import Defences
import MQTT
import NIOCore
import NIOPosix
import TLS
import Wire

/// The book's broker on real sockets: one event loop for all its connections, so that the broker
/// needs no lock.
public final class BrokerServer<Policy: BrokerPolicy & SendableMetatype>: @unchecked Sendable {
  /// What an operator wants to read.
  public typealias Log = @Sendable (_ peer: String, _ event: String) -> Void

  // Touched on the event loop only; the class is Sendable for that reason.
  private var broker: MQTTBroker<Policy>
  private var channels: [ConnectionIdentifier: any Channel] = [:]
  private var timer: Scheduled<Void>?
  private var deadline: Instant?
  private var isDraining = false

  private let eventLoop: any EventLoop
  private let gatekeeper: Gatekeeper
  private let log: Log

  public init(
    _ policy: sending Policy, limits: BrokerLimits = BrokerLimits(),
    gate: ConnectionGateOptions = ConnectionGateOptions(), log: @escaping Log = { _, _ in }
  ) {
    broker = MQTTBroker(policy, limits: limits)
    eventLoop = MultiThreadedEventLoopGroup.singleton.next()
    gatekeeper = Gatekeeper(gate) { log($0.peer, "\($1)") }
    self.log = log
  }

  /// Listens without a secure channel below; whether that is wise depends on the address.
  public func listen(on host: String = "127.0.0.1", port: Int) async throws -> BrokerListener {
    try await open(host, port) { _ in }
  }

  /// Why a peer is refused whose certificate has been verified, such as that it is revoked;
  /// `nil` if it is welcome. It is asked on the event loop, and so should not take long.
  public typealias Refusal = @Sendable (_ certificate: [UInt8]) -> String?

  /// Listens through a secure channel; only verified peers reach the broker.
  public func listen<Engine: TLSEngine>(
    on host: String = "127.0.0.1", port: Int, through engine: Engine,
    refusing refusal: @escaping Refusal = { _ in nil }
  ) async throws -> BrokerListener {
    try await open(host, port) { channel in
      try channel.keepsItsHalf()
      try channel.pipeline.syncOperations.addHandler(
        SecureChannelHandler(try engine.makeChannel(), on: channel.eventLoop) { parameters in
          if let reason = refusal(parameters.peerCertificate) {
            throw NetworkError.unwelcome(reason)
          }
        })
    }
  }

  private func open(
    _ host: String, _ port: Int, _ secure: @escaping @Sendable (any Channel) throws -> Void
  ) async throws -> BrokerListener {
    do {
      let channel = try await ServerBootstrap(group: eventLoop)
        .serverChannelOption(.backlog, value: 1024)
        .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
        .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
        .childChannelInitializer { channel in
          channel.eventLoop.makeCompletedFuture {
            try self.gatekeeper.admit(channel)
            try secure(channel)
            try channel.pipeline.syncOperations.addHandler(BrokerHandler(self))
          }
        }
        .bind(host: host, port: port).get()
      return BrokerListener(channel: channel)
    } catch {
      throw NetworkError.cannotListen(port: port, reason: reason(error))
    }
  }

  public func counters() async throws -> BrokerCounters {
    try await eventLoop.submit { self.broker.counters }.get()
  }

  public var gateCounters: GateCounters { gatekeeper.counters }

  fileprivate func opened(_ channel: any Channel) -> ConnectionIdentifier? {
    guard let connection = broker.opened(now: now) else {
      log(channel.peer, "turned away: as many connections as the limits allow")
      channel.close(promise: nil)
      return nil
    }
    channels[connection] = channel
    drain()
    return connection
  }

  /// Whether the connection is a client's whom the broker knows.
  fileprivate func received(
    _ bytes: ByteBuffer, from connection: ConnectionIdentifier
  ) -> Bool {
    bytes.withSpan { broker.handle($0, from: connection, now: now) }
    defer { drain() }
    return broker.isConnected(connection)
  }

  fileprivate func closed(_ connection: ConnectionIdentifier) {
    channels[connection] = nil
    broker.closed(connection)
    drain()
  }

  fileprivate func failed(_ error: any Error, _ channel: any Channel) {
    log(channel.peer, "\(error)")
  }

  private var now: Instant { Instant(eventLoop.now) }

  private func drain() {
    // A write may complete at once and call us again, in the middle of the loop below.
    guard !isDraining else { return }
    isDraining = true
    defer { isDraining = false }
    while true {
      var buffer = ByteBufferAllocator().buffer(capacity: 16_384)
      var answer = BrokerOutput.wait(until: nil)
      buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: 16_384) { raw in
        let bytes = raw.bindMemory(to: UInt8.self)
        var out = OutputSpan(buffer: bytes, initializedCount: 0)
        answer = broker.poll(into: &out)
        return out.finalize(for: bytes)
      }
      switch answer {
      case .transmit(let connection): transmit(buffer, to: connection)
      case .close(let connection, let reason):
        guard let channel = channels.removeValue(forKey: connection) else { continue }
        log(channel.peer, "\(reason)")
        channel.close(promise: nil)
      case .wait(let until): return schedule(until)
      case .bufferTooSmall: return
      }
    }
  }

  private func transmit(_ buffer: ByteBuffer, to connection: ConnectionIdentifier) {
    guard let channel = channels[connection] else { return broker.sent(to: connection) }
    channel.writeAndFlush(buffer).assumeIsolated().whenComplete { _ in
      self.broker.sent(to: connection)
      self.drainSoon()
    }
  }

  /// After whoever is draining now has finished.
  private func drainSoon() {
    if isDraining { eventLoop.execute { self.drain() } } else { drain() }
  }

  private func schedule(_ until: Instant?) {
    guard until != deadline else { return }
    deadline = until
    timer?.cancel()
    timer = nil
    guard let until else { return }
    timer = eventLoop.scheduleTask(deadline: NIODeadline(until)) {
      self.deadline = nil
      self.broker.handleTimeout(now: self.now)
      self.drain()
    }
  }
}

/// A broker's open port.
public struct BrokerListener: Sendable {
  let channel: any Channel

  public var port: Int { channel.localAddress?.port ?? 0 }

  public func close() async { try? await channel.close() }
}

/// One connection's end of the pipeline.
private final class BrokerHandler<Policy: BrokerPolicy & SendableMetatype>: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  private let server: BrokerServer<Policy>
  private var connection: ConnectionIdentifier?
  private var isProved = false

  init(_ server: BrokerServer<Policy>) { self.server = server }

  func channelActive(context: ChannelHandlerContext) {
    connection = server.opened(context.channel)
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard let connection else { return }
    if server.received(unwrapInboundIn(data), from: connection), !isProved {
      isProved = true
      context.triggerUserOutboundEvent(Proved(), promise: nil)
    }
  }

  /// The client has said goodbye, and what it asked before is answered.
  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if let event = event as? NIOCore.ChannelEvent, event == .inputClosed {
      context.close(promise: nil)
    }
  }

  func channelInactive(context: ChannelHandlerContext) {
    if let connection { server.closed(connection) }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    server.failed(inWords(error), context.channel)
    context.close(promise: nil)
  }
}

extension Channel {
  var peer: String {
    remoteAddress.map { "\($0.ipAddress ?? ""):\($0.port ?? 0)" } ?? "a closed connection"
  }
}
