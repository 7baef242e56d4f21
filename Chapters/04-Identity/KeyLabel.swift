/// What a key is called in its store: 1 to 32 letters, digits, dots, hyphens and
/// underscores, the first a letter or a digit, so that any store can keep it and any
/// file can be named after it.
public struct KeyLabel: Hashable, Sendable {
  public let bytes: [UInt8]

  public init(_ bytes: Span<UInt8>) throws(KeyStoreError) {
    guard 1...32 ~= bytes.count else { throw .labelForm }
    for i in bytes.indices where !isLabelCharacter(bytes[i], at: i) { throw .labelForm }
    self.bytes = [UInt8](capacity: bytes.count) { out in
      for i in bytes.indices { out.append(bytes[i]) }
    }
  }
}

private func isLabelCharacter(_ byte: UInt8, at index: Int) -> Bool {
  switch byte {
  case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
    UInt8(ascii: "0")...UInt8(ascii: "9"):
    true
  case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"): index > 0
  default: false
  }
}
