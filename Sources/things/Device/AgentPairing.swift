// SPDX-License-Identifier: Apache-2.0
import Foundation
import Identity
import KeyStores
import OpenSSLBackend
import Primitives
import SystemRandom

/// The agent's keys, if it is still the agent that the device was paired with.
func openAgent(at socket: String, for device: Device) throws -> any KeyStore & ~Copyable {
  guard let agentKey = device.agentKey.flatMap({ bytes(hexadecimal: $0) }) else {
    throw DeviceRefusal.notPaired("device.json")
  }
  do throws(KeyStoreError) {
    var random = SystemRandom()
    return try AgentStore<OpenSSLCrypto>(
      SocketLine(to: socket), agentKey: agentKey, using: &random)
  } catch { throw DeviceRefusal.agent(error, socket) }
}

extension DeviceNewCommand {
  /// Takes the agent's key for its own from now on. Whoever answers this time is believed, unless
  /// `--agent-key` says who it must be.
  func pair(with socket: String) throws {
    var expected: [UInt8]?
    if let agentKey {
      guard let key = bytes(hexadecimal: agentKey), key.count == 65 else {
        throw DeviceRefusal.agent(.crypto(.invalidKey), socket)
      }
      expected = key
    }
    let (agentKey, publicKey) = try paired(with: socket, expecting: expected)
    let folder = try Folder(store)
    let device = Device(
      serial: serial, keys: keys.description, publicKey: hexadecimal(publicKey),
      agentKey: hexadecimal(agentKey))
    try device.save(in: store)
    print("wrote \(folder.file("device.json"))")
    Terminal.fact("serial", serial)
    Terminal.fact("keys", keys.description)
    let key = PublicKeyText(algorithm: .ecdsaP256, bytes: publicKey)
    print("    fingerprint     \(try key.fingerprint())")
    print("    agent's key     \(hexadecimal(agentKey))")
  }

  private func paired(
    with socket: String, expecting expected: [UInt8]?
  ) throws -> (agentKey: [UInt8], publicKey: [UInt8]) {
    let label = try keyLabel(Device.identity)
    do throws(KeyStoreError) {
      var random = SystemRandom()
      let line = try SocketLine(to: socket)
      var agent =
        if let expected {
          try AgentStore<OpenSSLCrypto>(line, agentKey: expected, using: &random)
        } else {
          try AgentStore<OpenSSLCrypto>(pairing: line, using: &random)
        }
      return (agent.agentKey, try agent.publicKey(of: label))
    } catch { throw DeviceRefusal.agent(error, socket) }
  }
}
