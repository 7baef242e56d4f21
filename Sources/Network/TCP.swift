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
    var options = ConnectOptions()
    options.local = local
    options.seconds = seconds
    return try await dial(host, port, options) { wiring, channel, lost in
      try wiring.assemble(on: channel, orElse: lost) { _ in machine() }
    }
  }

  /// Connects and completes the handshake; returns when the peer is verified.
  public static func connect<
    M: Machine & SendableMetatype & ~Copyable, Engine: TLSEngine
  >(
    to host: String, port: Int, through engine: Engine, from local: String? = nil,
    seconds: Int = 10, machine: @escaping @Sendable () -> M
  ) async throws -> Connection<M> {
    var options = ConnectOptions()
    options.local = local
    options.seconds = seconds
    return try await connect(to: host, port: port, through: engine, options, machine: machine)
  }

  /// The same, and perhaps comes back with a session, and early data.
  public static func connect<
    M: Machine & SendableMetatype & ~Copyable, Engine: TLSEngine
  >(
    to host: String, port: Int, through engine: Engine, _ options: ConnectOptions,
    machine: @escaping @Sendable () -> M
  ) async throws -> Connection<M> {
    try await dial(host, port, options) { wiring, channel, lost in
      var secure = try engine.makeChannel(resuming: options.session)
      // A session that allows none, or fewer, harms nothing: the parameters say what was taken.
      if !options.earlyData.isEmpty { try? secure.send(earlyData: options.earlyData.span) }
      try channel.keepsItsHalf()
      try wiring.assemble(
        on: channel, through: secure, limit: options.limit, onSession: options.onSession,
        orElse: lost
      ) { _ in machine() }
    }
  }

  /// Listens on one address; each connection gets a machine of its own.
  public static func listen<M: Machine & SendableMetatype & ~Copyable>(
    on host: String = "127.0.0.1", port: Int, gate: ConnectionGateOptions = ConnectionGateOptions(),
    machine: @escaping @Sendable () -> M
  ) async throws -> Listener<Connection<M>> {
    try await open(host, port, gate) { wiring, channel, lost in
      try wiring.assemble(on: channel, orElse: lost) { _ in machine() }
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
      try channel.keepsItsHalf()
      try wiring.assemble(on: channel, through: engine.makeChannel(), orElse: lost) { _ in
        machine()
      }
    }
  }

  /// The same for an operator: of what does not become a connection the log hears, with one
  /// sentence and whose it was. Each machine is told what was agreed on below it, and no more is
  /// read from a peer than it takes of our answers.
  public static func serve<
    M: Machine & SendableMetatype & ~Copyable, Engine: TLSEngine
  >(
    on host: String = "127.0.0.1", port: Int, through engine: Engine,
    gate: ConnectionGateOptions = ConnectionGateOptions(),
    log: @escaping @Sendable (_ peer: String, _ event: String) -> Void,
    machine: @escaping @Sendable (NegotiatedParameters?) -> M
  ) async throws -> Listener<Connection<M>> {
    try await open(host, port, gate, log) { wiring, channel, lost in
      try channel.keepsItsHalf()
      try channel.pipeline.syncOperations.addHandler(BackPressureHandler())
      try wiring.assemble(
        on: channel, through: engine.makeChannel(), orElse: lost, machine)
    }
  }

  private typealias Assembly<M: Machine & SendableMetatype & ~Copyable> =
    @Sendable (Wiring<M>, any Channel, NetworkError) throws -> Void
  where M.Event: Sendable, M.Failure: Sendable

  private static func dial<M: Machine & SendableMetatype & ~Copyable>(
    _ host: String, _ port: Int, _ options: ConnectOptions,
    _ assemble: @escaping Assembly<M>
  ) async throws -> Connection<M> {
    let (local, seconds) = (options.local, options.seconds)
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
    _ host: String, _ port: Int, _ gate: ConnectionGateOptions,
    _ log: (@Sendable (_ peer: String, _ event: String) -> Void)? = nil,
    _ assemble: @escaping Assembly<M>
  ) async throws -> Listener<Connection<M>> {
    let gatekeeper = Gatekeeper(gate) { channel, news in
      switch news {
      case .turnedAway: log?(channel.peer, "\(news)")
      // It comes back as the connection's own failure.
      case .putOut(let error): channel.pipeline.fireErrorCaught(error)
      }
    }
    let (connections, arrivals) = AsyncStream<Result<Connection<M>, any Error>>.makeStream()
    do {
      let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
        .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
        .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
        .childChannelInitializer { channel in
          channel.eventLoop.makeCompletedFuture {
            try gatekeeper.admit(channel)
            let wiring = Wiring<M>(on: channel.eventLoop)
            let (peer, name) = (channel.remoteAddress, channel.peer)
            wiring.ready.futureResult.whenComplete { arrival in
              if let log, case .failure(let error) = arrival {
                log(name, "\(error)")
              } else {
                arrivals.yield(arrival)
              }
            }
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

/// What a client may say about a connection that it makes.
public struct ConnectOptions: Sendable {
  /// The address of this machine to connect from, if it matters.
  public var local: String?
  /// So many seconds the connection, and then the handshake, may take.
  public var seconds = 10
  /// So many delivered bytes may wait for whoever reads them; see `Connection.done(with:)`.
  public var limit: Int?
  /// To come back with.
  public var session: TLSSession?
  /// For the server before the handshake is complete; somebody may send it again.
  public var earlyData: [UInt8] = []
  /// Hears, on the event loop, of each session to come back with.
  public var onSession: (@Sendable (TLSSession) -> Void)?

  public init() {}
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
