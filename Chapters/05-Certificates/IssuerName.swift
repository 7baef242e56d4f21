import Wire

extension Name {
  /// The name that stands in a certificate, if we would write it byte for byte so:
  /// whoever issues under it must not spell it in any other way.
  public init(der: Span<UInt8>) throws(X509Error) {
    var name = Name()
    do throws(DERError) {
      name = try DERReader.all(der, "Name") { reader throws(DERError) in
        try reader.partsOfName()
      }
    } catch { throw .nameForm }
    let written = try name.written(room: der.count)
    guard isEqual(written.span, der) else { throw .nameForm }
    self = name
  }

  private func written(room: Int) throws(X509Error) -> [UInt8] {
    do throws(WireError) {
      return try [UInt8](capacity: room) { out throws(WireError) in
        try out.name(self, "Name")
      }
    } catch { throw .nameForm }
  }
}

extension DERReader {
  fileprivate mutating func partsOfName() throws(DERError) -> Name {
    var name = Name()
    let parts = try read(.sequence, "Name")
    var sets = DERReader(parts)
    while !sets.isEmpty {
      try sets.list("RelativeDistinguishedName", as: .set) { set throws(DERError) in
        try set.sequence("AttributeTypeAndValue") { reader throws(DERError) in
          let type = OIDCode(try reader.objectIdentifier("type"))
          let value = try reader.any("value")
          var text: [UInt8] = []
          text.reserveCapacity(value.content.count)
          for i in value.content.indices { text.append(value.content[i]) }
          switch type.value {
          case 0x1_55_040a: name.organization = text
          case 0x1_55_0403: name.commonName = text
          case 0x1_55_0405: name.serialNumber = text
          default: throw value.error(.value, "type")
          }
        }
      }
    }
    return name
  }
}
