// SPDX-License-Identifier: Apache-2.0
import Foundation
import Identity

/// What `device.json` says: who the device is, and where its keys are. Nothing of it is secret.
struct Device: Codable {
  var serial: String
  var keys: String
  /// Of the key `idevid`, in hexadecimal.
  var publicKey: String
  /// Of the agent that has the keys, as it was when they were paired; in hexadecimal.
  var agentKey: String?

  static let identity = "idevid"
  /// Signs attestations, and nothing else.
  static let attestation = "attest"

  static func file(in folder: String) -> String { folder + "/device.json" }

  static func load(from folder: String) throws -> Device {
    let path = file(in: folder)
    guard FileManager.default.fileExists(atPath: path) else {
      throw DeviceRefusal.notADevice(folder)
    }
    let bytes = try Files.read(path, as: "device")
    guard bytes.count <= 65_536,
      let device = try? JSONDecoder().decode(Device.self, from: Data(bytes)),
      isSerial(device.serial), DeviceKeys(argument: device.keys) != nil
    else { throw DeviceRefusal.unreadable(path) }
    return device
  }

  func save(in folder: String) throws {
    try Files.write(Self.file(in: folder), Array(try encodedJSON(self).utf8))
  }

  /// A PrintableString (X.680, 41.4) of at most 64 characters (RFC 5280, A.1), since it becomes
  /// the serialNumber of the certificate's subject; no space at either end.
  static func isSerial(_ text: String) -> Bool {
    let allowed = Array("'()+,-./:=? ".utf8)
    let bytes = Array(text.utf8)
    return 1...64 ~= bytes.count && bytes.first != UInt8(ascii: " ")
      && bytes.last != UInt8(ascii: " ")
      && bytes.allSatisfy {
        UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 || UInt8(ascii: "A")...UInt8(ascii: "Z") ~= $0
          || UInt8(ascii: "a")...UInt8(ascii: "z") ~= $0 || allowed.contains($0)
      }
  }
}

/// A device and its store, for a command that wants something of it.
struct OpenDevice: ~Copyable {
  let device: Device
  let folder: String
  let keys: DeviceKeys
  var store: any KeyStore & ~Copyable

  private init(
    _ device: Device, _ folder: String, _ keys: DeviceKeys,
    _ store: consuming any KeyStore & ~Copyable
  ) {
    self.device = device
    self.folder = folder
    self.keys = keys
    self.store = store
  }

  /// Throws `.otherKey` if the store is not the one that the device was made with.
  static func load(_ folder: String, pin: PINOptions) throws -> OpenDevice {
    let device = try Device.load(from: folder)
    guard let keys = DeviceKeys(argument: device.keys) else {
      throw DeviceRefusal.unreadable(Device.file(in: folder))
    }
    var opened = OpenDevice(device, folder, keys, try keys.open(in: folder, pin: pin))
    guard hexadecimal(try opened.publicKey(of: Device.identity)) == device.publicKey else {
      throw DeviceRefusal.otherKey(folder)
    }
    return opened
  }

  mutating func list() throws -> [KeyEntry] {
    do throws(KeyStoreError) { return try store.list() } catch { throw refusal(error, "") }
  }

  mutating func publicKey(of label: String) throws -> [UInt8] {
    let name = try keyLabel(label)
    do throws(KeyStoreError) { return try store.publicKey(of: name) } catch {
      throw refusal(error, label)
    }
  }

  mutating func algorithm(of label: String) throws -> KeyAlgorithm {
    let name = try keyLabel(label)
    guard let entry = try list().first(where: { $0.label == name }) else {
      throw DeviceRefusal.noSuchKey(label, folder: folder)
    }
    return entry.algorithm
  }

  mutating func sign(_ message: [UInt8], with label: String) throws -> [UInt8] {
    let name = try keyLabel(label)
    do throws(KeyStoreError) {
      return try [UInt8](capacity: 72) { out throws(KeyStoreError) in
        try store.sign(message.span, with: name, into: &out)
      }
    } catch { throw refusal(error, label) }
  }

  private func refusal(_ error: KeyStoreError, _ label: String) -> DeviceRefusal {
    switch error {
    case .noSuchKey: .noSuchKey(label, folder: folder)
    case .wrongUse: .doesNotSign(label)
    default:
      if case .agent(let socket) = keys {
        .agent(error, socket)
      } else {
        .store(error, "the store of \(folder)")
      }
    }
  }
}

func keyLabel(_ text: String) throws -> KeyLabel {
  do throws(KeyStoreError) { return try KeyLabel(Array(text.utf8).span) } catch {
    throw DeviceRefusal.labelForm(text)
  }
}

func encodedJSON(_ value: some Encodable) throws -> String {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
  return String(decoding: try encoder.encode(value), as: UTF8.self) + "\n"
}
