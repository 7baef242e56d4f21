// SPDX-License-Identifier: Apache-2.0
import Defences
import NIOCore
import NIOPosix
import TLS
import Wire

/// Machines over TCP, bare or through a secure channel.
public enum TCP {
  /// Connects, from an address of this machine's if one is named; returns when the machine may
  /// speak.
  public static func connect<M: Machine & SendableMetatype & ~Copyable>(
    to host: String, port: Int, from local: String? = nil, seconds: Int = 10,
    machine: @escaping @Sendable () -> M
  ) async throws -> Connection<M> {
    try await dial(host, port, local, seconds) { wiring, channel, lost in
      try wiring.assemble(machine(), on: channel, orElse: lost)
    }
  }

  /// Connects and completes the handshake; returns when the peer is verified.
  public static func connect<
    M: Machine & SendableMetatype & ~Copyable, Engine: TLSEngine
  >(
    to host: String, port: Int, through engine: Engine, from local: String? = nil,
    seconds: Int = 10, machine: @escaping @Sendable () -> M
  ) async throws -> Connection<M> {
    try await dial(host, port, local, seconds) { wiring, channel, lost in
      try wiring.assemble(machine(), on: channel, through: engine, orElse: lost)
    }
  }

  /// Listens on one address; each connection gets a machine of its own.
  public static func listen<M: Machine & SendableMetatype & ~Copyable>(
    on host: String = "127.0.0.1", port: Int, gate: ConnectionGateOptions = ConnectionGateOptions(),
    machine: @escaping @Sendable () -> M
  ) async throws -> Listener<Connection<M>> {
    try await open(host, port, gate) { wiring, channel, lost in
      try wiring.assemble(machine(), on: channel, orElse: lost)
    }
  }

  /// Listens on one address; a connection arrives when its peer is verified.
  public static func listen<
    M: Machine & SendableMetatype & ~Copyable, Engine: TLSEngine
  >(
    on host: String = "127.0.0.1", port: Int, through engine: Engine,
    gate: ConnectionGateOptions = ConnectionGateOptions(), machine: @escaping @Sendable () -> M
  ) async throws -> Listener<Connection<M>> {
    try await open(host, port, gate) { wiring, channel, lost in
      try wiring.assemble(machine(), on: channel, through: engine, orElse: lost)
    }
  }

  private typealias Assembly<M: Machine & SendableMetatype & ~Copyable> =
    @Sendable (Wiring<M>, any Channel, NetworkError) throws -> Void
  where M.Event: Sendable, M.Failure: Sendable

  private static func dial<M: Machine & SendableMetatype & ~Copyable>(
    _ host: String, _ port: Int, _ local: String?, _ seconds: Int,
    _ assemble: @escaping Assembly<M>
  ) async throws -> Connection<M> {
    let eventLoop = MultiThreadedEventLoopGroup.singleton.next()
    let wiring = Wiring<M>(on: eventLoop)
    let lost = NetworkError.closedDuringHandshake(host: host, port: port)
    let channel: any Channel
    do {
      var bootstrap = ClientBootstrap(group: eventLoop)
      if let local { bootstrap = bootstrap.bind(to: try SocketAddress(ipAddress: local, port: 0)) }
      channel =
        try await bootstrap
        .connectTimeout(.seconds(Int64(seconds)))
        .channelOption(.tcpOption(.tcp_nodelay), value: 1)
        .channelInitializer { channel in
          channel.eventLoop.makeCompletedFuture { try assemble(wiring, channel, lost) }
        }
        .connect(host: host, port: port).get()
    } catch {
      wiring.ready.fail(error)
      if error is TLSError { throw error }
      throw NetworkError.cannotConnect(host: host, port: port, reason: reason(error))
    }
    let late = eventLoop.scheduleTask(in: .seconds(Int64(seconds))) {
      wiring.finish(NetworkError.timedOut(host: host, port: port, seconds: seconds), orElse: lost)
      channel.close(promise: nil)
    }
    defer { late.cancel() }
    return try await wiring.ready.futureResult.get()
  }

  private static func open<M: Machine & SendableMetatype & ~Copyable>(
    _ host: String, _ port: Int, _ gate: ConnectionGateOptions, _ assemble: @escaping Assembly<M>
  ) async throws -> Listener<Connection<M>> {
    let gatekeeper = Gatekeeper(gate)
    let (connections, arrivals) = AsyncStream<Result<Connection<M>, any Error>>.makeStream()
    do {
      let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
        .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
        .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
        .childChannelInitializer { channel in
          channel.eventLoop.makeCompletedFuture {
            try gatekeeper.admit(channel)
            let wiring = Wiring<M>(on: channel.eventLoop)
            wiring.ready.futureResult.whenComplete { arrivals.yield($0) }
            let peer = channel.remoteAddress
            try assemble(
              wiring, channel,
              .closedDuringHandshake(host: peer?.ipAddress ?? "the peer", port: peer?.port ?? 0))
          }
        }
        .bind(host: host, port: port).get()
      return Listener(channel: channel, connections: connections, arrivals: arrivals)
    } catch {
      throw NetworkError.cannotListen(port: port, reason: reason(error))
    }
  }
}

/// A socket that others connect to.
public struct Listener<Arrival: Sendable>: Sendable {
  let channel: any Channel
  /// Each connection that became ready, and each that failed before it was.
  public let connections: AsyncStream<Result<Arrival, any Error>>
  let arrivals: AsyncStream<Result<Arrival, any Error>>.Continuation

  /// The port that the system chose, if 0 was asked for.
  public var port: Int { channel.localAddress?.port ?? 0 }

  public func close() async {
    try? await channel.close()
    arrivals.finish()
  }
}
