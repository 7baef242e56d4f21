// SPDX-License-Identifier: Apache-2.0
import DTLS
import NIOCore
import NIOPosix
import Wire

/// Machines over UDP: each transmit is one datagram, each datagram one `handle`.
public enum UDP {
  /// A socket that sends to one peer and hears only that one.
  public static func connect<M: Machine & SendableMetatype & ~Copyable>(
    to host: String, port: Int, machine: @escaping @Sendable () -> M
  ) async throws -> Connection<M> {
    try await dial(host, port, seconds: nil) { wiring, channel, lost in
      try wiring.assemble(on: channel, orElse: lost) { _ in machine() }
    }
  }

  /// The same through DTLS; returns when the peer is verified, or in so many seconds not.
  public static func connect<M: Machine & SendableMetatype & ~Copyable, Engine: DTLSEngine>(
    to host: String, port: Int, through engine: Engine, seconds: Int = 30,
    machine: @escaping @Sendable () -> M
  ) async throws -> Connection<M> {
    try await dial(host, port, seconds: seconds) { wiring, channel, lost in
      let now = Instant(channel.eventLoop.now)
      try wiring.assemble(on: channel, through: engine.connect(now: now), orElse: lost) { _ in
        machine()
      }
    }
  }

  private static func dial<M: Machine & SendableMetatype & ~Copyable>(
    _ host: String, _ port: Int, seconds: Int?,
    _ assemble: @escaping @Sendable (Wiring<M>, any Channel, NetworkError) throws -> Void
  ) async throws -> Connection<M> {
    let eventLoop = MultiThreadedEventLoopGroup.singleton.next()
    let wiring = Wiring<M>(on: eventLoop)
    let lost = NetworkError.closedDuringHandshake(host: host, port: port)
    let channel: any Channel
    do {
      channel = try await DatagramBootstrap(group: eventLoop)
        .channelInitializer { channel in
          channel.eventLoop.makeCompletedFuture {
            try channel.pipeline.syncOperations.addHandler(EnvelopeHandler())
            try assemble(wiring, channel, lost)
          }
        }
        .connect(host: host, port: port).get()
    } catch {
      wiring.ready.fail(error)
      throw NetworkError.cannotConnect(host: host, port: port, reason: reason(error))
    }
    guard let seconds else { return try await wiring.ready.futureResult.get() }
    let late = eventLoop.scheduleTask(in: .seconds(Int64(seconds))) {
      wiring.finish(NetworkError.timedOut(host: host, port: port, seconds: seconds), orElse: lost)
      channel.close(promise: nil)
    }
    defer { late.cancel() }
    return try await wiring.ready.futureResult.get()
  }
}

/// Takes the address off what a connected socket receives.
private final class EnvelopeHandler: ChannelInboundHandler {
  typealias InboundIn = AddressedEnvelope<ByteBuffer>
  typealias InboundOut = ByteBuffer

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    context.fireChannelRead(wrapInboundOut(unwrapInboundIn(data).data))
  }

  // On a connected UDP socket a lost port is news, not the end: the machine's timers decide.
  func errorCaught(context: ChannelHandlerContext, error: any Error) {}
}
