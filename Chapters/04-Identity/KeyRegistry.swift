import Primitives
import Wire

/// A service that keeps each device's public key, and asks for a signature.
///
/// Its memory is bounded: so many devices, so many open challenges.
public struct KeyRegistry<Crypto: CryptoProvider>: Sendable {
  public let audience: Audience
  private let limits: RegistryLimits
  private var devices = SerialTable<EnrolledDevice>()
  private var challenges: [OpenChallenge] = []

  public init(_ audience: Audience, limits: RegistryLimits = RegistryLimits()) {
    self.audience = audience
    self.limits = limits
  }

  /// In the factory, where the device is in our hands. Throws `.notAKey` for a point that
  /// is not on the curve.
  public mutating func enrol(
    _ serial: DeviceSerial, _ key: VerifyingKey
  ) throws(RegistryRefusal) {
    do throws(CryptoError) { try key.check(with: Crypto.self) } catch {
      throw error == .invalidKey ? .notAKey : .crypto(error)
    }
    let device = EnrolledDevice(serial: serial, key: key)
    try devices.insert(device, limit: limits.devices)
  }

  /// From here on the device is a stranger, whatever it has been asked before.
  public mutating func remove(_ serial: DeviceSerial) throws(RegistryRefusal) {
    try devices.remove(serial)
    challenges.removeAll { $0.challenge.serial == serial }
  }

  /// A question that was never asked before, and that is to be answered before long.
  public mutating func challenge(
    _ serial: DeviceSerial, now: Instant,
    using random: inout some RandomSource & ~Copyable
  ) throws(RegistryRefusal) -> Challenge {
    guard devices[serial] != nil else { throw .unknownDevice }
    try makeRoom(for: serial, now: now)
    let nonce: Secret
    do throws(CryptoError) {
      nonce = try random.secret(count: Challenge.nonceLength)
    } catch { throw .crypto(error) }
    guard let challenge = Challenge(nonce.bytes, from: audience, to: serial) else {
      throw .crypto(.entropyFailure)
    }
    challenges.append(
      OpenChallenge(challenge: challenge, deadline: now + limits.lifetime))
    return challenge
  }

  /// Only a device that has proved it comes out of here.
  public mutating func admit(
    _ serial: DeviceSerial, nonce: Span<UInt8>, signature: Span<UInt8>, now: Instant
  ) throws(RegistryRefusal) -> ProvenDevice {
    guard let device = devices[serial] else { throw .unknownDevice }
    guard let place = challenges.firstIndex(where: { $0.isFor(serial, nonce) }) else {
      throw .notAsked
    }
    guard !challenges[place].isSpent else { throw .replayed }
    guard now < challenges[place].deadline else { throw .expired }
    // Before the signature is looked at: there is one try.
    challenges[place].isSpent = true
    let message = challenges[place].challenge.message
    do throws(CryptoError) {
      try device.key.verify(signature, of: message.span, with: Crypto.self)
    } catch { throw error == .invalidSignature ? .wrongKey : .crypto(error) }
    return ProvenDevice(serial: serial, key: device.key)
  }

  /// What was answered or has expired is remembered, so that it can be told from what was
  /// never asked, for as long as nothing else needs its place.
  private mutating func makeRoom(
    for serial: DeviceSerial, now: Instant
  ) throws(RegistryRefusal) {
    if isCrowded(serial) {
      challenges.removeAll { $0.isSpent || $0.deadline <= now }
    }
    guard challenges.count < limits.open else { throw .tooManyOpen(limit: limits.open) }
    guard !isCrowded(serial) else { throw .tooManyOpen(limit: limits.openPerDevice) }
  }

  private func isCrowded(_ serial: DeviceSerial) -> Bool {
    challenges.count >= limits.open
      || challenges.count { $0.challenge.serial == serial } >= limits.openPerDevice
  }
}
