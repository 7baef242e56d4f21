import CMbedTLS
import TLS

/// Called with the master secret of TLS 1.2, and by newer versions of the library with
/// each secret of 1.3: written as one line (RFC 9850).
func tellSecret(
  _ context: UnsafeMutableRawPointer?, _ label: UnsafePointer<CChar>?,
  _ clientRandom: UnsafePointer<UInt8>?, _ secret: UnsafePointer<UInt8>?, _ count: Int
) {
  guard let context, let label, let clientRandom, let secret else { return }
  let log = Unmanaged<Context>.fromOpaque(context).takeUnretainedValue().keyLog
  var line = Array(String(cString: label).utf8)
  for part in [
    UnsafeBufferPointer(start: clientRandom, count: 32),
    UnsafeBufferPointer(start: secret, count: count),
  ] {
    line.append(UInt8(ascii: " "))
    for byte in part {
      line.append(lowercaseDigit(byte >> 4))
      line.append(lowercaseDigit(byte & 15))
    }
  }
  log?.write(line.span)
}

private func lowercaseDigit(_ nibble: UInt8) -> UInt8 {
  nibble < 10 ? UInt8(ascii: "0") + nibble : UInt8(ascii: "a") + nibble - 10
}
