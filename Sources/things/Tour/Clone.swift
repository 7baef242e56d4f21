// SPDX-License-Identifier: Apache-2.0
import Foundation
import Identity
import KeyStores
import OpenSSLBackend
import Primitives
import SystemRandom
import Wire

/// A device's flash is copied into another, with all that was ever said on the wire. A service that
/// trusts a serial number lets the clone in; one that asks for a signature does not.
struct Clone {
  typealias Store = SealedStore<OpenSSLCrypto, FileMedium, SystemRandom>
  typealias Registry = KeyRegistry<OpenSSLCrypto>

  var folder: Folder
  var serial: DeviceSerial
  private let audience: Audience
  private var random = SystemRandom()
  private var now: Wire.Instant { Instant(nanoseconds: DispatchTime.now().uptimeNanoseconds) }

  init(_ cast: Cast) throws {
    let name = Array("localhost".utf8)
    guard let serial = DeviceSerial(Array(cast.serial.utf8).span),
      let audience = Audience(service: name.span, purpose: Array("connect".utf8).span)
    else { throw Unexpected("a name") }
    folder = cast.folder
    self.serial = serial
    self.audience = audience
  }

  /// The facts for the page.
  mutating func run() throws -> [String] {
    for name in ["genuine", "clone", "clone-own"] { clear(name) }
    var genuine = try key(in: open("genuine", root: random.secret(count: 32)))
    var registry = Registry(audience)
    let publicKey = try genuine.publicKey()
    guard let verifying = VerifyingKey(publicKey.span, .ecdsaP256) else {
      throw Unexpected("the public key")
    }
    try registry.enrol(serial, verifying)
    var bySerial = SerialRegistry()
    try bySerial.enrol(serial)

    Terminal.say("A service that trusts the serial number:")
    try bySerial.admit(serial)
    Terminal.good("the device is let in")
    try bySerial.admit(serial)
    Terminal.bad("its clone is let in")

    Terminal.say("The same service, with the device's public key and a question for each call:")
    var overheard: [(nonce: [UInt8], signature: [UInt8])] = []
    for _ in 0..<3 {
      let challenge = try registry.challenge(serial, now: now, using: &random)
      let signature = try challenge.answer(with: &genuine)
      _ = try registry.admit(
        serial, nonce: challenge.nonce.span, signature: signature.span, now: now)
      overheard.append((challenge.nonce, signature))
    }
    Terminal.good("the device is let in, three times")
    return try [
      "trusted by its serial number, a clone was let in",
      "asked for a signature, the device was let in three times",
    ] + refuse(&registry, overheard)
  }

  /// All that a clone can do without the key; each must be refused for its own reason.
  private mutating func refuse(
    _ registry: inout Registry, _ overheard: [(nonce: [UInt8], signature: [UInt8])]
  ) throws -> [String] {
    for (nonce, signature) in overheard {
      try expect(.replayed, &registry, nonce, signature)
    }
    refused("every answer that was overheard, again", "\(RegistryRefusal.replayed)")
    let question = try registry.challenge(serial, now: now, using: &random)
    try expect(.wrongKey, &registry, question.nonce, overheard[0].signature)
    refused("an old answer to a new question", "\(RegistryRefusal.wrongKey)")

    let copied = try copiedStore()
    refused("the file with the sealed key, on other hardware", "\(copied)")

    var own = try key(in: open("clone-own", root: random.secret(count: 32)))
    let challenge = try registry.challenge(serial, now: now, using: &random)
    let signature = try challenge.answer(with: &own)
    try expect(.wrongKey, &registry, challenge.nonce, signature)
    refused("a key of the clone's own, under that name", "\(RegistryRefusal.wrongKey)")
    return ["its clone was refused with all that it had copied, overheard or made up"]
  }

  private func refused(_ attempt: String, _ reason: String) {
    Terminal.good("the clone is refused: \(attempt)")
    Terminal.fact("because", reason)
  }

  private func expect(
    _ refusal: RegistryRefusal, _ registry: inout Registry, _ nonce: [UInt8], _ answer: [UInt8]
  ) throws {
    do throws(RegistryRefusal) {
      _ = try registry.admit(serial, nonce: nonce.span, signature: answer.span, now: now)
    } catch {
      guard error == refusal else { throw error }
      return
    }
    throw Accepted()
  }

  /// The genuine device's file beside another root key: what another chip has in its fuses.
  private mutating func copiedStore() throws -> KeyStoreError {
    for part in ["keys", "count"] {
      let copy = folder.file("clone.\(part)")
      try FileManager.default.copyItem(atPath: folder.file("genuine.\(part)"), toPath: copy)
    }
    let root = try random.secret(count: 32)
    do throws(KeyStoreError) { _ = try open("clone", root: root) } catch { return error }
    throw Accepted()
  }

  private func open(_ name: String, root: consuming Secret) throws(KeyStoreError) -> Store {
    let medium = try FileMedium(
      image: folder.file("\(name).keys"), counter: folder.file("\(name).count"))
    return try SealedStore(medium, rootKey: root, device: serial.bytes.span, random: random)
  }

  /// A tour may have been here before.
  private func clear(_ name: String) {
    for part in ["keys", "count"] {
      try? FileManager.default.removeItem(atPath: folder.file("\(name).\(part)"))
    }
  }

  private func key(in store: consuming Store) throws -> StoredKey<Store> {
    let label = try keyLabel("idevid")
    try store.generate(.ecdsaP256, as: label)
    return try StoredKey(label, in: store)
  }

  struct Accepted: Error, CustomStringConvertible {
    var description: String {
      "a clone was let in by a service that asks for a signature; this must not happen"
    }
  }

  struct Unexpected: Error, CustomStringConvertible {
    let what: String
    init(_ what: String) { self.what = what }
    var description: String { "\(what) has not the form that it must have" }
  }
}
