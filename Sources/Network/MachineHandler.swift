// SPDX-License-Identifier: Apache-2.0
import NIOCore
import Wire

/// The machine at the top of a pipeline: bytes from below, deliveries out.
///
/// The same handler serves plain TCP, a secure channel below it, and a UDP socket.
final class MachineHandler<M: Machine & SendableMetatype & ~Copyable>: ChannelInboundHandler
where M.Event: Sendable, M.Failure: Sendable {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  let driver: Driver<M>
  private let wiring: Wiring<M>
  /// The error for a connection that ended before the machine could speak.
  private let lost: NetworkError

  init(_ driver: Driver<M>, _ wiring: Wiring<M>, orElse lost: NetworkError) {
    self.driver = driver
    self.wiring = wiring
    self.lost = lost
  }

  func channelActive(context: ChannelHandlerContext) {
    // Below a secure channel, this is when the peer has been verified.
    context.triggerUserOutboundEvent(Proved(), promise: nil)
    wiring.succeed(driver, context.channel)
    driver.start(
      Driver<M>.Effects(
        transmit: { context.write(self.wrapOutboundOut($0), promise: nil) },
        deliver: { self.wiring.feed.yield(Delivery(event: $0, bytes: $1)) },
        flush: { context.flush() },
        fail: { self.end(context, $0) }))
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    driver.receive(unwrapInboundIn(data))
  }

  func channelInactive(context: ChannelHandlerContext) {
    driver.stop()
    wiring.finish(nil, orElse: lost)
    context.fireChannelInactive()
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) { end(context, error) }

  private func end(_ context: ChannelHandlerContext, _ error: any Error) {
    driver.stop()
    wiring.finish(error, orElse: lost)
    context.close(promise: nil)
  }
}
