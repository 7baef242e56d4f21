// SPDX-License-Identifier: Apache-2.0

/// Fields and their bytes as HTML: what is pointed at in the one lights up in the other.
struct FieldHTML {
  let bytes: [UInt8]
  /// Begins the ids of this block's fields.
  let prefix: String
  /// So many bytes from the start are not shown, since they were not kept.
  var hidden = 0

  /// All bytes, coloured by what they are.
  func dump(_ fields: [Field]) -> String {
    let spans = fields.flatMap(\.leaves).map { field in
      let shown = text(field.bytes)
      return "<span class=\"k-\(field.kind)\" data-f=\"\(id(field))\">\(shown)</span>"
    }
    return "<div class=\"hex\">\(spans.joined(separator: " "))</div>"
  }

  func list(_ fields: [Field]) -> String {
    "<div class=\"fields\">\(fields.map(item).joined())</div>"
  }

  private func item(_ field: Field) -> String {
    let why = field.reason.isEmpty ? "" : "<span class=\"why\">\(escape(field.reason))</span>"
    guard field.parts.isEmpty else {
      // An extension's line says what it is, and a certificate is long.
      let isOpen = !field.isExtension && field.name != "Certificate"
      let summary =
        "<summary><b>\(escape(field.name))</b> <small>\(countText(field.bytes.count, "byte"))</small> "
        + "<span class=\"value\">\(escape(field.value))</span>\(why)</summary>"
      return "<details class=\"group\"\(isOpen ? " open" : "")>\(summary)"
        + field.parts.map(item).joined() + "</details>"
    }
    let isSaid = field.value == hexOf(field.bytes)
    return "<div class=\"field\" id=\"\(id(field))\"><code class=\"k-\(field.kind)\">"
      + "\(short(field.bytes))</code><div><b>\(escape(field.name))</b> "
      + (isSaid ? "" : "<span class=\"value\">\(escape(field.value))</span>") + "\(why)</div></div>"
  }

  private func id(_ field: Field) -> String { "\(prefix)-\(field.bytes.lowerBound)" }

  private func hexOf(_ range: Range<Int>) -> String {
    bytes[range].map { byteText($0) }.joined(separator: ":")
  }

  private func text(_ range: Range<Int>) -> String {
    guard range.lowerBound >= hidden || range.isEmpty else {
      return "<i>\(countText(range.count, "byte")) not kept</i>"
    }
    return bytes[range].map { byteText($0) }.joined(separator: " ")
  }

  /// At most 32 bytes; the dump has all.
  private func short(_ range: Range<Int>) -> String {
    guard range.count > 32 else { return text(range) }
    guard range.lowerBound >= hidden else { return text(range) }
    return text(range.lowerBound..<(range.lowerBound + 32)) + " <i>… \(range.count - 32) more</i>"
  }
}

extension Field {
  var isExtension: Bool { parts.first?.name == "extension_type" }
}

private func byteText(_ byte: UInt8) -> String {
  (byte < 16 ? "0" : "") + String(byte, radix: 16)
}

func escape(_ text: String) -> String {
  var escaped = ""
  for character in text {
    switch character {
    case "&": escaped += "&amp;"
    case "<": escaped += "&lt;"
    case ">": escaped += "&gt;"
    case "\"": escaped += "&quot;"
    default: escaped.append(character)
    }
  }
  return escaped
}
