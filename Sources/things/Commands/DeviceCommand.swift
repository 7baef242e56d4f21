// SPDX-License-Identifier: Apache-2.0
import ArgumentParser

struct DeviceCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "device",
    abstract: "A device's identity, and devices on this machine's serial ports.",
    subcommands: [
      DeviceNewCommand.self, DeviceShowCommand.self, DeviceSignCommand.self,
      DeviceAttestCommand.self, DeviceRequestCommand.self, DeviceAgentCommand.self,
      DeviceBridgeCommand.self,
    ])
}
