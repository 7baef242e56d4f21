// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Defences
import Foundation
import Network
import TLS

struct TLSServeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve",
    abstract: "Send back what comes, or answer an HTTP GET with what was agreed on.",
    discussion: """
      It runs until it is interrupted, and tells each connection and each failure on standard
      error. Who says nothing, or too little, during the handshake, is put out.

      Examples:
        things tls serve --roots ca.pem --cert server.pem --key server.key
        things tls serve --port 8443 --engine book --no-client-certificate \\
          --cert server.pem --key server.key --session 3600 --early-data 4096
        things tls serve --engine book --psk-identity D-0001 --psk-file device.psk
      """)

  @Option(help: "The address to listen on.")
  var on = "127.0.0.1"

  @Option(name: .shortAndLong, help: "The port; 0 for any that is free.")
  var port = 4433

  @OptionGroup var engine: EngineOptions
  @OptionGroup var credentials: TLSServerCredentials
  @OptionGroup var negotiation: TLSNegotiation

  @Option(help: "Give out tickets to come back with, good for so many seconds.")
  var session: UInt32?

  @Option(
    help: "Take so many bytes before the handshake is complete, with --session or a shared key.")
  var earlyData: Int?

  @Flag(help: "Ask each client for a cookie first, to see that it hears us (TLS 1.3).")
  var cookie = false

  @Option(help: "File with an OCSP response, in DER, to staple to our certificate.")
  var staple: String?

  @Option(help: "Seconds in which who connects must show something; six times it, everything.")
  var patience = 10

  @Option(help: "Connections that one address, or one IPv6 network, may have.")
  var connectionsPerAddress = ConnectionGateOptions().maximumPerPrefix

  @OptionGroup var lab: LabOptions

  func validate() throws {
    guard 1...3600 ~= patience, connectionsPerAddress > 0 else {
      throw ValidationError(
        "--patience is 1 to 3600 seconds, and --connections-per-address 1 or more")
    }
    guard earlyData == nil || session != nil || credentials.own.shared.isGiven else {
      throw ValidationError(
        "early data comes with a session, or a shared key; give --session and its seconds")
    }
    guard staple == nil || credentials.own.cert != nil else {
      throw ValidationError("an answer is stapled to a certificate; give --cert and --key")
    }
    try lab.validate(for: engine)
  }

  func run() async throws {
    FileLimit.raise()
    var configuration = TLSConfiguration()
    try credentials.configure(&configuration)
    try negotiation.configure(&configuration)
    try lab.configure(&configuration)
    if let session { configuration.resumption = .tickets(lifetime: session) }
    configuration.maximumEarlyData = earlyData ?? 0
    configuration.asksForCookie = cookie
    if let staple { configuration.stapledResponse = try Files.read(staple, as: "OCSP response") }
    try await engine.run(Serving(command: self), as: .server, with: configuration, lab)
  }
}

private struct Serving: TLSWork {
  var command: TLSServeCommand

  func run<Engine: TLSEngine>(through engine: Engine, _ traces: Traces?) async throws {
    var gate = ConnectionGateOptions()
    gate.maximumPerPrefix = command.connectionsPerAddress
    gate.patience?.initial = .seconds(command.patience)
    gate.patience?.limit = .seconds(6 * command.patience)
    let listener = try await TCP.serve(
      on: command.on, port: command.port, through: engine, gate: gate
    ) { peer, event in
      log("\(peer): \(event)")
      write(traces)
    } machine: { agreed in
      Answering(agreed.map { Agreement($0, by: Engine.name) })
    }
    print("listening on \(command.on):\(listener.port), with TLS by \(Engine.name)")
    fflush(nil)
    let accepting = Task {
      for await arrival in listener.connections {
        guard case .success(let connection) = arrival else { continue }
        Task {
          await attend(connection, by: Engine.name)
          write(traces)
        }
      }
    }
    await untilInterrupted()
    accepting.cancel()
    await listener.close()
  }

  /// The page shows the connection that came last.
  private func write(_ traces: Traces?) {
    do { try traces?.write() } catch { log("no trace: \(error)") }
  }

  private func attend(_ connection: Connection<Answering>, by engine: StaticString) async {
    if let agreed = connection.negotiated {
      log("\(connection.peer): \(Agreement(agreed, by: engine).line)")
    }
    do {
      for try await _ in connection.deliveries { await connection.close() }
      log("\(connection.peer): closed")
    } catch { log("\(connection.peer): \(error)") }
  }
}
