import Wire

/// How much a registry remembers, and for how long.
public struct RegistryLimits: Sendable {
  public var devices = 65_536
  /// Challenges of all devices together.
  public var open = 1_024
  /// So that one that asks and never answers takes up no other's place.
  public var openPerDevice = 4
  public var lifetime = Duration.seconds(30)

  public init() {}
}

/// A device that has just proved to hold its key.
public struct ProvenDevice: Equatable, Sendable {
  public let serial: DeviceSerial
  public let key: VerifyingKey
}

struct EnrolledDevice: HasSerialNumber, Sendable {
  let serial: DeviceSerial
  let key: VerifyingKey
}

struct OpenChallenge: Sendable {
  let challenge: Challenge
  let deadline: Instant
  var isSpent = false

  func isFor(_ serial: DeviceSerial, _ nonce: Span<UInt8>) -> Bool {
    guard challenge.serial == serial, nonce.count == challenge.nonce.count else {
      return false
    }
    for i in nonce.indices where nonce[i] != challenge.nonce[i] { return false }
    return true
  }
}
