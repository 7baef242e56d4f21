import Primitives
import Wire

/// What a block of PEM says that it holds.
public struct PEMLabel: Sendable {
  let text: StaticString

  init(_ text: StaticString) { self.text = text }

  public static var certificate: PEMLabel { PEMLabel("CERTIFICATE") }
  public static var privateKey: PEMLabel { PEMLabel("PRIVATE KEY") }

  var count: Int { text.utf8CodeUnitCount }

  static func == (label: PEMLabel, text: Span<UInt8>) -> Bool {
    guard label.count == text.count else { return false }
    for i in text.indices where text[i] != label.text.utf8Start[i] { return false }
    return true
  }

  /// How long the text of so many bytes of DER is.
  func textLength(_ bytes: Int) -> Int {
    let characters = (bytes + 2) / 3 * 4
    let lines = (characters + 63) / 64
    return characters + lines + 2 * count + 32
  }
}

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
    //# consists of exactly 64 characters except for the final line
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

extension Secret {
  /// What `write` appends, at most `capacity` bytes; where it was written is wiped.
  init<E: Error>(
    capacity: Int, write: (inout OutputSpan<UInt8>) throws(E) -> Void
  ) throws(E) {
    var scratch = [UInt8](repeating: 0, count: capacity)
    defer {
      var all = scratch.mutableSpan
      wipe(&all)
    }
    let count = try scratch.withUnsafeMutableBufferPointer { buffer throws(E) in
      var out = OutputSpan(buffer: buffer, initializedCount: 0)
      try write(&out)
      return out.finalize(for: buffer)
    }
    self.init(copying: scratch.span.extracting(first: count))
  }
}
