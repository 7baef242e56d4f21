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

  private let make: () -> M
  private var driver: Driver<M>?
  private let wiring: Wiring<M>
  /// The error for a connection that ended before the machine could speak.
  private let lost: NetworkError

  /// Until there is room: whoever sends much waits for it.
  private var waiting: [EventLoopPromise<Void>] = []
  /// Bytes that were delivered and not yet taken, where the reader asked us to count.
  private var untaken = 0
  private let limit: Int?

  /// The machine is made when it may speak.
  init(
    _ make: @escaping () -> M, _ wiring: Wiring<M>, limit: Int? = nil, orElse lost: NetworkError
  ) {
    self.make = make
    self.limit = limit
    self.wiring = wiring
    self.lost = lost
  }

  func channelActive(context: ChannelHandlerContext) {
    // Below a secure channel, this is when the peer has been verified.
    context.triggerUserOutboundEvent(Proved(), promise: nil)
    let driver = Driver<M>(make(), on: context.eventLoop)
    self.driver = driver
    wiring.succeed(driver, self, context.channel)
    driver.start(
      Driver<M>.Effects(
        transmit: { context.write(self.wrapOutboundOut($0), promise: nil) },
        deliver: { self.deliver($0, $1, context) },
        flush: { context.flush() },
        fail: { self.end(context, $0) }))
  }

  private func deliver(_ event: M.Event, _ bytes: ByteBuffer, _ context: ChannelHandlerContext) {
    wiring.feed.yield(Delivery(event: event, bytes: bytes))
    guard let limit else { return }
    let before = untaken
    untaken += bytes.readableBytes
    if before <= limit, untaken > limit { setReading(false, context.channel) }
  }

  /// The reader has done with so many bytes.
  func taken(_ count: Int, of channel: any Channel) {
    guard let limit else { return }
    let before = untaken
    untaken -= min(count, untaken)
    if before > limit, untaken <= limit { setReading(true, channel) }
  }

  private func setReading(_ reads: Bool, _ channel: any Channel) {
    channel.setOption(.autoRead, value: reads).whenFailure { _ in channel.close(promise: nil) }
  }

  /// Calls back when what was written before is on its way, or nothing will ever be.
  func hasRoom(_ promise: EventLoopPromise<Void>, on channel: any Channel) {
    if channel.isWritable || !channel.isActive { return promise.succeed() }
    waiting.append(promise)
  }

  private func release() {
    let released = waiting
    waiting = []
    for promise in released { promise.succeed() }
  }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    if context.channel.isWritable { release() }
    context.fireChannelWritabilityChanged()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    driver?.receive(unwrapInboundIn(data))
  }

  /// The peer has said goodbye. A machine answers at once, so it has said all that it will.
  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if let event = event as? NIOCore.ChannelEvent, event == .inputClosed {
      context.close(promise: nil)
    }
    context.fireUserInboundEventTriggered(event)
  }

  func channelInactive(context: ChannelHandlerContext) {
    driver?.stop()
    release()
    wiring.finish(nil, orElse: lost)
    context.fireChannelInactive()
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    end(context, inWords(error))
  }

  private func end(_ context: ChannelHandlerContext, _ error: any Error) {
    driver?.stop()
    wiring.finish(error, orElse: lost)
    context.close(promise: nil)
  }
}
