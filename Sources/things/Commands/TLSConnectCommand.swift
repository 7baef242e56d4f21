// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Foundation
import Network
import Synchronization
import TLS
import Wire

struct TLSConnectCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "connect",
    abstract: "Complete a handshake, say what was agreed on, and pass bytes on.",
    discussion: """
      What comes in on standard input goes to the server, what the server sends to standard
      output, below what was agreed on. It ends when the server does, or when the input has
      ended and the server has been silent for --linger seconds; without input, at once.

      Examples:
        things tls connect localhost:8883 --engine mbedtls \\
          --roots ca.pem --cert device.pem --key device.key </dev/null
        printf 'GET / HTTP/1.0\\r\\n\\r\\n' | things tls connect example.org:443 --system-roots
        things tls connect localhost:4433 --engine book --trace page.html \\
          --raw-public-key --key device.key --trusted-key server.pub
      """)

  @Argument(help: "Where the server listens, HOST:PORT.")
  var endpoint: Endpoint

  @OptionGroup var engine: EngineOptions
  @OptionGroup var credentials: TLSClientCredentials
  @OptionGroup var negotiation: TLSNegotiation

  @Option(help: "File with the session to come back with; the newest one is saved to it.")
  var session: String?

  @Option(
    help: "File with bytes to send before the server has answered, under a session or a shared key."
  )
  var earlyData: String?

  @Flag(help: "Insist on an answer, stapled to the server's certificate, that it is not revoked.")
  var demandStaple = false

  @OptionGroup var lab: LabOptions

  @Option(help: "Seconds that the handshake may take.")
  var timeout = 10

  @Option(help: "Seconds in which to try again while nobody listens there.")
  var wait = 0

  @Option(help: "Seconds of silence, after the input has ended, to wait for more.")
  var linger = 1

  @Flag(help: "Say goodbye as soon as the input ends, and hear the server out.")
  var halfClose = false

  @Flag(name: .shortAndLong, help: "Write nothing but what the server sends.")
  var quiet = false

  @Flag(help: "Say what was agreed on, or why nothing was, as one line of JSON.")
  var json = false

  func validate() throws {
    guard earlyData == nil || session != nil || credentials.own.shared.isGiven else {
      throw ValidationError(
        "early data needs a session to come back with, or a shared key; give --session")
    }
    guard !json || !quiet else { throw ValidationError("give --json or --quiet, not both") }
    try lab.validate(for: engine)
  }

  func run() async throws {
    do { try await connect() } catch {
      if json { _ = StandardStreams.output(try Refusal(error).json()) }
      throw error
    }
  }

  private func connect() async throws {
    var configuration = TLSConfiguration()
    try credentials.configure(&configuration, for: endpoint.host)
    try negotiation.configure(&configuration)
    try lab.configure(&configuration)
    if session != nil { configuration.resumption = .tickets(lifetime: 7200) }
    if demandStaple {
      configuration.revocation.demand = .endEntity
      configuration.verification = .chapter05
    }
    var early = [UInt8]()
    if let earlyData { early = try Files.read(earlyData, as: "early data") }
    configuration.maximumEarlyData = early.count
    try await engine.run(
      Conversation(command: self, early: early), as: .client, with: configuration, lab)
  }
}

private struct Conversation: TLSWork {
  var command: TLSConnectCommand
  var early: [UInt8]

  func run<Engine: TLSEngine>(through engine: Engine, _: Traces?) async throws {
    let saving = command.session.map(SessionSaving.init)
    var options = ConnectOptions()
    options.seconds = command.timeout
    options.limit = 1 << 20
    options.session = try saving?.file.load()
    options.onSession = { saving?.save($0) }
    options.earlyData = early

    let connection = try await connect(through: engine, options)
    guard let agreed = connection.negotiated else { throw NetworkError.closed }
    try tell(Agreement(agreed, by: Engine.name))
    if !early.isEmpty, !agreed.isEarlyDataAccepted {
      try await connection.perform { pipe, _ in pipe.send(early) }
    }
    try await Relaying(connection, linger: command.linger, halfClose: command.halfClose)
      .run(saysSomething: !early.isEmpty)
    try saving?.outcome()
  }

  /// Tries again as long as the server may still be on its way.
  private func connect<Engine: TLSEngine>(
    through engine: Engine, _ options: ConnectOptions
  ) async throws -> Connection<StreamPipe> {
    let (host, port) = (command.endpoint.host, command.endpoint.port)
    let deadline = ContinuousClock.now + .seconds(command.wait)
    while true {
      do {
        return try await TCP.connect(to: host, port: port, through: engine, options) {
          StreamPipe()
        }
      } catch let error as NetworkError {
        guard case .cannotConnect = error, ContinuousClock.now < deadline else { throw error }
        try await Task.sleep(for: .milliseconds(50))
      }
    }
  }

  private func tell(_ agreement: Agreement) throws {
    if command.json { _ = StandardStreams.output(try agreement.json()) }
    guard !command.quiet, !command.json else { return }
    agreement.show()
    fflush(nil)
  }
}

/// Keeps the newest session; a file that cannot be written is told at the end.
private final class SessionSaving: Sendable {
  let file: SessionFile
  private let failure = Mutex<(any Error)?>(nil)

  init(_ path: String) { file = SessionFile(path: path) }

  func save(_ session: TLSSession) {
    do { try file.save(session) } catch { failure.withLock { $0 = error } }
  }

  func outcome() throws { if let error = failure.withLock({ $0 }) { throw error } }
}
