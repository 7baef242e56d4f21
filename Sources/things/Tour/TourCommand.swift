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
      Everything happens on loopback and ends with the tour. The keys, the certificates and a
      page with what was found stay in the folder, to be looked at.

      Example:
        things tour --directory my-tour
      """)

  @Option(name: [.customLong("directory"), .customLong("dir")], help: "Folder for what is made.")
  var directory = "things-tour"

  @Option(help: "Port for plain MQTT (default: 1883, or the next free one).")
  var plainPort: Int?

  @Option(help: "Port for MQTT over TLS (default: 8883, or the next free one).")
  var securePort: Int?

  func run() async throws { try await interruptible(tour) }

  @Sendable private func tour() async throws {
    let broker = TourBroker(
      plainPort: try plainPort.map(FreePort.exactly) ?? FreePort.near(1883),
      securePort: try securePort.map(FreePort.exactly) ?? FreePort.near(8883))
    let folder = try Folder(directory)

    Terminal.title("1. Who is who")
    let cast = try Cast.make(in: folder)
    cast.introduce()

    Terminal.title("2. A broker")
    try await broker.run(cast) {
      Terminal.say(
        "The book's own broker listens on 127.0.0.1: on port \(broker.plainPort) to anyone, and on port "
          + "\(broker.securePort) only to who shows a certificate of our authority.")

      Terminal.title("3. The device goes online")
      for engine in EngineChoice.allCases {
        try await engine.run(GoOnline(cast: cast, broker: broker))
      }

      Terminal.title("4. Someone on the path")
      try await eavesdrop(cast, broker)

      Terminal.title("5. A forged device")
      for engine in EngineChoice.allCases {
        try await engine.run(Forge(cast: cast, broker: broker))
      }

      Terminal.title("6. A stolen device")
      try await Revoked(cast: cast, broker: broker).run()

      Terminal.title("7. A certificate ends")
      try await Renewal(cast: cast, broker: broker).run()
    }

    Terminal.title("8. A clone")
    Terminal.say(
      "Somebody has copied the device's flash into another, and all that was ever said on the wire. "
        + "Both services are in this process, and what they are told is real.")
    var clone = try Clone(cast)
    let cloned = try clone.run()

    Terminal.title("9. In single datagrams")
    Terminal.say(
      "Without a connection: the device answers questions over CoAP, through DTLS. First who asks "
        + "returns a cookie, and so shows that it is where it says.")
    let datagrams = try await Datagrams(cast: cast).run()

    Terminal.title("10. Three attacks")
    Terminal.say(
      "Each on a server of its own: first as one finds servers, then as ours are by default. The "
        + "last one forges addresses, in a network of its own.")
    let attacks = try await Attacks().run()

    Terminal.title("11. What it costs")
    let crypto = try await BenchCryptoCommand.show(.tour)

    Terminal.title("12. TLS or DTLS")
    let latency = try BenchLatencyCommand.measure(quick: true)
    for line in LatencySummary(latency).lines { Terminal.say(line) }

    Terminal.title("Where to go next")
    let page = folder.file("tour.html")
    try TourPage(
      steps: [
        .init(title: "A device got an identity", facts: ["serial number \(cast.serial)"]),
        .init(
          title: "It went online over MQTT and TLS, through each engine",
          facts: [
            "10 readings each: published, acknowledged and received, unchanged",
            "a reader on the path found no reading and no topic",
            "a device with a forged certificate was refused",
            "a stolen device was refused as soon as its certificate was revoked",
            "a device got a new certificate before its old one ended, and no reading was lost",
          ]),
        .init(title: "It was cloned", facts: cloned),
        .init(title: "It answered over CoAP and DTLS", facts: datagrams),
      ], attacks: attacks, crypto: crypto, latency: latency
    ).write(to: page)
    Terminal.say(
      "What was found is on one page, \(page). The keys and certificates are beside it. "
        + "The book begins with book.md.")
  }
}
