/// What is printed on the device: 1 to 64 characters of a PrintableString (X.680, 41.4;
/// RFC 5280, A.1), no space at either end. It says which device is meant, and proves nothing.
public struct DeviceSerial: Comparable, Hashable, Sendable {
  public let bytes: [UInt8]

  /// Nil for any other bytes.
  public init?(_ bytes: Span<UInt8>) {
    guard 1...64 ~= bytes.count else { return nil }
    guard bytes[0] != space, bytes[bytes.count &- 1] != space else { return nil }
    for i in bytes.indices where !isPrintable(bytes[i]) { return nil }
    self.bytes = [UInt8](capacity: bytes.count) { out in out.append(bytes) }
  }

  public static func < (a: DeviceSerial, b: DeviceSerial) -> Bool {
    a.bytes.lexicographicallyPrecedes(b.bytes)
  }
}

private let space = UInt8(ascii: " ")

private func isPrintable(_ byte: UInt8) -> Bool {
  switch byte {
  case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
    UInt8(ascii: "+")...UInt8(ascii: ":"), UInt8(ascii: "'")...UInt8(ascii: ")"):
    true
  case space, UInt8(ascii: "="), UInt8(ascii: "?"): true
  default: false
  }
}
