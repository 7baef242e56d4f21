/// Numbers at an address that stays, ended by a zero, as the library wants them.
final class CList<Number: FixedWidthInteger> {
  let start: UnsafeMutablePointer<Number>

  init(_ numbers: [Number]) {
    start = .allocate(capacity: numbers.count + 1)
    start.initialize(to: 0)
    for (i, number) in numbers.enumerated() {
      (start + i).initialize(to: number)
      (start + i + 1).initialize(to: 0)
    }
  }

  deinit { start.deallocate() }
}

/// The same for names: each ends with a zero, and the list with a null pointer.
final class CNames {
  let start: UnsafeMutablePointer<UnsafePointer<CChar>?>
  private let names: [CList<CChar>]

  init(_ names: [[UInt8]]) {
    self.names = names.map { CList($0.map(CChar.init(bitPattern:))) }
    start = .allocate(capacity: names.count + 1)
    start.initialize(repeating: nil, count: names.count + 1)
    for (i, name) in self.names.enumerated() { start[i] = UnsafePointer(name.start) }
  }

  deinit { start.deallocate() }
}
