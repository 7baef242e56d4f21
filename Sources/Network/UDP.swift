// SPDX-License-Identifier: Apache-2.0
import NIOCore
import NIOPosix
import Wire

/// Machines over UDP: each transmit is one datagram, each datagram one `handle`.
public enum UDP {
  /// A socket that sends to one peer and hears only that one.
  public static func connect<M: Machine & SendableMetatype & ~Copyable>(
    to host: String, port: Int, machine: @escaping @Sendable () -> M
  ) async throws -> Connection<M> {
    let eventLoop = MultiThreadedEventLoopGroup.singleton.next()
    let wiring = Wiring<M>(on: eventLoop)
    do {
      _ = try await DatagramBootstrap(group: eventLoop)
        .channelInitializer { channel in
          channel.eventLoop.makeCompletedFuture {
            try channel.pipeline.syncOperations.addHandler(EnvelopeHandler())
            try wiring.assemble(
              machine(), on: channel, orElse: .closedDuringHandshake(host: host, port: port))
          }
        }
        .connect(host: host, port: port).get()
    } catch {
      wiring.ready.fail(error)
      throw NetworkError.cannotConnect(host: host, port: port, reason: reason(error))
    }
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
