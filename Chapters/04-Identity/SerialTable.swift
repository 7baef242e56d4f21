/// Something that a serial number is looked up for.
protocol HasSerialNumber {
  var serial: DeviceSerial { get }
}

extension DeviceSerial: HasSerialNumber {
  var serial: DeviceSerial { self }
}

/// Entries in the order of their serial numbers, one for each.
struct SerialTable<Entry: HasSerialNumber> {
  private(set) var entries: [Entry] = []

  subscript(serial: DeviceSerial) -> Entry? {
    let place = place(of: serial)
    guard place < entries.count, entries[place].serial == serial else { return nil }
    return entries[place]
  }

  /// Throws `.alreadyEnrolled`, or `.full` where `limit` entries are there.
  mutating func insert(_ entry: Entry, limit: Int) throws(RegistryRefusal) {
    let place = place(of: entry.serial)
    if place < entries.count, entries[place].serial == entry.serial {
      throw .alreadyEnrolled
    }
    guard entries.count < limit else { throw .full(limit: limit) }
    entries.insert(entry, at: place)
  }

  mutating func remove(_ serial: DeviceSerial) throws(RegistryRefusal) {
    let place = place(of: serial)
    guard place < entries.count, entries[place].serial == serial else {
      throw .unknownDevice
    }
    entries.remove(at: place)
  }

  /// The first entry that does not come before `serial`, by halving.
  private func place(of serial: DeviceSerial) -> Int {
    var range = 0..<entries.count
    while !range.isEmpty {
      let middle = range.lowerBound &+ range.count / 2
      if entries[middle].serial < serial {
        range = (middle &+ 1)..<range.upperBound
      } else {
        range = range.lowerBound..<middle
      }
    }
    return range.lowerBound
  }
}

extension SerialTable: Sendable where Entry: Sendable {}
