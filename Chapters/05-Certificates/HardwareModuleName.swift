import Wire

/// HardwareModuleName ::= SEQUENCE {
///     hwType OBJECT IDENTIFIER,
///     hwSerialNum OCTET STRING }
///
/// Which piece of hardware holds the key (RFC 4108, 5).
public struct HardwareModuleName: Equatable, Sendable {
  /// The kind of it, under an arc of its maker's own.
  public let hwType: OID
  /// Which one of its kind, in the maker's own form.
  public let hwSerialNum: [UInt8]

  public init(hwType: OID, hwSerialNum: [UInt8]) {
    self.hwType = hwType
    self.hwSerialNum = hwSerialNum
  }

  var bytes: Int { 32 + hwType.bytes + hwSerialNum.count }
}

extension OID {
  /// Five octets hold any arc.
  var bytes: Int { 4 + 5 * arcs.count }
}

extension OutputSpan where Element == UInt8 {
  /// OtherName ::= SEQUENCE {
  ///      type-id    OBJECT IDENTIFIER,
  ///      value      [0] EXPLICIT ANY DEFINED BY type-id }
  ///
  /// In GeneralName it is `[0] IMPLICIT`; the tag is a constructed one.
  mutating func otherName(_ name: HardwareModuleName) throws(WireError) {
    try constructed(.explicit(0), "otherName") { out throws(WireError) in
      try out.objectIdentifier([1, 3, 6, 1, 5, 5, 7, 8, 4], "id-on-hardwareModuleName")
      try out.constructed(.explicit(0), "value") { out throws(WireError) in
        try out.hardwareModuleName(name)
      }
    }
  }

  private mutating func hardwareModuleName(
    _ name: HardwareModuleName
  ) throws(WireError) {
    guard !name.hwSerialNum.isEmpty else {
      throw WireError(.invalid(0), "hwSerialNum", at: count)
    }
    try sequence("HardwareModuleName") { out throws(WireError) in
      try out.objectIdentifier(name.hwType, "hwType")
      try out.octetString(name.hwSerialNum.span, "hwSerialNum")
    }
  }
}
