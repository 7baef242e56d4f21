// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Foundation
import Identity

struct DeviceNewCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "new",
    abstract: "Make a device: keys that are born in a store, and never leave it.",
    discussion: """
      Makes the key 'idevid', which proves who the device is, and the key 'attest', which says what
      runs on it. Writes device.json with the serial number, the first key's public half and where
      the keys are.
      --keys psa keeps them in mbedTLS's own storage in the folder; pkcs11:MODULE?token=LABEL in a
      token behind that module, whose PIN comes from --pin-file or THINGS_PIN. agent:SOCKET makes no
      key: it takes the one that the agent has, and writes down which agent that is.

      Examples:
        things device new --store device --keys psa --serial SN-0001
        things device new --store device --serial SN-0001 --pin-file pin \\
          --keys 'pkcs11:/usr/lib/softhsm/libsofthsm2.so?token=factory'
        things device new --store app --serial SN-0001 --keys agent:/run/things/socket
      """)

  @Option(help: "Folder for the device; made if it is not there.", completion: .directory)
  var store: String

  @Option(help: "psa, pkcs11:MODULE[?token=LABEL], sealed or agent:SOCKET.")
  var keys: DeviceKeys = .sealed

  @Option(help: "The serial number, as it stands on the device.")
  var serial: String

  @Option(help: "With agent:SOCKET, the key that things device agent has printed.")
  var agentKey: String?

  @OptionGroup var pin: PINOptions

  func validate() throws {
    guard Device.isSerial(serial) else {
      throw ValidationError(DeviceRefusal.serialForm.description)
    }
  }

  func run() throws {
    guard !FileManager.default.fileExists(atPath: Device.file(in: store)) else {
      throw DeviceRefusal.alreadyThere(store)
    }
    if case .agent(let socket) = keys { return try pair(with: socket) }
    var keyStore = try keys.open(in: store, pin: pin)
    let folder = try Folder(store)
    let (label, attestation) = (try keyLabel(Device.identity), try keyLabel(Device.attestation))
    let publicKey: [UInt8]
    do throws(KeyStoreError) {
      try keyStore.generate(.ecdsaP256, as: label)
      try keyStore.generate(.ecdsaP256, as: attestation)
      publicKey = try keyStore.publicKey(of: label)
    } catch .labelTaken { throw DeviceRefusal.keyThere(keys) } catch {
      throw DeviceRefusal.store(error, "the store of \(store)")
    }
    let device = Device(
      serial: serial, keys: keys.description, publicKey: hexadecimal(publicKey))
    try device.save(in: store)
    print("wrote \(folder.file("device.json"))")
    Terminal.fact("serial", serial)
    Terminal.fact("keys", keys.description)
    let key = PublicKeyText(algorithm: .ecdsaP256, bytes: publicKey)
    print("    fingerprint     \(try key.fingerprint())")
  }
}
