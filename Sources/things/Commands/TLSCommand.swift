// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Network
import TLS
import Wire

struct TLSCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tls", abstract: "Secure channels over TCP.",
    subcommands: [TLSConnectCommand.self])
}

struct TLSConnectCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "connect",
    abstract: "Complete a handshake, say what was agreed on, and close.",
    discussion: """
      Example:
        things tls connect localhost:8883 --engine mbedtls \\
          --roots ca.pem --cert device.pem --key device.key
      """)

  @Argument(help: "Where the server listens, HOST:PORT.")
  var endpoint: Endpoint

  @Option(help: "Whose TLS: \(EngineChoice.allCases.map(\.rawValue).joined(separator: " or ")).")
  var engine = EngineChoice.openssl

  @OptionGroup var credentials: CredentialOptions

  func run() async throws {
    let parameters = try await engine.run(Handshake(endpoint, credentials))
    parameters.show()
  }
}

/// One handshake, and goodbye.
private struct Handshake: EngineWork {
  var endpoint: Endpoint
  var credentials: CredentialOptions

  init(_ endpoint: Endpoint, _ credentials: CredentialOptions) {
    self.endpoint = endpoint
    self.credentials = credentials
  }

  func run<Engine: TLSEngine>(_: Engine.Type) async throws -> NegotiatedParameters {
    let engine = try Engine(credentials.configuration(for: endpoint.host), role: .client)
    let connection = try await TCP.connect(
      to: endpoint.host, port: endpoint.port, through: engine
    ) { Silence() }
    defer { Task { await connection.close() } }
    guard let negotiated = connection.negotiated else { throw NetworkError.closed }
    // In TLS 1.3 a server judges our certificate after we are done: its alert may still come.
    try await connection.lingers(for: .milliseconds(200))
    return negotiated
  }
}

/// A machine that says nothing and hears nothing.
struct Silence: Machine {
  enum Event: Sendable {}
  enum Failure: Error {}

  mutating func handle(_ bytes: Span<UInt8>, now: Instant) throws(Failure) {}
  mutating func handleTimeout(now: Instant) throws(Failure) {}
  mutating func poll(into out: inout OutputSpan<UInt8>) -> Output<Event> { .wait(until: nil) }
}

extension NegotiatedParameters {
  func show() {
    Terminal.fact("version", "\(version)")
    Terminal.fact("cipher suite", "\(suite)")
    if !applicationProtocol.isEmpty {
      Terminal.fact("protocol", String(decoding: applicationProtocol, as: UTF8.self))
    }
  }
}
