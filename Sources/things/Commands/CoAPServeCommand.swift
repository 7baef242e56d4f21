// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import CoAP
import DTLS
import Foundation
import Network
import OpenSSLBackend
import TLS
import Wire

struct CoAPServeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve", abstract: "Offer this machine's readings, until interrupted.",
    discussion: """
      /sensors/… are what this machine measures; /label can be read, written, added to and
      taken away. With certificates or a key it speaks DTLS; without, plain CoAP, and so only
      on this machine.

      Examples:
        things coap serve
        things coap serve --port 5684 --roots ca.pem --cert server.pem --key server.key
      """)

  @Option(help: "The address to listen on.")
  var on = "127.0.0.1"

  @Option(name: .shortAndLong, help: "The port (default: 5683, or 5684 with DTLS); 0 for any.")
  var port: Int?

  @Option(help: "Whose DTLS: \(DatagramEngineChoice.names).")
  var engine = DatagramEngineChoice.openssl

  @OptionGroup var credentials: ServerCredentialOptions

  func validate() throws {
    guard credentials.isGiven || ["127.0.0.1", "::1"].contains(on) else {
      throw ValidationError(
        "without DTLS anyone who reaches \(on) could read and write here; give --roots, --cert "
          + "and --key, or --psk-identity, or listen on 127.0.0.1")
    }
  }

  func run() async throws {
    guard credentials.isGiven else {
      let (secret, house) = (try randomSecret(), House())
      let listener = try await UDP.serve(on: on, port: port ?? 5683) {
        try CoAPHost<OpenSSLCrypto.SHA256>(house.resources, secret: secret.span)
      } onEvent: { host, peer, event, bytes, now in
        guard let (request, answer) = house.answer(event, bytes) else { return }
        log("\(peer): \(answer.code.text)")
        try? host.respond(
          to: request, of: peer, answer.code, options: answer.options,
          payload: answer.payload.span, now: now)
      }
      return await serve(listener)
    }
    try await engine.run(SecureHouse(command: self))
  }

  fileprivate func serve<Server: DatagramServer & SendableMetatype & ~Copyable>(
    _ listener: DatagramListener<Server>
  ) async {
    print("listening on \(on):\(listener.port), \(credentials.isGiven ? "with" : "without") DTLS")
    fflush(nil)
    await untilInterrupted()
    await listener.close()
  }
}

private struct SecureHouse: DatagramEngineWork {
  var command: CoAPServeCommand

  func run<Engine: DTLSEngine>(_: Engine.Type) async throws {
    var configuration = try command.credentials.configuration()
    configuration.transport = .datagrams(DatagramOptions())
    let engine = try Engine(configuration, role: .server)
    let (secret, house) = (try randomSecret(), House())
    let listener = try await UDP.serve(on: command.on, port: command.port ?? 5684) {
      try SecureCoAPHost<Engine, OpenSSLCrypto.SHA256>(
        engine, house.resources, secret: secret.span)
    } onEvent: { host, peer, event, bytes, now in
      switch event {
      case .connected(let agreed): log("\(peer): \(agreed.who), \(agreed.suite)")
      case .closed: log("\(peer): closed")
      case .failed(let error): log("\(peer): \(error)")
      case .coap(let event):
        guard let (request, answer) = house.answer(event, bytes) else { return }
        log("\(peer): \(answer.code.text)")
        try? host.respond(
          to: request, of: peer, answer.code, options: answer.options,
          payload: answer.payload.span, now: now)
      }
    }
    await command.serve(listener)
  }
}
