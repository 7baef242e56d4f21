import Wire

extension DERReader {
  /// GeneralName ::= CHOICE {
  ///      otherName                       [0]     OtherName,
  ///      rfc822Name                      [1]     IA5String,
  ///      dNSName                         [2]     IA5String,
  ///      x400Address                     [3]     ORAddress,
  ///      directoryName                   [4]     Name,
  ///      ediPartyName                    [5]     EDIPartyName,
  ///      uniformResourceIdentifier       [6]     IA5String,
  ///      iPAddress                       [7]     OCTET STRING,
  ///      registeredID                    [8]     OBJECT IDENTIFIER }
  ///
  /// Where a constraint stands, each address has a mask behind it.
  @_lifetime(copy self)
  mutating func generalName(masked: Bool = false) throws(DERError) -> DERElement {
    let name = try any("GeneralName")
    switch name.tag {
    case .implicit(1), .implicit(2), .implicit(6):
      for i in name.content.indices where !(1..<0x80 ~= name.content[i]) {
        throw name.error(.value, "GeneralName")
      }
    case .explicit(4):
      try DERReader.all(name.content, base: name.contentStart, "directoryName") {
        reader throws(DERError) in _ = try reader.name("directoryName")
      }
    case .implicit(7):
      let length = masked ? name.content.count / 2 : name.content.count
      guard length == 4 || length == 16, !masked || name.content.count % 2 == 0 else {
        throw name.error(.value, "iPAddress")
      }
    case .explicit(0):
      try DERReader.all(name.content, base: name.contentStart, "otherName") {
        reader throws(DERError) in try reader.otherName()
      }
    case .implicit(8):
      var inside = DERReader(name.bytes, base: name.range.lowerBound)
      _ = try inside.objectIdentifier("registeredID", as: .implicit(8))
    case .explicit(3), .explicit(5): break
    default: throw name.error(.value, "GeneralName")
    }
    return name
  }

  /// OtherName ::= SEQUENCE {
  ///      type-id    OBJECT IDENTIFIER,
  ///      value      [0] EXPLICIT ANY DEFINED BY type-id }
  private mutating func otherName() throws(DERError) {
    _ = try objectIdentifier("type-id")
    let value = try read(.explicit(0), "value")
    var inside = DERReader(value)
    _ = try inside.any("value")
    try inside.end("value")
  }
}
