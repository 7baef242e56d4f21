import Wire

extension OutputSpan where Element == UInt8 {
  /// A number of any size that is not negative: big-endian, leading zeros allowed.
  public mutating func integer(
    _ magnitude: Span<UInt8>, _ field: FieldName
  ) throws(WireError) {
    var first = 0
    while first < magnitude.count, magnitude[first] == 0 { first += 1 }
    // The first bit is the sign, so a number that begins with a one needs a zero.
    let signed = first == magnitude.count || magnitude[first] >= 0x80
    let digits = magnitude.count - first
    try header(.integer, length: digits + (signed ? 1 : 0), field)
    if signed { append(0) }
    for i in first..<magnitude.count { append(magnitude[i]) }
  }

  public mutating func integer(_ value: UInt8, _ field: FieldName) throws(WireError) {
    let magnitude: InlineArray<1, UInt8> = [value]
    try integer(magnitude.span, field)
  }

  public mutating func boolean(_ value: Bool, _ field: FieldName) throws(WireError) {
    try header(.boolean, length: 1, field)
    append(value ? 0xff : 0x00)
  }

  public mutating func octetString(
    _ content: Span<UInt8>, as tag: DERTag = .octetString, _ field: FieldName
  ) throws(WireError) {
    try primitive(tag, content, field)
  }

  /// Whole octets of bits.
  public mutating func bitString(
    _ content: Span<UInt8>, _ field: FieldName
  ) throws(WireError) {
    try header(.bitString, length: 1 + content.count, field)
    append(0)
    for i in content.indices { append(content[i]) }
  }

  /// A list of named bits, bit 0 being the highest; zeros at the end are left out
  /// (X.690, 11.2.2).
  public mutating func namedBits(
    _ bits: UInt16, _ field: FieldName
  ) throws(WireError) {
    let used = UInt16.bitWidth - bits.trailingZeroBitCount
    let octets = (used + 7) / 8
    try header(.bitString, length: 1 + octets, field)
    append(UInt8(octets * 8 - used))
    for i in 0..<octets { append(UInt8(truncatingIfNeeded: bits >> (8 - 8 * i))) }
  }

  /// The first two arcs share a number; each number is written seven bits at a time.
  public mutating func objectIdentifier(
    _ id: OID, _ field: FieldName
  ) throws(WireError) {
    let arcs = id.arcs
    guard arcs.count >= 2, arcs[0] <= 2, arcs[1] < 40 || arcs[0] == 2, arcs[1] < 1 << 31
    else { throw WireError(.invalid(UInt64(arcs.first ?? 0)), field, at: count) }
    try constructed(.objectIdentifier, field) { out throws(WireError) in
      try out.base128(arcs[0] * 40 + arcs[1], field)
      for arc in arcs.dropFirst(2) { try out.base128(arc, field) }
    }
  }

  private mutating func base128(
    _ number: UInt32, _ field: FieldName
  ) throws(WireError) {
    let groups = max(1, (UInt32.bitWidth - number.leadingZeroBitCount + 6) / 7)
    try need(groups, field)
    for i in (0..<groups).reversed() {
      let more: UInt8 = i > 0 ? 0x80 : 0
      append(UInt8(truncatingIfNeeded: number >> (7 * i)) & 0x7f | more)
    }
  }
}

/// An OBJECT IDENTIFIER as a standard prints it: `[1, 2, 840, 10045, 2, 1]`.
public struct OID: ExpressibleByArrayLiteral, Equatable, Sendable {
  public let arcs: [UInt32]

  public init(arcs: [UInt32]) { self.arcs = arcs }

  public init(arrayLiteral arcs: UInt32...) { self.init(arcs: arcs) }
}
