import Wire

/// DER as text that survives mail, terminals and version control (RFC 7468).
public func pem(_ label: PEMLabel, _ der: Span<UInt8>) -> [UInt8] {
  [UInt8](capacity: label.textLength(der.count)) { $0.appendPEM(label, der) }
}

extension OutputSpan where Element == UInt8 {
  public mutating func pem(
    _ label: PEMLabel, _ der: Span<UInt8>
  ) throws(WireError) {
    try need(label.textLength(der.count), "PEM")
    appendPEM(label, der)
  }

  /// The caller has made sure of the room.
  mutating func appendPEM(_ label: PEMLabel, _ der: Span<UInt8>) {
    appendText("-----BEGIN ")
    appendText(label.text)
    appendText("-----\n")
    var start = 0
    //= rfc7468#2
    //# Generators MUST wrap the base64-encoded lines so that each line
    //# consists of exactly 64 characters except for the final line, which
    //# will encode the remainder of the data (within the 64-character line
    //# boundary), and they MUST NOT emit extraneous whitespace.
    while start < der.count {
      let end = min(start + 48, der.count)
      appendBase64(der.extracting(start..<end))
      appendText("\n")
      start = end
    }
    appendText("-----END ")
    appendText(label.text)
    appendText("-----\n")
  }

  private mutating func appendText(_ text: StaticString) {
    for i in 0..<text.utf8CodeUnitCount { append(text.utf8Start[i]) }
  }
}
