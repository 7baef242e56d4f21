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

  /// How a machine is made: where a secure channel lies below it, of what was agreed on there.
  typealias Make = (NegotiatedParameters?) -> M

  /// Puts the machine on top of a socket.
  func assemble(
    on channel: any Channel, limit: Int? = nil, orElse lost: NetworkError, _ machine: @escaping Make
  ) throws {
    let make = { [negotiated] in machine(negotiated.value) }
    try channel.pipeline.syncOperations.addHandler(
      MachineHandler(make, self, limit: limit, orElse: lost))
  }

  /// Puts the machine on top of a TCP connection, and a secure channel between them.
  func assemble<Secure: SecureChannel & SendableMetatype & ~Copyable>(
    on channel: any Channel, through secure: consuming Secure, limit: Int? = nil,
    onSession: ((TLSSession) -> Void)? = nil, orElse lost: NetworkError, _ machine: @escaping Make
  ) throws {
    let secure = SecureChannelHandler(secure, on: channel.eventLoop, onSession: onSession) {
      self.negotiated.value = $0
    }
    try channel.pipeline.syncOperations.addHandler(secure)
    try assemble(on: channel, limit: limit, orElse: lost, machine)
  }

  func succeed(_ driver: Driver<M>, _ handler: MachineHandler<M>, _ channel: any Channel) {
    guard !settled.value else { return }
    settled.value = true
    ready.succeed(
      Connection(
        deliveries: deliveries, negotiated: negotiated.value,
        driver: NIOLoopBound(driver, eventLoop: channel.eventLoop),
        handler: NIOLoopBound(handler, eventLoop: channel.eventLoop), channel: channel,
        peer: channel.peer))
  }

  func finish(_ error: (any Error)?, orElse lost: NetworkError) {
    if !settled.value {
      settled.value = true
      ready.fail(error ?? lost)
    }
    feed.finish(throwing: error)
  }
}
