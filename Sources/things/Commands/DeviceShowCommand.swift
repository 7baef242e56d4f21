// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Foundation
import Identity

struct DeviceShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Who a device is, and which keys it has.",
    discussion: """
      The fingerprint is SHA-256 over the public key's SubjectPublicKeyInfo. --pem prints that key
      alone, for other programs.

      Examples:
        things device show --store device
        things device show --store device --json
        things device show --store device --pem idevid > idevid.pem
      """)

  @Option(help: "The device's folder.", completion: .directory)
  var store: String

  @Flag(help: "Print JSON.")
  var json = false

  @Option(help: "Print this key's public half, in PEM, and nothing else.")
  var pem: String?

  @OptionGroup var pin: PINOptions

  func validate() throws {
    guard !json || pem == nil else { throw ValidationError("give --json or --pem, not both") }
  }

  func run() throws {
    var device = try OpenDevice.load(store, pin: pin)
    if let pem {
      let algorithm = try device.algorithm(of: pem)
      let key = PublicKeyText(algorithm: algorithm, bytes: try device.publicKey(of: pem))
      return print(key.pem, terminator: "")
    }
    let keys = try device.shownKeys()
    guard !json else {
      let shown = Shown(serial: device.device.serial, keys: device.keys.description, list: keys)
      return print(try encodedJSON(shown), terminator: "")
    }
    Terminal.fact("serial", device.device.serial)
    Terminal.fact("keys", device.keys.description)
    for key in keys {
      print("  \(key.label): \(key.algorithm), \(key.origin)")
      // In one piece, however long, to be copied.
      print("    public key      \(key.publicKey)")
      print("    fingerprint     \(key.fingerprint)")
    }
  }

  struct Shown: Encodable {
    var serial: String
    var keys: String
    var list: [ShownKey]
  }
}

struct ShownKey: Encodable {
  var label: String
  var algorithm: String
  var origin: String
  var publicKey: String
  var fingerprint: String
}

extension OpenDevice {
  mutating func shownKeys() throws -> [ShownKey] {
    var shown = [ShownKey]()
    for entry in try list() {
      let label = String(decoding: entry.label.bytes, as: UTF8.self)
      let key = try publicKey(of: label)
      shown.append(
        ShownKey(
          label: label, algorithm: entry.algorithm.name, origin: "\(entry.origin)",
          publicKey: hexadecimal(key),
          fingerprint: try PublicKeyText(algorithm: entry.algorithm, bytes: key).fingerprint()))
    }
    return shown
  }
}
