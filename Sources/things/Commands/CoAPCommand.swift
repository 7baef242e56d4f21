// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import CoAP
import DTLS
import Foundation
import Network
import TLS

struct CoAPCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "coap", abstract: "Ask, tell and serve in single datagrams, over UDP or DTLS.",
    subcommands: [
      CoAPGetCommand.self, CoAPPutCommand.self, CoAPPostCommand.self, CoAPDeleteCommand.self,
      CoAPDiscoverCommand.self, CoAPServeCommand.self,
    ])
}

/// Whom to ask and how, spelt as coap-client spells what it has too.
struct CoAPRequestOptions: ParsableArguments {
  @Argument(help: "coap://HOST[:PORT]/PATH[?QUERY], or coaps:// for DTLS.")
  var address: CoAPAddress

  @Flag(
    name: [.customShort("N"), .long], help: "Send once, and do not ask for an acknowledgement.")
  var nonConfirmable = false

  @Option(name: [.customShort("A"), .long], help: "The format wanted, by number or name.")
  var accept: ContentFormat?

  @Option(name: [.customShort("B"), .long], help: "Seconds to wait for the answer.")
  var wait: Int?

  @Option(help: "Whose DTLS: \(DatagramEngineChoice.names).")
  var engine = DatagramEngineChoice.openssl

  @Option(help: "PEM file with the certificates to trust.")
  var roots: String?

  @Option(help: "PEM file with our own certificate chain, the end entity first.")
  var cert: String?

  @Option(help: "PEM file with the certificate's private key (PKCS #8), or device:FOLDER.")
  var key: String?

  @OptionGroup var shared: SharedKeyOptions
  @OptionGroup var suites: SuiteOptions

  @Flag(help: "Print code, format and payload as one JSON object.")
  var json = false

  func validate() throws {
    let hasCertificates = roots != nil
    guard !address.isSecure || hasCertificates != shared.isGiven else {
      throw ValidationError("coaps needs either --roots, or --psk-identity with its key")
    }
    guard address.isSecure || !hasCertificates && !shared.isGiven && cert == nil else {
      throw ValidationError("coap:// is not protected; write coaps:// to use these credentials")
    }
    guard (cert == nil) == (key == nil) else {
      throw ValidationError("--cert and --key go together; give both or neither")
    }
  }

  func configuration() throws -> TLSConfiguration {
    var configuration = TLSConfiguration()
    if let roots {
      configuration.roots = try Credentials.certificates(roots)
      configuration.expectedName = ServerName(address.host)
    }
    if let cert, let key {
      configuration.chain = try Credentials.certificates(cert)
      try KeySource(key).identify(&configuration)
    }
    configuration.preSharedKeys = try shared.keys()
    configuration.suites = try suites.all()
    configuration.transport = .datagrams(DatagramOptions())
    return configuration
  }

  func link() async throws -> CoAPLink {
    guard address.isSecure else {
      return try await CoAPLink.open(host: address.host, port: address.port)
    }
    return try await engine.run(Opening(request: self))
  }

  /// Asks, prints what comes, and fails if it is no success.
  func perform(
    _ method: Code, payload: [UInt8] = [], format: ContentFormat? = nil, path: [String]? = nil
  ) async throws {
    var address = address
    if let path { address.path = path }
    var options = address.options
    if let format { options.append(.contentFormat, uint: format.number) }
    if let accept { options.append(.accept, uint: accept.number) }
    let list = options
    let link = try await link()
    let answer = try await within(wait) {
      try await link.ask(method, list, payload: payload, confirmable: !nonConfirmable)
    }
    await link.close()
    try answer.show(json: json)
  }

  private struct Opening: DatagramEngineWork {
    var request: CoAPRequestOptions

    func run<Engine: DTLSEngine>(_: Engine.Type) async throws -> CoAPLink {
      let engine = try Engine(request.configuration(), role: .client)
      return try await CoAPLink.open(
        host: request.address.host, port: request.address.port, through: engine,
        seconds: request.wait ?? 30)
    }
  }

