// SPDX-License-Identifier: Apache-2.0

/// `hex("16 03 01")`: white space is for the eye; anything else that is not hex is a broken test.
public func hex(_ text: String) -> [UInt8] {
  let digits = text.filter { !$0.isWhitespace }.map { $0.hexDigitValue! }
  precondition(digits.count.isMultiple(of: 2), "an odd number of hex digits")
  return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
}

public func hexString(_ bytes: some Sequence<UInt8>) -> String {
  bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
}
