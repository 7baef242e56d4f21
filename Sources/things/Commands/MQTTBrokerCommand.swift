// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Foundation
import MQTT
import Network
import TLS

struct MQTTBrokerCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "broker",
    abstract: "The book's own broker, until interrupted.",
    discussion: """
      With certificates it speaks TLS, and lets in who shows a certificate that the roots have
      issued. Without, it speaks plainly to anyone, and so only on this machine, and only if told.

      Examples:
        things mqtt broker --roots ca.pem --cert server.pem --key server.key
        things mqtt broker --port 1883 --allow-anonymous-on-loopback
      """)

  @Option(help: "The address to listen on.")
  var on = "127.0.0.1"

  @Option(name: .shortAndLong, help: "The port; 0 for any that is free.")
  var port = 8883

  @Option(help: "PEM file with the certificates that may issue clients' certificates.")
  var roots: String?

  @Option(help: "PEM file with the broker's certificate chain, the end entity first.")
  var cert: String?

  @Option(help: "PEM file with the certificate's private key (PKCS #8).")
  var key: String?

  @Option(help: "Whose TLS: \(EngineChoice.allCases.map(\.rawValue).joined(separator: " or ")).")
  var engine = EngineChoice.openssl

  @Flag(help: "Serve plain MQTT to anyone on this machine.")
  var allowAnonymousOnLoopback = false

  func validate() throws {
    let given = [roots, cert, key].count { $0 != nil }
    guard given == 3 || given == 0 && allowAnonymousOnLoopback else {
      throw ValidationError(
        "give --roots, --cert and --key, or --allow-anonymous-on-loopback to do without")
    }
    guard given == 3 || ["127.0.0.1", "::1"].contains(on) else {
      throw ValidationError(
        "without certificates anyone who reaches \(on) could read and command everything; "
          + "give --roots, --cert and --key, or listen on 127.0.0.1")
    }
  }

  func run() async throws {
    let server = BrokerServer(OpenPolicy()) { peer, event in
      FileHandle.standardError.write(Data("\(peer): \(event)\n".utf8))
    }
    let listener =
      if roots != nil {
        try await engine.run(Listening(command: self, server: server))
      } else {
        try await server.listen(on: on, port: port)
      }
    print("listening on \(on):\(listener.port), \(roots == nil ? "without TLS" : "with TLS")")
    fflush(nil)
    do {
      try await interruptible { while true { try await Task.sleep(for: .seconds(3600)) } }
    } catch is Interrupted {
      // That is how a server is told to end.
    }
  }
}

private struct Listening: EngineWork {
  var command: MQTTBrokerCommand
  var server: BrokerServer<OpenPolicy>

  func run<Engine: TLSEngine>(_: Engine.Type) async throws -> BrokerListener {
    var configuration = TLSConfiguration()
    configuration.roots = try Credentials.certificates(command.roots ?? "")
    configuration.chain = try Credentials.certificates(command.cert ?? "")
    configuration.privateKey = try Credentials.privateKey(command.key ?? "")
    let engine = try Engine(configuration, role: .server)
    return try await server.listen(on: command.on, port: command.port, through: engine)
  }
}