  private func within(
    _ seconds: Int?, _ work: () async throws -> CoAPLink.Answer
  ) async throws -> CoAPLink.Answer {
    guard let seconds else { return try await work() }
    let host = address.host
    let watch = Task {
      try await Task.sleep(for: .seconds(seconds))
      log("Error: \(CoAPLink.Silent(host: host))")
      Foundation.exit(1)
    }
    defer { watch.cancel() }
    return try await work()
  }
}

extension CoAPLink.Answer {
  struct Refusal: Error, CustomStringConvertible {
    var code: Code
    var description: String { "the server answered \(code.text)" }
  }

  private struct Document: Encodable {
    var code: String
    var contentFormat: UInt32?
    var location: String?
    var payload: String
  }

  /// The payload as it came; `created` and `changed` have none to show.
  func show(json: Bool) throws {
    if json {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      let document = Document(
        code: code.text, contentFormat: contentFormat,
        location: location.isEmpty ? nil : location,
        payload: String(decoding: payload, as: UTF8.self))
      FileHandle.standardOutput.write(try encoder.encode(document) + Data("\n".utf8))
    } else if !payload.isEmpty, code.codeClass == 2 {
      FileHandle.standardOutput.write(Data(payload))
      if payload.last != UInt8(ascii: "\n") { FileHandle.standardOutput.write(Data("\n".utf8)) }
    }
    guard code.codeClass == 2 else { throw Refusal(code: code) }
  }
}

struct CoAPGetCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "get", abstract: "Ask for a resource.",
    discussion: """
      Examples:
        things coap get coap://localhost/sensors/load-1m
        things coap get coaps://localhost/sensors/load-1m --roots ca.pem \\
          --cert device.pem --key device.key -A application/json
      """)
  @OptionGroup var request: CoAPRequestOptions

  func run() async throws { try await request.perform(.get) }
}

/// What a PUT or a POST carries.
struct PayloadOptions: ParsableArguments {
  @Option(name: [.customShort("e"), .customLong("text")], help: "The payload.")
  var text: String?

  @Option(name: .shortAndLong, help: "File with the payload; - is the standard input.")
  var file: String?

  @Option(
    name: [.customShort("t"), .customLong("format")],
    help: "The payload's format, by number or name.")
  var format: ContentFormat?

  func validate() throws {
    guard text == nil || file == nil else {
      throw ValidationError("give the payload with --text or with --file, not with both")
    }
  }

  func payload() throws -> [UInt8] {
    switch file {
    case nil: Array((text ?? "").utf8)
    case "-": Array(FileHandle.standardInput.readDataToEndOfFile())
    case let path?: try Files.read(path, as: "payload")
    }
  }
}

struct CoAPPutCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "put", abstract: "Make or replace a resource.",
    discussion: "Example:\n  things coap put coap://localhost/label -e 'the kitchen'")
  @OptionGroup var request: CoAPRequestOptions
  @OptionGroup var body: PayloadOptions

  func run() async throws {
    try await request.perform(.put, payload: body.payload(), format: body.format)
  }
}

struct CoAPPostCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "post", abstract: "Hand something to a resource.",
    discussion: "Example:\n  things coap post coap://localhost/label -e ' on the left'")
  @OptionGroup var request: CoAPRequestOptions
  @OptionGroup var body: PayloadOptions

  func run() async throws {
    try await request.perform(.post, payload: body.payload(), format: body.format)
  }
}

struct CoAPDeleteCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "delete", abstract: "Take a resource away.",
    discussion: "Example:\n  things coap delete coap://localhost/label")
  @OptionGroup var request: CoAPRequestOptions

  func run() async throws { try await request.perform(.delete) }
}

struct CoAPDiscoverCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "discover", abstract: "What a server has: its /.well-known/core.",
    discussion: "Example:\n  things coap discover coap://localhost")
  @OptionGroup var request: CoAPRequestOptions

  func run() async throws { try await request.perform(.get, path: [".well-known", "core"]) }
}
