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
  consuming func signer() throws -> HandshakeSigner { try HandshakeSigner(signingKey()) }

  /// The same, for whatever else wants a signature.
  consuming func signingKey() throws -> DeviceSigningKey {
    let label = try keyLabel(Device.identity)
    let algorithm = try algorithm(of: Device.identity)
    return DeviceSigningKey(algorithm: algorithm, label: label, store: store)
  }
}

/// One key of whichever store. The store was opened for it and nobody else has it, so it may move
/// to another thread, although not every kind of store says so of itself.
struct DeviceSigningKey: SigningKey, ~Copyable, @unchecked Sendable {
  let algorithm: KeyAlgorithm
  let label: KeyLabel
  var store: any KeyStore & ~Copyable

  mutating func publicKey() throws(KeyStoreError) -> [UInt8] { try store.publicKey(of: label) }

  mutating func sign(
    _ message: Span<UInt8>, into out: inout OutputSpan<UInt8>
  ) throws(KeyStoreError) {
    try store.sign(message, with: label, into: &out)
  }
}
