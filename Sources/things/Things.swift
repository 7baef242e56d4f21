// SPDX-License-Identifier: Apache-2.0
import ArgumentParser

@main
struct Things: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "things",
    abstract: "Secure internet communication for IoT devices, from bytes to broker.",
    discussion: """
      Begin with the tour: a device gets an identity, and goes online safely.

        things tour

      Every verb shows an example with --help. It ends with exit code 0 only on success.
      """,
    version: "0.1",
    subcommands: [
      TourCommand.self, CACommand.self, CertificatesCommand.self, TLSCommand.self, DTLSCommand.self,
      MQTTCommand.self,
      CoAPCommand.self, DeviceCommand.self, RandomCommand.self,
      AttackCommand.self, BenchCommand.self,
    ])
}
