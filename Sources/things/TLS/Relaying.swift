// SPDX-License-Identifier: Apache-2.0
import Foundation
import Network
import Synchronization

/// Passes standard input to the peer and the peer's bytes to standard output, until both have
/// said what they had to say.
struct Relaying {
  private enum End { case input, peer }

  private let connection: Connection<StreamPipe>
  private let linger: Duration
  private let halfClose: Bool
  private let lastHeard = LastHeard()

  init(_ connection: Connection<StreamPipe>, linger: Int, halfClose: Bool) {
    self.connection = connection
    self.halfClose = halfClose
    self.linger = .seconds(linger)
  }

  /// Returns when the connection is over; throws if it did not end well.
  func run(saysSomething: Bool) async throws {
    let (ends, end) = AsyncStream.makeStream(of: End.self)
    let hearing = Task { [connection, lastHeard] in
      defer { end.yield(.peer) }
      for try await delivery in connection.deliveries {
        lastHeard.note()
        guard StandardStreams.output(delivery.bytes.readableBytesView) else { break }
        connection.done(with: delivery.bytes.readableBytes)
      }
    }
    let speaking = Task { [connection] in
      defer { end.yield(.input) }
      var spoke = false
      while let bytes = await StandardStreams.input() {
        spoke = true
        try await connection.perform { pipe, _ in pipe.send(bytes) }
        try await connection.hasRoom()
      }
      return spoke
    }
    var arrived = ends.makeAsyncIterator()
    if await arrived.next() == .input {
      let spoke = (try? await speaking.value) ?? true
      if halfClose { try? await connection.finish() }
      // In TLS 1.3 a server judges our certificate, and gives sessions, after we are done.
      await silence(of: spoke || saysSomething ? linger : .milliseconds(200), unless: hearing)
    }
    await connection.close()
    try await hearing.value
  }

  /// Returns when nothing was heard for so long, or the peer has ended.
  private func silence(of moment: Duration, unless hearing: Task<Void, any Error>) async {
    lastHeard.note()
    let waiting = Task { [lastHeard] in
      while true {
        let left = moment - lastHeard.age
        guard left > .zero else { return }
        try await Task.sleep(for: left)
      }
    }
    let ended = Task {
      _ = await hearing.result
      waiting.cancel()
    }
    _ = await waiting.result
    ended.cancel()
  }
}

/// When the peer said something last.
private final class LastHeard: Sendable {
  private let moment = Mutex(ContinuousClock.now)

  func note() { moment.withLock { $0 = .now } }
  var age: Duration { moment.withLock { ContinuousClock.now - $0 } }
}
