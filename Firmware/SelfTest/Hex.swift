// SPDX-License-Identifier: Apache-2.0

/// The bytes that a literal spells in hexadecimal.
func hex(_ literal: StaticString) -> [UInt8] {
  let digits = UnsafeBufferPointer(start: literal.utf8Start, count: literal.utf8CodeUnitCount)
  var bytes: [UInt8] = []
  bytes.reserveCapacity(digits.count / 2)
  var i = 0
  while i + 1 < digits.count {
    bytes.append(value(of: digits[i]) << 4 | value(of: digits[i + 1]))
    i += 2
  }
  return bytes
}

private func value(of digit: UInt8) -> UInt8 {
  digit >= 0x61 ? digit - 0x61 + 10 : digit - 0x30
}
