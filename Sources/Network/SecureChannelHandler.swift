// SPDX-License-Identifier: Apache-2.0
import NIOCore
import TLS
import Wire

/// Puts a secure channel between a TCP connection and the machine above it.
///
/// `channelActive` reaches the handler above only when the peer has been verified, so nothing
/// is ever said to a stranger.
final class SecureChannelHandler<Secure: SecureChannel & SendableMetatype & ~Copyable>:
  ChannelDuplexHandler
{
  typealias InboundIn = ByteBuffer
  typealias InboundOut = ByteBuffer
  typealias OutboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  private let driver: Driver<Secure>
  private let onConnected: (NegotiatedParameters) throws -> Void
  private let onSession: ((TLSSession) -> Void)?
  /// What a client said before we knew whether it is there, or a recording of it is.
  private var early = ByteBuffer()
  private var connected = false
  /// Nothing more is expected of the peer: we failed, or we said goodbye.
  private var over = false
  /// Our half is closed, and the socket not yet.
  private var isLeaving = false
  private var heardGoodbye = false
  /// When whoever had to finish must have finished.
  private var lastCall: Scheduled<Void>?

  /// If `onConnected` throws, the peer is not wanted after all, and hears nothing more.
  init(
    _ secure: consuming Secure, on eventLoop: any EventLoop,
    onSession: ((TLSSession) -> Void)? = nil,
    onConnected: @escaping (NegotiatedParameters) throws -> Void
  ) {
    // One TLS record of 16 KiB with its overhead (RFC 8446, 5.2).
    driver = Driver(secure, on: eventLoop, bufferSize: 16_384 + 256 + 5)
    self.onConnected = onConnected
    self.onSession = onSession
  }

  func channelActive(context: ChannelHandlerContext) {
    driver.start(
      Driver<Secure>.Effects(
        transmit: { context.write(self.wrapOutboundOut($0), promise: nil) },
        deliver: { self.deliver($0, $1, context) },
        flush: { context.flush() },
        fail: { error in
          (self.over, self.isLeaving) = (true, true)
          context.fireErrorCaught(error)
          self.leave(context)
        }))
  }

  private func deliver(_ event: Secure.Event, _ bytes: ByteBuffer, _ context: ChannelHandlerContext)
  {
    switch event {
    case .connected(let parameters):
      do { try onConnected(parameters) } catch {
        over = true
        context.fireErrorCaught(error)
        return context.close(promise: nil)
      }
      connected = true
      context.fireChannelActive()
      if early.readableBytes > 0 {
        context.fireChannelRead(wrapInboundOut(early))
        early = ByteBuffer()
      }
    case .applicationData: context.fireChannelRead(wrapInboundOut(bytes))
    case .closed: hearGoodbye(context)
    case .session(let session): onSession?(session)
    // It waits for the client's Finished, which nobody can record: so nothing here is done twice.
    // The configuration says how much of it there may be.
    case .earlyData where !connected: early.writeImmutableBuffer(bytes)
    case .earlyData: context.fireChannelRead(wrapInboundOut(bytes))
    }
  }

  /// The peer will say nothing more, and still listens: only one direction has ended (RFC 8446,
  /// 6.1). Whoever is above says what it has to say and closes; if it does not, we do.
  private func hearGoodbye(_ context: ChannelHandlerContext) {
    heardGoodbye = true
    limitTime(context) { context.pipeline.close(promise: nil) }
    context.fireUserInboundEventTriggered(NIOCore.ChannelEvent.inputClosed)
  }

  private func limitTime(_ context: ChannelHandlerContext, then end: @escaping () -> Void) {
    lastCall?.cancel()
    lastCall = context.eventLoop.assumeIsolated().scheduleTask(in: Self.farewell, end)
  }

  /// The peer's half of the socket has ended. That alone is no goodbye: somebody may have cut it.
  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    guard let event = event as? NIOCore.ChannelEvent, event == .inputClosed else {
      return context.fireUserInboundEventTriggered(event)
    }
    if !over, !heardGoodbye { driver.step { secure throws(TLSError) in try secure.handleEnd() } }
  }

  /// Ends our half after our last words. A socket that is closed while bytes lie unread in it
  /// is reset, and the peer may never see the alert; so what still comes is read, and forgotten.
  private func leave(_ context: ChannelHandlerContext) {
    context.writeAndFlush(wrapOutboundOut(ByteBuffer())).assumeIsolated().whenComplete { _ in
      context.close(mode: .output, promise: nil)
    }
    context.eventLoop.assumeIsolated().scheduleTask(in: Self.lastMoment) {
      self.isLeaving = false
      context.close(promise: nil)
    }
  }

  private static var lastMoment: TimeAmount { .seconds(1) }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    if !over { driver.receive(unwrapInboundIn(data)) }
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    driver.step { secure throws(TLSError) in
      try unwrapOutboundIn(data).withSpan { bytes throws(TLSError) in try secure.send(bytes) }
    }
    promise?.succeed()
  }

  func channelInactive(context: ChannelHandlerContext) {
    lastCall?.cancel()
    if !over { driver.step { secure throws(TLSError) in try secure.handleEnd() } }
    driver.stop()
    context.fireChannelInactive()
  }

  func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
    guard mode != .input else { return context.close(mode: mode, promise: promise) }
    // The handlers above may go at once; the socket has its last moment.
    guard !isLeaving else { return context.channel.closeFuture.cascade(to: promise) }
    guard connected, !over else { return context.close(mode: mode, promise: promise) }
    guard mode == .all else {
      // Our half of what is said ends; the socket's own stays, for a peer who would go with it.
      driver.step { secure throws(TLSError) in try secure.close() }
      promise?.succeed()
      return
    }
    over = true
    driver.step { secure throws(TLSError) in try secure.close() }
    // What was said goes out before the end, to a peer who takes it.
    limitTime(context) { context.close(promise: nil) }
    context.writeAndFlush(wrapOutboundOut(ByteBuffer())).assumeIsolated().whenComplete { _ in
      context.close(mode: mode, promise: promise)
    }
  }

  private static var farewell: TimeAmount { .seconds(5) }
}

extension Channel {
  /// A peer that ends its half of the socket may still listen to ours (RFC 8446, 6.1). For a
  /// stream below a secure channel, which tells such an end from one that somebody made.
  func keepsItsHalf() throws {
    try syncOptions?.setOption(.allowRemoteHalfClosure, value: true)
  }
}
