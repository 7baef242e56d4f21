// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Foundation
import Network

struct DeviceBridgeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bridge",
    abstract: "Passes datagrams between UDP and a device's serial line, until interrupted.",
    discussion: """
      The line is a TCP socket on loopback, as an emulator makes of a serial port, with SLIP
      (RFC 1055) on it. The answers go to whoever asked last.

      Example:
        things device bridge --serial-port 5555 --udp-port 5683
        qemu-system-arm … -serial tcp:127.0.0.1:5555
        things coap get coap://127.0.0.1:5683/temperature
      """)

  @Option(help: "The port for the serial line; 0 for any that is free.")
  var serialPort = 0

  @Option(help: "The port for datagrams; 0 for any that is free.")
  var udpPort = 5683

  func run() async throws {
    let bridge = try await SerialBridge.open(serialPort: serialPort, udpPort: udpPort)
    print("serial port on 127.0.0.1:\(bridge.serialPort)")
    print("device at coap://127.0.0.1:\(bridge.udpPort)")
    fflush(nil)
    await untilInterrupted()
    await bridge.close()
  }
}
