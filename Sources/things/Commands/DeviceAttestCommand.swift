// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Identity

struct DeviceAttestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "attest",
    abstract: "Answer a challenge: this device, this key, now.",
    discussion: """
      Signs the challenge together with the serial number, the public key and, if one is given, a
      measurement of the firmware. The challenge has 16 to 64 bytes, is whoever's who wants to know,
      and must be new each time; the answer to an old one proves nothing.

      Examples:
        things device attest --store device --challenge 00112233445566778899aabbccddeeff
        things device attest --store device --nonce-file nonce --json
        things device attest --store device --nonce-file nonce --out answer
      """)

  @Option(help: "The device's folder.", completion: .directory)
  var store: String

  @Option(help: "The challenge, in hexadecimal.")
  var challenge: String?

  @Option(help: "File with the challenge's bytes.", completion: .file())
  var nonceFile: String?

  @Option(help: "A digest of the firmware, in hexadecimal: 32, 48 or 64 bytes.")
  var measurement: String?

  @Option(help: "Write the statement to this file, and its signature to the same name and .sig.")
  var out: String?

  @Flag(help: "Print JSON.")
  var json = false

  @OptionGroup var pin: PINOptions

  func validate() throws {
    guard (challenge == nil) != (nonceFile == nil) else {
      throw ValidationError("give the challenge once: --challenge HEX or --nonce-file FILE")
    }
    if let challenge {
      guard let bytes = bytes(hexadecimal: challenge) else {
        throw ValidationError("--challenge is not hexadecimal; write two digits for each byte")
      }
      try check(challenge: bytes)
    }
    if let measurement {
      guard let count = bytes(hexadecimal: measurement)?.count, count > 0,
        DeviceStatement.measurementLengths.contains(count)
      else {
        throw ValidationError("--measurement is no digest of 32, 48 or 64 bytes in hexadecimal")
      }
    }
  }

  func run() throws {
    let nonce = try nonceFile.map { try Files.read($0, as: "challenge") }
    let challenge = nonce ?? bytes(hexadecimal: challenge ?? "") ?? []
    try check(challenge: challenge)
    var device = try OpenDevice.load(store, pin: pin)
    let statement = DeviceStatement(
      challenge: challenge, serial: device.device.serial,
      publicKey: try device.publicKey(of: Device.identity),
      measurement: bytes(hexadecimal: measurement ?? "") ?? [])
    let signature = try device.sign(statement.bytes, with: Device.identity)
    if let out {
      try Files.write(out, statement.bytes)
      try Files.write(out + ".sig", signature)
    }
    if json {
      print(try encodedJSON(Answer(statement, signature)), terminator: "")
    } else {
      Terminal.fact("serial", statement.serial)
      Terminal.fact("challenge", hexadecimal(challenge))
      if let measurement { Terminal.fact("measurement", measurement.lowercased()) }
      print("    statement       \(hexadecimal(statement.bytes))")
      print("    signature       \(hexadecimal(signature))")
      if let out { print("wrote \(out) and \(out).sig") }
    }
  }

  private func check(challenge: [UInt8]) throws {
    guard DeviceStatement.challengeLengths ~= challenge.count else {
      throw ValidationError(
        "the challenge has \(challenge.count) bytes, and must have 16 to 64; draw them with "
          + "things random bytes 32")
    }
  }

  struct Answer: Encodable {
    var serial: String
    var challenge: String
    var publicKey: String
    var measurement: String?
    var statement: String
    var signature: String

    init(_ statement: DeviceStatement, _ signature: [UInt8]) {
      serial = statement.serial
      challenge = hexadecimal(statement.challenge)
      publicKey = hexadecimal(statement.publicKey)
      measurement = statement.measurement.isEmpty ? nil : hexadecimal(statement.measurement)
      self.statement = hexadecimal(statement.bytes)
      self.signature = hexadecimal(signature)
    }
  }
}
