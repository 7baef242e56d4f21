import CMbedTLS

/// A distinguished name as text (RFC 4514): the last attribute first, and nothing in it
/// that a terminal would obey.
func subjectText(of certificate: UnsafePointer<mbedtls_x509_crt>) -> [UInt8] {
  var parts: [[UInt8]] = []
  var joinsPrevious = false
  var next = certificate.pointer(to: \.subject)
  while let name = next {
    if name.pointee.oid.p != nil {
      let part = attributeText(name.pointee)
      if joinsPrevious, let last = parts.indices.last {
        parts[last] += [UInt8(ascii: "+")] + part
      } else {
        parts.append(part)
      }
    }
    joinsPrevious = things_x509_name_merged(name) != 0
    next = UnsafePointer(name.pointee.next)
  }
  return Array(parts.reversed().joined(separator: [UInt8(ascii: ",")]))
}

private func attributeText(_ attribute: mbedtls_x509_name) -> [UInt8] {
  let value = UnsafeBufferPointer(start: attribute.val.p, count: attribute.val.len)
  var text = attributeType(attribute.oid) + [UInt8(ascii: "=")]
  for (i, byte) in value.enumerated() {
    let atEdge = i == 0 || i == value.count - 1
    switch byte {
    case UInt8(ascii: " ") where atEdge, UInt8(ascii: "#") where i == 0:
      text += [UInt8(ascii: "\\"), byte]
    case UInt8(ascii: "\""), UInt8(ascii: "+"), UInt8(ascii: ","), UInt8(ascii: ";"),
      UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\\"):
      text += [UInt8(ascii: "\\"), byte]
    case 0x20...0x7E: text.append(byte)
    default: text += [UInt8(ascii: "\\"), hexDigit(byte >> 4), hexDigit(byte & 0xF)]
    }
  }
  return text
}

private func attributeType(_ oid: mbedtls_x509_buf) -> [UInt8] {
  var oid = oid
  var name: UnsafePointer<CChar>?
  if mbedtls_oid_get_attr_short_name(&oid, &name) == 0, let name {
    return Array(String(cString: name).utf8)
  }
  return cText { mbedtls_oid_get_numeric_string($0, $1, &oid) }
}

private func hexDigit(_ nibble: UInt8) -> UInt8 {
  nibble < 10 ? UInt8(ascii: "0") + nibble : UInt8(ascii: "A") + nibble - 10
}
