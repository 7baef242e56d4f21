/// A service as it is built too often: who knows a name is let in.
public struct SerialRegistry: Sendable {
  private var serials = SerialTable<DeviceSerial>()
  private let limit: Int

  public init(limit: Int = 65_536) { self.limit = limit }

  public mutating func enrol(_ serial: DeviceSerial) throws(RegistryRefusal) {
    try serials.insert(serial, limit: limit)
  }

  /// All that is asked for is the name.
  public func admit(_ serial: DeviceSerial) throws(RegistryRefusal) {
    guard serials[serial] != nil else { throw .unknownDevice }
  }
}
