// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Foundation
import MQTT
import TLS

struct MQTTCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mqtt", abstract: "Publish and subscribe, over TLS.",
    subcommands: [
      MQTTBrokerCommand.self, MQTTPasswordCommand.self, MQTTPublishCommand.self,
      MQTTSubscribeCommand.self,
    ])
}

/// Which broker, and as whom; spelt as mosquitto_pub spells what it has too.
struct BrokerOptions: ParsableArguments {
  @Option(name: [.customShort("h"), .long], help: "The broker's name or address.")
  var host = "localhost"

  @Option(name: .shortAndLong, help: "The broker's port.")
  var port = 8883

  @Option(name: [.customShort("i"), .long], help: "The client identifier (default: a random one).")
  var id = "things-" + String(UInt32.random(in: .min ... .max), radix: 16)

  @OptionGroup var engine: EngineOptions
  @OptionGroup var login: LoginOptions
  @OptionGroup var credentials: CredentialOptions

  func open() async throws -> MQTTLink { try await engine.run(Opening(options: self)) }

  private struct Opening: EngineWork {
    var options: BrokerOptions

    func run<Engine: TLSEngine>(_: Engine.Type) async throws -> MQTTLink {
      let engine = try Engine(options.credentials.configuration(for: options.host), role: .client)
      return try await MQTTLink.open(
        host: options.host, port: options.port, through: engine, as: options.id,
        login: options.login.login())
    }
  }
}

/// A name and a password, which no other user of the machine gets to see.
struct LoginOptions: ParsableArguments {
  @Option(name: .shortAndLong, help: "The user's name, for a broker that asks for passwords.")
  var user: String?

  @Option(help: "File with the user's password.")
  var passwordFrom: String?

  @Flag(help: "The standard input is the user's password; on a terminal, ask for it.")
  var passwordStdin = false

  func validate() throws {
    let given = (passwordFrom == nil ? 0 : 1) + (passwordStdin ? 1 : 0)
    guard given == (user == nil ? 0 : 1) else {
      throw ValidationError("--user needs --password-from or --password-stdin, and they need it")
    }
  }

  func login() throws -> MQTTLink.Login? {
    guard let user else { return nil }
    if let passwordFrom {
      return MQTTLink.Login(name: user, password: try PasswordInput.from(file: passwordFrom))
    }
    return MQTTLink.Login(name: user, password: try PasswordInput.fromStandardInput())
  }
}

/// 0 or 1, as the standard numbers them.
struct QualityOption: ParsableArguments {
  @Option(name: .shortAndLong, help: "Quality of service: 0 or 1.")
  var qos: UInt8 = 1

  var quality: MQTT.QualityOfService { MQTT.QualityOfService(rawValue: qos) ?? .atLeastOnce }

  func validate() throws {
    guard qos <= 1 else { throw ValidationError("--qos is 0 or 1 in this edition") }
  }
}

struct MQTTPublishCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pub",
    abstract: "Publish one message; with QoS 1, wait until the broker has it.",
    discussion: """
      Examples:
        things mqtt pub -t things/SN-1/load -m 0.42 \\
          --roots ca.pem --cert device.pem --key device.key
        things mqtt pub -t things/SN-1/load -m 0.42 \\
          --roots ca.pem --user alice --password-from alice.secret
      """, helpNames: .long)

  @Option(name: .shortAndLong, help: "The topic.")
  var topic: String

  @Option(name: .shortAndLong, help: "The message.")
  var message: String

  @Flag(name: .shortAndLong, help: "Ask the broker to keep it for later subscribers.")
  var retain = false

  @OptionGroup var quality: QualityOption
  @OptionGroup var broker: BrokerOptions

  func run() async throws {
    let link = try await broker.open()
    try await link.publish(topic, message, quality: quality.quality, retain: retain)
    await link.close()
  }
}

struct MQTTSubscribeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sub",
    abstract: "Print what is published, one message a line, until interrupted.",
    discussion: """
      Example:
        things mqtt sub -t 'things/#' -v --count 10 \\
          --roots ca.pem --cert device.pem --key device.key
      """, helpNames: .long)

  @Option(name: .shortAndLong, help: "The topic filter.")
  var topic: String

  @Flag(name: .shortAndLong, help: "Print the topic before each message.")
  var verbose = false

  @Option(name: [.customShort("C"), .long], help: "End after this many messages.")
  var count: Int?

  @OptionGroup var quality: QualityOption
  @OptionGroup var broker: BrokerOptions

  func run() async throws {
    let link = try await broker.open()
    try await link.subscribe(topic, quality: quality.quality)
    var left = count ?? .max
    while left > 0 {
      let message = try await link.nextMessage()
      print(verbose ? "\(message.topic) \(message.payload)" : message.payload)
      fflush(nil)  // a pipe's reader waits for each line, too
      left -= 1
    }
    await link.close()
  }
}
