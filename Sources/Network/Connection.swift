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
  let channel: any Channel

  /// Runs a command on the machine, on its event loop, and sends what comes of it.
  @discardableResult
  public func perform<R: Sendable>(
    _ command: @escaping @Sendable (inout M, Instant) throws -> R
  ) async throws -> R {
    try await channel.eventLoop.submit { [driver] in try driver.value.perform(command) }.get()
  }

  /// Says goodbye, and returns when the socket is closed.
  public func close() async { try? await channel.close() }
}
