// SPDX-License-Identifier: Apache-2.0

/// Tag and length in words.
func typeText(_ value: Value) -> String {
  let bytes = value.content.count == 1 ? "1 byte" : "\(value.content.count) bytes"
  return "\(tagText(value.tag)) of \(bytes)"
}

private func tagText(_ tag: UInt8) -> String {
  if tag & 0xc0 == 0x80 { return "[\(tag & 0x1f)]" }
  return switch tag {
  case 0x01: "BOOLEAN"
  case 0x02: "INTEGER"
  case 0x03: "BIT STRING"
  case 0x04: "OCTET STRING"
  case 0x05: "NULL"
  case 0x06: "OBJECT IDENTIFIER"
  case 0x0a: "ENUMERATED"
  case 0x0c: "UTF8String"
  case 0x12: "NumericString"
  case 0x13: "PrintableString"
  case 0x14: "TeletexString"
  case 0x16: "IA5String"
  case 0x17: "UTCTime"
  case 0x18: "GeneralizedTime"
  case 0x1a: "VisibleString"
  case 0x1c: "UniversalString"
  case 0x1e: "BMPString"
  case 0x30: "SEQUENCE"
  case 0x31: "SET"
  default: "tag \(hexText([tag]))"
  }
}

extension Walk {
  /// What a value of a universal type holds.
  func valueText(_ value: Value) -> String {
    let bytes = content(value)
    return switch value.tag {
    case 0x01: bytes == [0xff] ? "TRUE" : "FALSE"
    case 0x02, 0x0a: integerText(bytes)
    case 0x05: ""
    case 0x06: identifierText(bytes)
    case 0x0c, 0x12, 0x13, 0x16, 0x1a: quoted(bytes)
    case 0x17, 0x18: timeText(bytes)
    default: hexText(bytes)
    }
  }
}

/// Two digits for each byte, with colons between.
public func hexText(_ bytes: some Sequence<UInt8>) -> String {
  bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: ":")
}

/// A small number in decimal, a large one in hexadecimal.
func integerText(_ bytes: ArraySlice<UInt8>) -> String {
  guard let first = bytes.first, first < 0x80, bytes.count <= 4 else { return hexText(bytes) }
  return "\(bytes.reduce(0) { $0 << 8 | Int($1) })"
}

func identifierText(_ bytes: ArraySlice<UInt8>) -> String {
  let id = ObjectIdentifierText(bytes)
  return id.name.map { "\($0) (\(id.dotted))" } ?? id.dotted
}

/// Text without what a terminal would obey, or a reader take for something else.
public func safeText(_ bytes: some Sequence<UInt8>) -> String {
  var text = ""
  for scalar in String(decoding: Array(bytes), as: UTF8.self).unicodeScalars {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .unassigned, .privateUse,
      .surrogate:
      text += "\\u{\(String(scalar.value, radix: 16))}"
    default: text.unicodeScalars.append(scalar)
    }
  }
  return text
}

func quoted(_ bytes: ArraySlice<UInt8>) -> String { "\"" + safeText(bytes) + "\"" }

/// `YYMMDDHHMMSSZ`, or with four digits of a year, as people write it.
func timeText(_ bytes: ArraySlice<UInt8>) -> String {
  let digits = bytes.dropLast().map { Int($0) - 0x30 }
  guard digits.count == 12 || digits.count == 14, digits.allSatisfy({ 0...9 ~= $0 }) else {
    return quoted(bytes)
  }
  let pairs = stride(from: digits.count - 12, to: digits.count, by: 2).map {
    digits[$0] * 10 + digits[$0 + 1]
  }
  let century = digits.count == 14 ? digits[0] * 10 + digits[1] : pairs[0] < 50 ? 20 : 19
  func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
  return "\(two(century))\(two(pairs[0]))-\(two(pairs[1]))-\(two(pairs[2])) "
    + "\(two(pairs[3])):\(two(pairs[4])):\(two(pairs[5])) UTC"
}

/// 4 or 16 bytes; twice as many are an address and a mask.
func addressText(_ bytes: ArraySlice<UInt8>) -> String {
  let bytes = Array(bytes)
  switch bytes.count {
  case 4: return bytes.map { "\($0)" }.joined(separator: ".")
  case 16: return sixText(bytes)
  case 8, 32:
    let half = bytes.count / 2
    return addressText(bytes[..<half]) + " mask " + addressText(bytes[half...])
  default: return hexText(bytes)
  }
}

/// RFC 5952: the longest run of zeros, of two groups at least, is left out.
private func sixText(_ bytes: [UInt8]) -> String {
  let groups = (0..<8).map { Int(bytes[2 * $0]) << 8 | Int(bytes[2 * $0 + 1]) }
  var best = 0..<0
  for start in 0..<8 {
    let end = groups[start...].firstIndex { $0 != 0 } ?? 8
    if end - start > max(best.count, 1) { best = start..<end }
  }
  func join(_ groups: ArraySlice<Int>) -> String {
    groups.map { String($0, radix: 16) }.joined(separator: ":")
  }
  return best.isEmpty
    ? join(groups[...]) : join(groups[..<best.lowerBound]) + "::" + join(groups[best.upperBound...])
}
