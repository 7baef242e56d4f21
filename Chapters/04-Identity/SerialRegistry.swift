/// A service as it is built too often: who knows a name is let in.
public struct SerialRegistry: Sendable {
  private var serials = SerialTable<SerialNumber>()
  private let limit: Int

  public init(limit: Int = 65_536) { self.limit = limit }

  public mutating func enrol(_ serial: SerialNumber) throws(RegistryRefusal) {
    try serials.insert(serial, limit: limit)
  }

  /// All that is asked for is the name.
  public func admit(_ serial: SerialNumber) throws(RegistryRefusal) {
    guard serials[serial] != nil else { throw .unknownDevice }
  }
}
