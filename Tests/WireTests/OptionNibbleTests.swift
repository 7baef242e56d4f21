// SPDX-License-Identifier: Apache-2.0
import TestSupport
import Testing
import Wire

/// Both sides of every boundary of RFC 7252, 3.1.
let optionNumbers: [(value: UInt32, bits: UInt8, extension: String)] = [
  (0, 0, ""), (12, 12, ""),
  (13, 13, "00"), (14, 13, "01"), (268, 13, "FF"),
  (269, 14, "0000"), (270, 14, "0001"), (65_804, 14, "FFFF"),
]

@Test(arguments: optionNumbers)
func anOptionNumberBothWays(value: UInt32, bits: UInt8, extension text: String) throws {
  let number = try #require(OptionNibble(value))
  #expect(number.bits == bits)
  let more = try written { out throws(WireError) in
    try out.write(extensionOf: number, "Option Delta")
  }
  #expect(more == hex(text))
  var reader = Reader(more.span)
  #expect(try reader.optionNibble(bits, "Option Delta") == value)
  #expect(reader.remaining == 0)
}

@Test func numbersBeyondTwoBytesHaveNoNibble() {
  #expect(OptionNibble(65_805) == nil)
  #expect(OptionNibble(.max) == nil)
}

/// The first request of RFC 7252, Appendix A: GET coap://server/temperature.
@Test func theStandardsOwnRequest() throws {
  let message = hex("40 01 7d34 bb 74656d7065726174757265")
  let path = try Reader.all(message.span) { reader throws(WireError) in
    _ = try reader.uint32("header")
    let byte = try reader.uint8("Option Delta and Option Length")
    let delta = try reader.optionNibble(byte >> 4, "Option Delta")
    let length = try reader.optionNibble(byte & 0xF, "Option Length")
    guard delta == 11 else { throw reader.invalid(delta, "Option Delta") }
    let value = try reader.bytes(Int(length), "Uri-Path")
    return value.indices.map { value[$0] }
  }
  #expect(path == [UInt8]("temperature".utf8))
}

@Test func aReservedNibbleIsReportedAtItsByte() throws {
  //= rfc7252#3.1
  //# If the field is set to this value, it MUST be processed as a message format
  //# error.
  let input = hex("DF 05")
  var reader = Reader(input.span, base: 4)
  let byte = try reader.uint8("Option Delta and Option Length")
  #expect(try reader.optionNibble(byte >> 4, "Option Delta") == 18)
  let error = #expect(throws: WireError.self) {
    try reader.optionNibble(byte & 0xF, "Option Length")
  }
  #expect(error == WireError(.invalid(15), "Option Length", at: 4))
}

@Test(arguments: [(UInt8(13), 0, 1), (14, 0, 2), (14, 1, 1)])
func aMissingExtensionIsNamed(bits: UInt8, there: Int, missing: Int) {
  let input = [UInt8](repeating: 0, count: there)
  var reader = Reader(input.span, base: 5)
  let error = #expect(throws: WireError.self) { try reader.optionNibble(bits, "Option Length") }
  #expect(error == WireError(.truncated(missing: missing), "Option Length", at: 5))
}

@Test func noByteIsANibbleAbove15() {
  for bits in UInt8(15)...255 {
    let input = hex("00 00 00")
    var reader = Reader(input.span)
    let error = #expect(throws: WireError.self) { try reader.optionNibble(bits, "Option Delta") }
    #expect(error?.fault == .invalid(UInt64(bits)))
  }
}
