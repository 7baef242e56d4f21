// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Defences
import Foundation
import MQTT
import Network
import TLS

struct MQTTBrokerCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "broker",
    abstract: "The book's own broker, until interrupted.",
    discussion: """
      With --roots it lets in who shows a certificate that the roots have issued;
      with --password-file, who knows a user's password; with both, who does both.
      It speaks plainly on this machine only, and to anyone only if told.

      Passwords are those of `things mqtt passwd` or mosquitto_passwd. Users may do
      everything, unless --acl-file says what, in lines as mosquitto knows them:

        user NAME
            What follows is for this user.
        topic [read|write|readwrite] FILTER
            Without the first word: both.
        pattern [read|write|readwrite] FILTER
            For everybody; a level %u is the user's name, %c the client identifier.

      A client chooses its identifier itself, so %c keeps nobody out. Topics before
      the first `user` are for every client that was let in. There is no deny: what
      no line allows is forbidden. Both files are read once, at the start.

      Examples:
        things mqtt broker --roots ca.pem --cert server.pem --key server.key
        things mqtt broker --cert server.pem --key server.key \\
          --password-file passwords --acl-file acl
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

  @Option(help: "PEM file with the certificate's private key (PKCS #8), or device:FOLDER.")
  var key: String?

  @OptionGroup var engine: EngineOptions

  @Option(help: "File with users and their hashed passwords; without --acl-file, all is theirs.")
  var passwordFile: String?

  @Option(help: "File that says who may read and write which topics; nothing else is allowed.")
  var aclFile: String?

  @Option(help: "Connections that one address, or one IPv6 network, may have.")
  var connectionsPerAddress = ConnectionGateOptions().maximumPerPrefix

  @Flag(help: "Serve also clients without a name, and without TLS, on this machine.")
  var allowAnonymousOnLoopback = false

  func validate() throws {
    guard (cert == nil) == (key == nil), roots == nil || cert != nil else {
      throw ValidationError("--cert and --key go together, and --roots needs them too")
    }
    let isLoopback = ["127.0.0.1", "::1"].contains(on)
    guard cert != nil || isLoopback else {
      throw ValidationError(
        "without certificates anyone who reaches \(on) could read and command everything; "
          + "give --roots, --cert and --key, or listen on 127.0.0.1")
    }
    guard connectionsPerAddress > 0 else {
      throw ValidationError(
        "with no connection for each address nobody could come in; give 1 or more")
    }
    guard roots != nil || passwordFile != nil || allowAnonymousOnLoopback else {
      throw ValidationError(
        "give --roots, --cert and --key, or --password-file, or --allow-anonymous-on-loopback "
          + "to do without")
    }
    guard isLoopback || !allowAnonymousOnLoopback else {
      throw ValidationError("--allow-anonymous-on-loopback is not for \(on); listen on 127.0.0.1")
    }
  }

  func run() async throws {
    FileLimit.raise()
    let access = try BrokerAccess(
      passwordFile: passwordFile, accessFile: aclFile, admitsAnonymous: allowAnonymousOnLoopback)
    var gate = ConnectionGateOptions()
    gate.maximumPerPrefix = connectionsPerAddress
    let server = BrokerServer(access, gate: gate) { peer, event in
      FileHandle.standardError.write(Data("\(peer): \(event)\n".utf8))
    }
    let listener =
      if cert != nil {
        try await engine.run(Listening(command: self, server: server))
      } else {
        try await server.listen(on: on, port: port)
      }
    print("listening on \(on):\(listener.port), \(cert == nil ? "without TLS" : "with TLS")")
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
  var server: BrokerServer<BrokerAccess>

  func run<Engine: TLSEngine>(_: Engine.Type) async throws -> BrokerListener {
    var configuration = TLSConfiguration()
    if let roots = command.roots {
      configuration.roots = try Credentials.certificates(roots)
    } else {
      configuration.clientCertificate = .none
    }
    configuration.chain = try Credentials.certificates(command.cert ?? "")
    try KeySource(command.key ?? "").identify(&configuration)
    let engine = try Engine(configuration, role: .server)
    return try await server.listen(on: command.on, port: command.port, through: engine)
  }
}
