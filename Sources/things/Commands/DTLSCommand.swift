// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import DTLS
import Foundation
import Network
import OpenSSLBackend
import Primitives
import TLS
import Wire

struct DTLSCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "dtls", abstract: "Secure channels over UDP.",
    subcommands: [DTLSConnectCommand.self, DTLSServeCommand.self])
}

struct DatagramSizeOption: ParsableArguments {
  @Option(help: "Bytes of the largest datagram to send, without headers of UDP and IP.")
  var mtu = 1232

  @Option(help: "Milliseconds after which a lost flight is sent again, for the first time.")
  var firstTimeout = 1000

  var transport: Transport {
    var options = DatagramOptions()
    options.maximumDatagramSize = mtu
    options.initialTimeout = .milliseconds(firstTimeout)
    return .datagrams(options)
  }
}

struct DTLSConnectCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "connect",
    abstract: "Complete a handshake, then send each line of the input as one datagram.",
    discussion: """
      What was agreed on goes to standard error, what the server sends to standard output.

      Examples:
        echo 21.5 | things dtls connect localhost:5684 \\
          --roots ca.pem --cert device.pem --key device.key
        things dtls connect localhost:5684 --engine mbedtls --psk-identity D-0001 \\
          --psk-file device.psk --ciphers TLS_PSK_WITH_AES_128_CCM_8 </dev/null
      """)

  @Argument(help: "Where the server listens, HOST:PORT.")
  var endpoint: Endpoint

  @Option(help: "Whose DTLS: \(DatagramEngineChoice.names).")
  var engine = DatagramEngineChoice.openssl

  @OptionGroup var credentials: CredentialOptions
  @OptionGroup var datagrams: DatagramSizeOption

  @Option(help: "Seconds that the handshake may take.")
  var timeout = 30

  @Option(help: "Seconds to wait for answers after the last line.")
  var linger = 1

  func run() async throws { try await engine.run(Conversation(command: self)) }
}

/// Lines in, datagrams out, and the other way round.
private struct Conversation: DatagramEngineWork {
  var command: DTLSConnectCommand

  func run<Engine: DTLSEngine>(_: Engine.Type) async throws {
    var configuration = try command.credentials.configuration(for: command.endpoint.host)
    configuration.transport = command.datagrams.transport
    let engine = try Engine(configuration, role: .client)
    let connection = try await UDP.connect(
      to: command.endpoint.host, port: command.endpoint.port, through: engine,
      seconds: command.timeout
    ) { DatagramPipe() }
    connection.negotiated?.show(on: .standardError)
    let hearing = Task {
      for try await delivery in connection.deliveries {
        print(String(decoding: delivery.bytes.readableBytesView, as: UTF8.self))
        fflush(nil)
      }
    }
    while let line = await Task.detached(operation: { readLine() }).value {
      let bytes = Array(line.utf8)
      try await connection.perform { pipe, _ in pipe.send(bytes) }
    }
    try? await Task.sleep(for: .seconds(command.linger))
    await connection.close()
    try await hearing.value
  }
}

/// A machine that passes datagrams on, both ways.
struct DatagramPipe: Machine {
  enum Event: Sendable { case datagram }
  enum Failure: Error {}

  private var outgoing: [[UInt8]] = []
  private var incoming: [[UInt8]] = []

  mutating func send(_ bytes: [UInt8]) { outgoing.append(bytes) }

  mutating func handle(_ bytes: Span<UInt8>, now: Instant) throws(Failure) {
    incoming.append(bytes.withUnsafeBufferPointer { Array($0) })
  }

  mutating func handleTimeout(now: Instant) throws(Failure) {}

  mutating func poll(into out: inout OutputSpan<UInt8>) -> Output<Event> {
    if let first = outgoing.first {
      guard out.freeCapacity >= first.count else { return .bufferTooSmall(needed: first.count) }
      outgoing.removeFirst()
      for byte in first { out.append(byte) }
      return .transmit
    }
    guard let first = incoming.first else { return .wait(until: nil) }
    guard out.freeCapacity >= first.count else { return .bufferTooSmall(needed: first.count) }
    incoming.removeFirst()
    for byte in first { out.append(byte) }
    return .event(.datagram)
  }
}

struct DTLSServeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve",
    abstract: "Answer many peers on one socket, each with what it sent, until interrupted.",
    discussion: """
      Who comes is asked for a cookie first, and for a certificate or a key then.

      Examples:
        things dtls serve --roots ca.pem --cert server.pem --key server.key
        things dtls serve --port 5684 --psk-identity D-0001 --psk-file device.psk
      """)

  @Option(help: "The address to listen on.")
  var on = "127.0.0.1"

  @Option(name: .shortAndLong, help: "The port; 0 for any that is free.")
  var port = 5684

  @Option(help: "Whose DTLS: \(DatagramEngineChoice.names).")
  var engine = DatagramEngineChoice.openssl

  @OptionGroup var credentials: ServerCredentialOptions
  @OptionGroup var datagrams: DatagramSizeOption

  func validate() throws {
    guard credentials.isGiven else {
      throw ValidationError(
        "a server must prove itself; give --roots, --cert and --key, or --psk-identity")
    }
  }

  func run() async throws { try await engine.run(Serving(command: self)) }
}

private struct Serving: DatagramEngineWork {
  var command: DTLSServeCommand

  func run<Engine: DTLSEngine>(_: Engine.Type) async throws {
    var configuration = try command.credentials.configuration()
    configuration.transport = command.datagrams.transport
    let engine = try Engine(configuration, role: .server)
    let secret = try randomSecret()
    let listener = try await UDP.serve(on: command.on, port: command.port) {
      try DTLSServer<Engine, OpenSSLCrypto.SHA256>(engine, cookieSecret: secret.span)
    } onEvent: { server, peer, event, bytes, _ in
      switch event {
      case .connected(let agreed): log("\(peer): \(agreed.who), \(agreed.suite)")
      case .closed: log("\(peer): closed")
      case .failed(let error): log("\(peer): \(error)")
      case .applicationData:
        print("\(peer): \(String(decoding: bytes, as: UTF8.self))")
        fflush(nil)
        do { try server.send(bytes.span, to: peer) } catch { log("\(peer): \(error)") }
      }
    }
    print("listening on \(command.on):\(listener.port), with DTLS")
    fflush(nil)
    await untilInterrupted()
    await listener.close()
  }
}

/// 32 bytes that nobody can foresee.
func randomSecret() throws -> [UInt8] {
  var bytes = [UInt8](repeating: 0, count: 32)
  var span = bytes.mutableSpan
  try OpenSSLCrypto.random(&span)
  return bytes
}

/// For an operator, on standard error.
func log(_ line: String) { FileHandle.standardError.write(Data("\(line)\n".utf8)) }

/// That is how a server is told to end.
func untilInterrupted() async {
  try? await interruptible { while true { try await Task.sleep(for: .seconds(3600)) } }
}

extension NegotiatedParameters {
  /// What proved the peer.
  var who: String {
    identity.isEmpty
      ? peerCertificate.isEmpty ? "nobody in particular" : "a certificate of ours"
      : String(decoding: identity, as: UTF8.self)
  }

  func show(on handle: FileHandle) {
    handle.write(Data("\(version), \(suite)\n".utf8))
  }
}
