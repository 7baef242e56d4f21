// SPDX-License-Identifier: Apache-2.0
import NIOCore
import TLS
import Wire

/// Joins the handlers of one connection to the `Connection` that a program holds.
struct Wiring<M: Machine & SendableMetatype & ~Copyable>: Sendable
where M.Event: Sendable, M.Failure: Sendable {
  let deliveries: AsyncThrowingStream<Delivery<M.Event>, any Error>
  let feed: AsyncThrowingStream<Delivery<M.Event>, any Error>.Continuation
  let ready: EventLoopPromise<Connection<M>>
  private let negotiated: NIOLoopBoundBox<NegotiatedParameters?>
  private let settled: NIOLoopBoundBox<Bool>

  init(on eventLoop: any EventLoop) {
    (deliveries, feed) = AsyncThrowingStream.makeStream()
    ready = eventLoop.makePromise()
    negotiated = .makeBoxSendingValue(nil, eventLoop: eventLoop)
    settled = .makeBoxSendingValue(false, eventLoop: eventLoop)
  }

  /// Puts the machine on top of a socket.
  func assemble(_ machine: consuming M, on channel: any Channel, orElse lost: NetworkError) throws {
    let driver = Driver<M>(machine, on: channel.eventLoop)
    try channel.pipeline.syncOperations.addHandler(MachineHandler(driver, self, orElse: lost))
  }

  /// Puts the machine on top of a TCP connection, and a secure channel between them.
  func assemble(
    _ machine: consuming M, on channel: any Channel, through engine: some TLSEngine,
    orElse lost: NetworkError
  ) throws {
    try assemble(machine, on: channel, through: try engine.makeChannel(), orElse: lost)
  }

  func assemble<Secure: SecureChannel & SendableMetatype & ~Copyable>(
    _ machine: consuming M, on channel: any Channel, through secure: consuming Secure,
    orElse lost: NetworkError
  ) throws {
    let secure = SecureChannelHandler(secure, on: channel.eventLoop) {
      self.negotiated.value = $0
    }
    try channel.pipeline.syncOperations.addHandler(secure)
    try assemble(machine, on: channel, orElse: lost)
  }

  func succeed(_ driver: Driver<M>, _ channel: any Channel) {
    guard !settled.value else { return }
    settled.value = true
    ready.succeed(
      Connection(
        deliveries: deliveries, negotiated: negotiated.value,
        driver: NIOLoopBound(driver, eventLoop: channel.eventLoop), channel: channel))
  }

  func finish(_ error: (any Error)?, orElse lost: NetworkError) {
    if !settled.value {
      settled.value = true
      ready.fail(error ?? lost)
    }
    feed.finish(throwing: error)
  }
}
