// SPDX-License-Identifier: Apache-2.0
import Foundation
import Identity
import KeyStores
import TLS

/// What `--key` names: a PEM file, or the key of a device, as `device:FOLDER`.
enum KeySource {
  case file(String)
  case device(folder: String)

  init(_ text: String) {
    let prefix = "device:"
    self =
      text.hasPrefix(prefix) ? .device(folder: String(text.dropFirst(prefix.count))) : .file(text)
  }

  /// Into the configuration, beside the chain that it belongs to.
  func identify(_ configuration: inout TLSConfiguration) throws {
    switch self {
    case .file(let path): configuration.privateKey = try Credentials.privateKey(path)
    case .device(let folder):
      configuration.signer = try OpenDevice.load(folder, pin: PINOptions.parse([])).signer()
    }
  }
}

extension OpenDevice {
  /// The device's identity, for handshakes.
  consuming func signer() throws -> HandshakeSigner {
    // The store was opened for this key and nobody else has it, so it may move to another thread,
    // although not every kind of store says so of itself.
    nonisolated(unsafe) let key = try signingKey()
    return try HandshakeSigner(key)
  }

  /// The same, for whatever else wants a signature.
  consuming func signingKey() throws -> StoredKey<BoxedStore> {
    try StoredKey(keyLabel(Device.identity), in: BoxedStore(store))
  }
}
