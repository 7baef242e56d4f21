// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import BookEngine
import Dispatch
import Primitives
import Synchronization
import SystemRandom
import TLS
import Trace

extension LabOptions {
  /// Only what we wrote ourselves can be looked into.
  func validate(for engine: EngineOptions) throws {
    guard trace == nil || engine.engine == .book else {
      throw ValidationError(
        "\(engine.engine.rawValue)'s engine cannot be traced; take the book's with --engine book")
    }
  }

  func traces(of role: TLSRole) -> Traces? {
    trace.map { Traces(role, reveals: revealSecrets, path: $0) }
  }
}

/// Where the page of the connection that began last goes.
final class Traces: Sendable {
  private let role: TLSRole
  private let reveals: Bool
  private let path: String
  private let latest = Mutex<TraceLog?>(nil)

  init(_ role: TLSRole, reveals: Bool, path: String) {
    self.role = role
    self.reveals = reveals
    self.path = path
  }

  func begin() -> TraceLog {
    let log = TraceLog(role: role, reveals: reveals) { DispatchTime.now().uptimeNanoseconds }
    latest.withLock { $0 = log }
    return log
  }

  /// Secrets make it a file of its owner's alone.
  func write() throws {
    guard let log = latest.withLock({ $0 }) else { return }
    let title = role == .client ? "A connection, by its client" : "A connection, by its server"
    let page = try HandshakeTrace(log, title: title).html()
    try Files.write(path, Array(page.utf8), secret: reveals)
  }
}

/// The book's engine with an observer on each of its connections.
struct TracedEngine<Crypto: CryptoProvider>: TLSEngine {
  static var name: StaticString { BookEngine<Crypto>.name }
  static var versions: ClosedRange<TLSVersion> { BookEngine<Crypto>.versions }

  private let engine: BookEngine<Crypto>
  private let traces: Traces?

  init(
    _ configuration: borrowing TLSConfiguration, role: TLSRole, for traces: Traces?
  ) throws(TLSError) {
    engine = try BookEngine(configuration, role: role)
    self.traces = traces
  }

  init(_ configuration: borrowing TLSConfiguration, role: TLSRole) throws(TLSError) {
    try self.init(configuration, role: role, for: nil)
  }

  func makeChannel(
    resuming session: TLSSession?
  ) throws(TLSError) -> TLSChannel<Crypto, SystemRandom, TraceRecorder> {
    let log = traces?.begin() ?? TraceLog(role: .client)
    return try engine.makeChannel(resuming: session, observer: TraceRecorder(log))
  }
}
