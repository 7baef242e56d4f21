import Wire

extension Certificate {
  /// The subject for people, in the manner of RFC 4514 but in the certificate's order.
  /// A stranger wrote it, so all but the plain letters of ASCII is written in hexadecimal.
  public var subjectText: String {
    var text = ""
    var whole = DERReader(subject)
    do throws(DERError) {
      let name = try whole.read(.sequence, "subject")
      var sets = DERReader(name)
      while !sets.isEmpty {
        let set = try sets.any("RelativeDistinguishedName")
        var attributes = DERReader(set)
        while !attributes.isEmpty {
          let attribute = try attributes.any("AttributeTypeAndValue")
          var reader = DERReader(attribute)
          let type = OIDCode(try reader.objectIdentifier("type"))
          if !text.isEmpty { text += "," }
          text += "\(label(type))="
          write(try reader.any("value").content, to: &text)
        }
      }
    } catch { return "?" }
    return text.isEmpty ? "no name" : text
  }
}

private func label(_ type: OIDCode) -> StaticString {
  switch type.value {
  case 0x1_5504_03: "CN"
  case 0x1_5504_05: "serialNumber"
  case 0x1_5504_06: "C"
  case 0x1_5504_07: "L"
  case 0x1_5504_08: "ST"
  case 0x1_5504_0a: "O"
  case 0x1_5504_0b: "OU"
  default: "?"
  }
}

private func write(_ value: Span<UInt8>, to text: inout String) {
  for i in value.indices {
    switch value[i] {
    case UInt8(ascii: "\\"), UInt8(ascii: ","), UInt8(ascii: "'"), 0..<0x20,
      0x7f...0xff:
      text += "\\"
      for digit in [value[i] >> 4, value[i] & 15] {
        text.unicodeScalars.append(
          Unicode.Scalar(
            digit < 10 ? digit + UInt8(ascii: "0") : digit - 10 + UInt8(ascii: "A")))
      }
    default: text.unicodeScalars.append(Unicode.Scalar(value[i]))
    }
  }
}
