/// A key in a store, and what others say of it: a DevID (IEEE 802.1AR).
public struct DeviceIdentity: Equatable, Sendable {
  /// Who gave it: the maker, or an owner.
  public enum Kind: Equatable, Sendable {
    /// An IDevID, for as long as the device lives.
    case initial
    /// An LDevID, for as long as the owner says.
    case local
  }

  public static var chainLimit: Int { 8 }
  public static var certificateLimit: Int { 8_192 }

  public let kind: Kind
  /// Where the private key is; it is this identity's and no other's.
  public let key: KeyLabel
  /// The serialNumber of the certificate's subject.
  public let serial: DeviceSerial
  /// Nil where the maker names no hardware.
  public let hardware: HardwareModule?
  /// Certificates in DER, the device's own first, the root left out.
  public let chain: [[UInt8]]

  /// Throws `.chain` without a certificate, with more than 8, or with an absurd one.
  public init(
    _ kind: Kind, key: KeyLabel, serial: DeviceSerial, hardware: HardwareModule? = nil,
    chain: [[UInt8]]
  ) throws(IdentityRefusal) {
    guard 1...Self.chainLimit ~= chain.count,
      chain.allSatisfy({ 1...Self.certificateLimit ~= $0.count })
    else { throw .chain }
    self.kind = kind
    self.key = key
    self.serial = serial
    self.hardware = hardware
    self.chain = chain
  }
}

/// What an identity is shown for.
public enum IdentityUse: CaseIterable, Sendable {
  /// To an owner who does not know the device yet: who made it?
  case introduction
  /// To an owner's authority: for a first local identity, or for the next one.
  case enrolment
  /// To the owner's services, every day.
  case service
}

/// Why there is no identity for that, or why one is not taken.
public enum IdentityRefusal: Error, Equatable, Sendable {
  case chain
  case notInitial
  case notLocal
  /// The key is another identity's already.
  case sharedKey
  /// The identity is another device's.
  case otherDevice
  case full(limit: Int)
  /// The device belongs to nobody yet.
  case notEnrolled
}

extension IdentityRefusal: CustomStringConvertible {
  /// One sentence: what was refused, and what would mend it.
  public var description: String {
    switch self {
    case .chain:
      "an identity has 1 to \(DeviceIdentity.chainLimit) certificates; bring the device's own"
        + " first, and then each issuer's"
    case .notInitial:
      "the first identity is not one of its maker's; bring the one from the factory"
    case .notLocal:
      "a device has one initial identity, and this would be another; bring a local one"
    case .sharedKey:
      "the key is another identity's already; make a new one for this identity"
    case .otherDevice:
      "the identity has another serial number; bring the one that was issued to this device"
    case .full(let limit):
      "the device has \(limit) local identities and takes no more; give one of them up"
    case .notEnrolled:
      "the device has no local identity; enrol it with its owner's authority"
    }
  }
}
