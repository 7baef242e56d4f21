/// All identities of one device: the one that it was born with, and those of its owner.
public struct DeviceIdentities: Sendable {
  public static var localLimit: Int { 8 }

  public let initial: DeviceIdentity
  /// The oldest first.
  public private(set) var locals: [DeviceIdentity] = []

  public init(_ initial: DeviceIdentity) throws(IdentityRefusal) {
    guard initial.kind == .initial else { throw .notInitial }
    self.initial = initial
  }

  /// Takes what the owner's authority has issued. A key of its own for each identity, so
  /// that what one owner sees tells nothing about another's.
  public mutating func adopt(_ local: DeviceIdentity) throws(IdentityRefusal) {
    guard local.kind == .local else { throw .notLocal }
    guard local.serial == initial.serial else { throw .otherDevice }
    guard local.key != initial.key, !locals.contains(where: { $0.key == local.key })
    else { throw .sharedKey }
    guard locals.count < Self.localLimit else { throw .full(limit: Self.localLimit) }
    locals.append(local)
  }

  /// Which one is shown. The initial identity is never shown to a service.
  public func identity(for use: IdentityUse) throws(IdentityRefusal) -> DeviceIdentity {
    switch use {
    case .introduction: return initial
    case .enrolment: return locals.last ?? initial
    case .service:
      guard let newest = locals.last else { throw .notEnrolled }
      return newest
    }
  }

  /// Renewal: the old one goes when the new one has been seen to work. The key that is to
  /// be destroyed, or nil if there is no such local identity.
  public mutating func retire(_ key: KeyLabel) -> KeyLabel? {
    guard let place = locals.firstIndex(where: { $0.key == key }) else { return nil }
    return locals.remove(at: place).key
  }

  /// The device changes hands: everything of the owner's goes, and the initial identity
  /// stays. The keys that are to be destroyed.
  public mutating func release() -> [KeyLabel] {
    let keys = locals.map { $0.key }
    locals = []
    return keys
  }
}
