// SPDX-License-Identifier: Apache-2.0
import CertificateView

/// A certificate byte by byte: offset, eight bytes to a line, and what they are, moved to the
/// right by as many values as it lies in.
enum CertificateWireTable {
  static func lines(_ parts: [CertificatePart], of der: [UInt8]) -> [String] {
    parts.flatMap { part in
      var text = part.field
      if !part.type.isEmpty { text += ": " + part.type }
      if !part.value.isEmpty { text += part.type.isEmpty ? ": " : ", " }
      // Long values stand at their left already.
      text += part.bytes.count > 24 && part.value.contains(":") ? "as it stands" : part.value
      return rows(der[part.bytes], text, indent: 2 * min(part.depth, 16))
    }
  }

  private static func rows(_ bytes: ArraySlice<UInt8>, _ text: String, indent: Int) -> [String] {
    let margin = String(repeating: " ", count: indent)
    let texts = Columns.wrapped(text, Columns.width - 31 - indent - 2)
    let starts = Array(stride(from: bytes.startIndex, to: bytes.endIndex, by: 8))
    return (0..<max(texts.count, starts.count)).map { i in
      var line = ""
      if i < starts.count {
        let row = bytes[starts[i]..<min(starts[i] + 8, bytes.endIndex)]
        let offset = String(starts[i], radix: 16)
        line = String(repeating: "0", count: max(0, 4 - offset.count)) + offset + "  "
        line += row.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: " ")
      }
      guard i < texts.count else { return line }
      return line.padded(to: 31) + margin + (i == 0 ? "" : "  ") + texts[i]
    }
  }
}
