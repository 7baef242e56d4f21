// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Identity

struct DeviceAttestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "attest",
    abstract: "Answer a challenge: this device, this key, now.",
    discussion: """
      Signs the challenge together with the serial number and, if they are given, measurements of
      what runs, in the order in which it was started. The challenge has 16 to 64 bytes, is whoever's
      who wants to know, and must be new each time; the answer to an old one proves nothing.

      The key 'attest' signs this and nothing else; things device sign does not use it.

      Examples:
        things device attest --store device --challenge 00112233445566778899aabbccddeeff
        things device attest --store device --nonce-file nonce --json
        things device attest --store device --nonce-file nonce --out answer \\
          --measurement boot=$(sha256sum <boot.bin | cut -c1-64) \\
          --measurement app=$(sha256sum <app.bin | cut -c1-64)
      """)

  @Option(help: "The device's folder.", completion: .directory)
  var store: String

  @Option(help: "The challenge, in hexadecimal.")
  var challenge: String?

  @Option(help: "File with the challenge's bytes.", completion: .file())
  var nonceFile: String?

  @Option(
    help: """
      STAGE=DIGEST, in hexadecimal: 32, 48 or 64 bytes; at most 8 of them. Without a stage's name \
      it is 'firmware'.
      """)
  var measurement: [String] = []

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
    _ = try measurements()
  }

  func run() throws {
    let nonce = try nonceFile.map { try Files.read($0, as: "challenge") }
    let challenge = nonce ?? bytes(hexadecimal: challenge ?? "") ?? []
    try check(challenge: challenge)
    var device = try OpenDevice.load(store, pin: pin)
    guard let serial = DeviceSerial(Array(device.device.serial.utf8).span),
      let attestation = Attestation(
        of: serial, nonce: challenge.span, measurements: try measurements())
    else { throw DeviceRefusal.unreadable(Device.file(in: store)) }
    let publicKey = try device.publicKey(of: Device.attestation)
    let statement = attestation.message
    let signature = try device.sign(statement, with: Device.attestation)
    if let out {
      try Files.write(out, statement)
      try Files.write(out + ".sig", signature)
    }
    if json {
      print(try encodedJSON(Answer(attestation, publicKey, signature)), terminator: "")
    } else {
      Terminal.fact("serial", device.device.serial)
      Terminal.fact("challenge", hexadecimal(challenge))
      for measurement in attestation.measurements {
        print("    \(text(measurement.stage)): \(hexadecimal(measurement.digest))")
      }
      print("    statement       \(hexadecimal(statement))")
      print("    signature       \(hexadecimal(signature))")
      if let out { print("wrote \(out) and \(out).sig") }
    }
  }

  private func measurements() throws -> [Measurement] {
    guard measurement.count <= Attestation.measurementLimit else {
      throw ValidationError(
        "--measurement is given \(measurement.count) times, and at most "
          + "\(Attestation.measurementLimit) fit; leave out what was started last")
    }
    return try measurement.map { argument in
      let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let stage = parts.count == 2 ? String(parts[0]) : "firmware"
      guard let digest = bytes(hexadecimal: String(parts.last ?? "")),
        stage.unicodeScalars.allSatisfy({ $0.isASCII && $0.properties.generalCategory != .control }
        ),
        let measurement = Measurement(Array(stage.utf8).span, digest: digest.span)
      else {
        throw ValidationError(
          "--measurement is no digest of 32, 48 or 64 bytes in hexadecimal, behind a stage's name "
            + "of 1 to 32 characters; write boot=00…ff")
      }
      return measurement
    }
  }

  private func check(challenge: [UInt8]) throws {
    guard Attestation.nonceLengths ~= challenge.count else {
      throw ValidationError(
        "the challenge has \(challenge.count) bytes, and must have 16 to 64; draw them with "
          + "things random bytes 32")
    }
  }

  struct Answer: Encodable {
    struct Stage: Encodable {
      var stage: String
      var digest: String
    }

    var serial: String
    var challenge: String
    var publicKey: String
    var measurements: [Stage]
    var statement: String
    var signature: String

    init(_ attestation: Attestation, _ publicKey: [UInt8], _ signature: [UInt8]) {
      serial = text(attestation.serial.bytes)
      challenge = hexadecimal(attestation.nonce)
      self.publicKey = hexadecimal(publicKey)
      measurements = attestation.measurements.map {
        Stage(stage: text($0.stage), digest: hexadecimal($0.digest))
      }
      statement = hexadecimal(attestation.message)
      self.signature = hexadecimal(signature)
    }
  }
}

private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
