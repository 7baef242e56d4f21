// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import BenchmarkRunner
import Foundation
import Network
import TLS

struct TourCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tour",
    abstract: "A device gets an identity, and goes online safely.",
    discussion: """
      Starts mosquitto on loopback, and stops it at the end. The keys and certificates stay in
      the folder, to be looked at.

      Example:
        things tour --directory my-tour
      """)

  @Option(name: [.customLong("directory"), .customLong("dir")], help: "Folder for what is made.")
  var directory = "things-tour"

  @Option(help: "The mosquitto to start (default: the one on the path).")
  var broker: String?

  @Option(help: "Port for plain MQTT (default: 1883, or the next free one).")
  var plainPort: Int?

  @Option(help: "Port for MQTT over TLS (default: 8883, or the next free one).")
  var securePort: Int?

  func run() async throws { try await interruptible(tour) }

  @Sendable private func tour() async throws {
    let program = try Mosquitto.program(broker)
    let broker = Mosquitto(
      plainPort: try plainPort.map(FreePort.exactly) ?? FreePort.near(1883),
      securePort: try securePort.map(FreePort.exactly) ?? FreePort.near(8883))
    let folder = try Folder(directory)

    Terminal.title("1. Who is who")
    let cast = try Cast.make(in: folder)
    cast.introduce()

    Terminal.title("2. A broker")
    try await broker.run(program, in: folder) {
      Terminal.say(
        "mosquitto listens on 127.0.0.1: on port \(broker.plainPort) to anyone, and on port "
          + "\(broker.securePort) only to who shows a certificate of our authority.")

      Terminal.title("3. The device goes online")
      for engine in EngineChoice.allCases {
        try await engine.run(GoOnline(cast: cast, broker: broker))
      }

      Terminal.title("4. Someone on the path")
      try await eavesdrop(cast, broker)

      Terminal.title("5. A forged device")
      for engine in EngineChoice.allCases {
        try await engine.run(Forge(cast: cast, broker: broker, log: folder.file("mosquitto.log")))
      }
    }

    Terminal.title("6. What it costs")
    try await BenchCryptoCommand.show(quick: true)

    Terminal.title("Where to go next")
    Terminal.say("The keys and certificates are in \(directory). The book begins with book.md.")
  }
}
