// SPDX-License-Identifier: Apache-2.0
import Identity
import Primitives
import Wire

/// Chapter 04: a key stays in a sealed store; and a device boots in two layers, says who it is and
/// what runs on it, and is another one when a byte of its firmware has changed. The secret counts
/// from 00 to 1f and is nobody's.
func testIdentity() throws(SelfTest.Failure) {
  try testSealedStore()
  var device = try boot(text("application, version 7"))
  try haveGoldenKeys(&device)
  try attest(&device)
  try answer(&device)
  let (deviceID, alias) = (device.deviceID, try publicKey(&device))
  try oneByteIsAnotherKey(deviceID, alias)
}

private func haveGoldenKeys(_ device: inout Booted) throws(SelfTest.Failure) {
  let (deviceID, alias) = (device.deviceID, try publicKey(&device))
  try require(
    equal(deviceID.bytes.span, hex(goldenDeviceID).span), "the DeviceID key is not the golden one")
  try require(
    equal(alias.bytes.span, hex(goldenAlias).span), "the alias key is not the golden one")
}

private func oneByteIsAnotherKey(
  _ deviceID: VerifyingKey, _ alias: VerifyingKey
) throws(SelfTest.Failure) {
  var changed = try boot(text("application, version 8"))
  let (sameID, otherAlias) = (changed.deviceID, try publicKey(&changed))
  try require(sameID == deviceID, "the first layer changed with the second")
  try require(otherAlias != alias, "other firmware has the same key")
}

/// Computed in Python from RFC 5869, SP 800-90A and FIPS 186-5 (Tests/IdentityTests/layers.py).
private let goldenDeviceID: StaticString =
  """
  049099899a8f0eac508715137b6d64cbc55b1c45ed27cff37ad640f5bb198ff45487d917fbb9c68b95b08ba2\
  58744a88626b950017083eade1650a0dcf5f4f6cf8
  """
private let goldenAlias: StaticString =
  """
  047d852be5425884f1597a5179ff1af8345c1e9972ab8bff939bef3a39fdea07a04a07c12c0066a422acf17b\
  678cb553c67eb8b23a8dccde2c2df7e7c150680a22
  """

/// What is known of a device outside, and the key that it has once it runs.
private struct Booted: ~Copyable {
  let deviceID: VerifyingKey
  var alias: AliasKey<PortableCrypto>
}

private func boot(_ application: [UInt8]) throws(SelfTest.Failure) -> Booted {
  do throws(KeyStoreError) {
    var first = try firstLayer(text("boot loader, version 1"))
    let deviceID = try first.publicKey()
    let second = try first.next(measuring: application.span, as: text("app").span)
    return Booted(deviceID: deviceID, alias: second.settle())
  } catch { throw SelfTest.Failure(what: "the device did not boot") }
}

private func firstLayer(_ loader: [UInt8]) throws(KeyStoreError) -> Layer<PortableCrypto> {
  do throws(CryptoError) {
    let secret = try UniqueDeviceSecret(
      Secret(count: 32) { bytes in for i in 0..<32 { bytes[i] = UInt8(i) } })
    return try secret.layer(
      measuring: loader.span, as: text("boot").span, with: PortableCrypto.self)
  } catch { throw KeyStoreError(error) }
}

private func publicKey(_ device: inout Booted) throws(SelfTest.Failure) -> VerifyingKey {
  let bytes: [UInt8]
  do throws(KeyStoreError) { bytes = try device.alias.publicKey() } catch {
    throw SelfTest.Failure(what: "the alias key has no public half")
  }
  guard let key = VerifyingKey(bytes.span, .ecdsaP256) else {
    throw SelfTest.Failure(what: "the alias key has no public half of the right length")
  }
  return key
}

private func attest(_ device: inout Booted) throws(SelfTest.Failure) {
  let nonce = InlineArray<16, UInt8>(repeating: 7)
  guard let serial = DeviceSerial(text("SN-0001").span),
    let attestation = Attestation(
      of: serial, nonce: nonce.span, measurements: device.alias.measurements)
  else { throw SelfTest.Failure(what: "there is nothing to attest") }
  let signed: SignedAttestation
  do throws(KeyStoreError) {
    signed = try SignedAttestation(attestation, signedWith: &device.alias)
  } catch { throw SelfTest.Failure(what: "the attestation was not signed") }
  do throws(AttestationError) {
    let key = try EndorsedKey(
      of: device.deviceID, device.alias.endorsements, with: PortableCrypto.self)
    let told = try key.verified(
      signed, of: serial, answering: nonce.span, with: PortableCrypto.self)
    guard told == attestation else { throw .otherDevice }
  } catch { throw SelfTest.Failure(what: "a true attestation was refused") }
  let other = InlineArray<16, UInt8>(repeating: 8)
  var refused = false
  do throws(AttestationError) {
    let key = try EndorsedKey(
      of: device.deviceID, device.alias.endorsements, with: PortableCrypto.self)
    _ = try key.verified(signed, of: serial, answering: other.span, with: PortableCrypto.self)
  } catch { refused = error == .otherNonce }
  try require(refused, "an old attestation was taken for a new one")
}

/// The other half, as a gateway would run it: a question, its answer, and the same answer again.
private func answer(_ device: inout Booted) throws(SelfTest.Failure) {
  let key = try publicKey(&device)
  guard let serial = DeviceSerial(text("SN-0001").span),
    let audience = Audience(service: text("s.example").span, purpose: text("connect").span)
  else { throw SelfTest.Failure(what: "a name was refused") }
  let now = Instant(nanoseconds: 1)
  var registry = KeyRegistry<PortableCrypto>(audience)
  var random = Counting()
  var replayed = false
  do throws(RegistryRefusal) {
    try registry.enrol(serial, key)
    let challenge = try registry.challenge(serial, now: now, using: &random)
    let signature: [UInt8]
    do throws(KeyStoreError) { signature = try challenge.answer(with: &device.alias) } catch {
      throw .wrongKey
    }
    _ = try registry.admit(
      serial, nonce: challenge.nonce.span, signature: signature.span, now: now)
    do throws(RegistryRefusal) {
      _ = try registry.admit(
        serial, nonce: challenge.nonce.span, signature: signature.span, now: now)
    } catch { replayed = error == .replayed }
  } catch { throw SelfTest.Failure(what: "the right answer was refused") }
  try require(replayed, "an answer was taken twice")
}

/// No source of randomness, but of different bytes: enough for a question in a test.
private struct Counting: RandomSource {
  private var next: UInt8 = 0

  mutating func fill(_ out: inout MutableSpan<UInt8>) throws(CryptoError) {
    for i in out.indices {
      out[i] = next
      next &+= 1
    }
  }
}

private func text(_ literal: StaticString) -> [UInt8] {
  [UInt8](capacity: literal.utf8CodeUnitCount) { out in
    for i in 0..<literal.utf8CodeUnitCount { out.append(literal.utf8Start[i]) }
  }
}
