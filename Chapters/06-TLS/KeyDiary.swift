import Primitives

/// Writes secrets down for Wireshark, if somebody asked for it (RFC 9850).
struct KeyDiary {
  private let keyLog: KeyLog?
  private var clientRandom: [UInt8] = []

  init(_ keyLog: KeyLog?) { self.keyLog = keyLog }

  mutating func identify(by clientRandom: Span<UInt8>) {
    guard keyLog != nil else { return }
    self.clientRandom = clientRandom.withUnsafeBufferPointer { Array($0) }
  }

  /// A label, the client's random bytes, and the secret, in hexadecimal.
  func write(_ label: StaticString, _ secret: Span<UInt8>) {
    guard let keyLog else { return }
    let name = bytes(of: label)
    let length = name.count &+ 2 &+ 2 &* (clientRandom.count &+ secret.count)
    let line = Secret(count: length) { out in
      for i in name.indices { out[i] = name[i] }
      Self.write(clientRandom.span, at: name.count, into: &out)
      Self.write(secret, at: name.count &+ 1 &+ 2 &* clientRandom.count, into: &out)
    }
    keyLog.write(line.bytes)
  }

  private static func write(
    _ bytes: Span<UInt8>, at place: Int, into out: inout MutableSpan<UInt8>
  ) {
    out[place] = UInt8(ascii: " ")
    for i in bytes.indices {
      out[place &+ 1 &+ 2 &* i] = digit(bytes[i] >> 4)
      out[place &+ 2 &+ 2 &* i] = digit(bytes[i] & 15)
    }
  }

  private static func digit(_ value: UInt8) -> UInt8 {
    value < 10 ? UInt8(ascii: "0") &+ value : UInt8(ascii: "a") &- 10 &+ value
  }
}
