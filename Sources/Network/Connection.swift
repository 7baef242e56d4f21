// SPDX-License-Identifier: Apache-2.0
import NIOCore
import TLS
import Wire

/// An event of a machine, with the bytes that came with it.
public struct Delivery<Event: Sendable>: Sendable {
  public let event: Event
  public let bytes: ByteBuffer
}

/// A machine on a socket: commands go in through `perform`, events come out of `deliveries`.
public struct Connection<M: Machine & SendableMetatype & ~Copyable>: Sendable
where M.Event: Sendable, M.Failure: Sendable {
  /// Everything the machine has to say, in order; ends with the connection, throwing if it failed.
  public let deliveries: AsyncThrowingStream<Delivery<M.Event>, any Error>
  /// What the two ends agreed on, where a secure channel lies below the machine.
  public let negotiated: NegotiatedParameters?

  let driver: NIOLoopBound<Driver<M>>
  let handler: NIOLoopBound<MachineHandler<M>>
  let channel: any Channel

  /// Address and port of the other side.
  public let peer: String

  /// Runs a command on the machine, on its event loop, and sends what comes of it.
  @discardableResult
  public func perform<R: Sendable>(
    _ command: @escaping @Sendable (inout M, Instant) throws -> R
  ) async throws -> R {
    try await channel.eventLoop.submit { [driver] in try driver.value.perform(command) }.get()
  }

  /// Returns when there is room for more to send, so that what is sent does not pile up here.
  public func hasRoom() async throws {
    let promise = channel.eventLoop.makePromise(of: Void.self)
    channel.eventLoop.execute { [handler, channel] in handler.value.hasRoom(promise, on: channel) }
    try await promise.futureResult.get()
  }

  /// Says that so many delivered bytes are done with. Where the connection was made with a limit,
  /// nothing more is read from the peer while more than it are not.
  public func done(with count: Int) {
    channel.eventLoop.execute { [handler, channel] in handler.value.taken(count, of: channel) }
  }

  /// Says goodbye; what the peer has still to say is heard.
  public func finish() async throws { try await channel.close(mode: .output) }

  /// Says goodbye, and returns when the socket is closed.
  public func close() async { try? await channel.close() }
}
