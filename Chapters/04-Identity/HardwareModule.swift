/// Which piece of hardware holds the key (RFC 4108, 5): the kind, and which one of its kind.
/// In a certificate this is the HardwareModuleName among the alternative names.
public struct HardwareModule: Equatable, Sendable {
  /// An object identifier under an arc that the maker owns, number by number.
  public let kind: [UInt32]
  /// 1 to 64 bytes, in the maker's own form.
  public let serial: [UInt8]

  /// Nil if `kind` cannot be an object identifier (X.660, 7.6), or for other lengths.
  public init?(kind: [UInt32], serial: Span<UInt8>) {
    guard 2...32 ~= kind.count, kind[0] <= 2, kind[0] == 2 || kind[1] < 40 else {
      return nil
    }
    guard 1...64 ~= serial.count else { return nil }
    self.kind = kind
    self.serial = [UInt8](capacity: serial.count) { out in out.append(serial) }
  }
}
