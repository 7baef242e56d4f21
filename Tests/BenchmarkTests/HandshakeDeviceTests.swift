// SPDX-License-Identifier: Apache-2.0
import BenchmarkRunner
import Testing

/// What the board says of its handshakes, typed here, and what the report makes of it.
@Suite struct HandshakeDeviceTests {
  static let said = """
    device psk stack 8000 heap 4000 flash 65537 ram 1676
    device x509 stack 12000 heap 11000 flash 100000 ram 1972
    """

  @Test func everyNumberHasItsPlace() throws {
    let device = try HandshakeDevice(parsing: Self.said)
    #expect(device.rows.map(\.name) == ["psk", "x509"])
    #expect(device.rows.map(\.stack) == [8000, 12000])
    #expect(device.rows.map(\.heap) == [4000, 11000])
    #expect(device.rows.map(\.flash) == [65537, 100_000])
    #expect(device.rows.map(\.ram) == [1676, 1972])
    #expect(device.figures["handshake/device/psk/flash"] == "65,537")
  }

  @Test func oneByteTooManyIsNotMet() throws {
    let device = try HandshakeDevice(parsing: Self.said)
    let verdicts = Dictionary(uniqueKeysWithValues: device.limits.map { ($0.name, $0.isMet) })
    #expect(
      verdicts == [
        "device/psk/memory": true, "device/psk/flash": false,
        "device/x509/memory": false, "device/x509/flash": true,
      ])
    #expect(device.text().contains("NOT MET: certificates on both sides, P-256: KiB of stack"))
  }

  @Test(arguments: ["", "firmware: it is broken", "device psk stack few heap 1", said + " 7"])
  func whatNobodyUnderstandsIsRefused(_ text: String) {
    #expect(throws: BenchmarkError.self) { try HandshakeDevice(parsing: text) }
  }
}
