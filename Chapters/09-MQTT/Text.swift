/// Why some bytes are not the text that the standard asks for, and where in them.
public struct TextError: Error, Equatable {
  public enum Fault: Equatable, Sendable {
    /// Not UTF-8: a stray or missing byte, an overlong form, a surrogate.
    case illFormed
    /// U+0000, which the standard forbids everywhere.
    case nullCharacter
    /// Topic names and topic filters have at least one character.
    case empty
    /// More than the 65,535 bytes that a 16-bit length can count.
    case tooLong
    /// A `+` or `#` in a topic name, or in a filter where it may not stand.
    case wildcard
  }

  public let fault: Fault
  /// Bytes from the start of the text.
  public let offset: Int

  public init(_ fault: Fault, at offset: Int) {
    self.fault = fault
    self.offset = offset
  }
}

/// Checks one UTF-8 encoded string (MQTT 3.1.1, 1.5.3) without decoding it.
func checkText(_ bytes: Span<UInt8>) throws(TextError) {
  guard bytes.count <= 65_535 else { throw TextError(.tooLong, at: 65_535) }
  var start = 0
  while start < bytes.count {
    let lead = bytes[start]
    //= mqtt-v3.1.1#MQTT-1.5.3-2
    //# A UTF-8 encoded string MUST NOT include an encoding of the null
    //# character U+0000.
    guard lead != 0 else { throw TextError(.nullCharacter, at: start) }
    guard let (following, second) = continuation(of: lead) else {
      throw TextError(.illFormed, at: start)
    }
    let end = start + 1 + following
    guard end <= bytes.count else { throw TextError(.illFormed, at: start) }
    for i in (start + 1)..<end {
      let allowed = i == start + 1 ? second : 0x80...0xBF
      guard allowed.contains(bytes[i]) else { throw TextError(.illFormed, at: i) }
    }
    start = end
  }
}

/// How many bytes follow this first byte, and what the second one may be
/// (RFC 3629, 4): the ranges leave no room for overlong forms.
private func continuation(
  of lead: UInt8
) -> (following: Int, second: ClosedRange<UInt8>)? {
  switch lead {
  case 0x00...0x7F: (0, 0x80...0xBF)
  case 0xC2...0xDF: (1, 0x80...0xBF)
  case 0xE0: (2, 0xA0...0xBF)
  //= mqtt-v3.1.1#MQTT-1.5.3-1
  //# In particular this data MUST NOT include encodings of code points
  //# between U+D800 and U+DFFF.
  case 0xED: (2, 0x80...0x9F)
  case 0xE1...0xEF: (2, 0x80...0xBF)
  case 0xF0: (3, 0x90...0xBF)
  case 0xF1...0xF3: (3, 0x80...0xBF)
  case 0xF4: (3, 0x80...0x8F)
  default: nil
  }
}
