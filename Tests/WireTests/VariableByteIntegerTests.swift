// SPDX-License-Identifier: Apache-2.0
import TestSupport
import Testing
import Wire

/// Table 1-1 of MQTT 5.0, and the examples 64 and 321 of MQTT 3.1.1, 2.2.3.
let standardIntegers: [(UInt32, String)] = [
  (0, "00"), (64, "40"), (127, "7F"),
  (128, "80 01"), (321, "C1 02"), (16_383, "FF 7F"),
  (16_384, "80 80 01"), (2_097_151, "FF FF 7F"),
  (2_097_152, "80 80 80 01"), (268_435_455, "FF FF FF 7F"),
]

@Test(arguments: standardIntegers) func theStandardsOwnExamples(value: UInt32, bytes: String) throws
{
  let bytes = hex(bytes)
  #expect(
    try written { out throws(WireError) in
      try out.write(variableByteInteger: value, "Remaining Length")
    } == bytes)
  var reader = Reader(bytes.span)
  #expect(try reader.variableByteInteger("Remaining Length") == value)
  #expect(reader.remaining == 0)
  #expect(VariableByteInteger.size(of: value) == bytes.count)
}

@Test(arguments: standardIntegers) func everyPrefixWantsMore(value: UInt32, bytes: String) {
  let bytes = hex(bytes)
  for count in 0..<bytes.count {
    var reader = Reader(bytes.span.extracting(first: count), base: 1)
    let error = #expect(throws: WireError.self) { try reader.variableByteInteger("length") }
    #expect(error == WireError(.truncated(missing: 1), "length", at: 1))
    #expect(reader.remaining == count)
  }
}

@Test(arguments: ["80 00", "FF 00", "80 80 00", "81 80 80 00", "80 80 80 00"])
func aLongerEncodingIsRejectedUnlessAllowed(text: String) throws {
  //= mqtt-v5.0#1.5.5
  //# The encoded value MUST use the minimum number of bytes necessary to represent
  //# the value
  let bytes = hex(text)
  var value: UInt32 = 0
  for (i, byte) in bytes.enumerated() { value |= UInt32(byte & 0x7F) << (7 * i) }
  var reader = Reader(bytes.span)
  let error = #expect(throws: WireError.self) { try reader.variableByteInteger("length") }
  #expect(error == WireError(.invalid(UInt64(value)), "length", at: 0))
  #expect(try reader.variableByteInteger("length", allowingLonger: true) == value)
  #expect(reader.remaining == 0)
}

@Test(arguments: [false, true], ["FF FF FF FF", "80 80 80 80 01", "FF FF FF FF FF FF FF"])
func aFifthByteIsNeverRead(allowingLonger: Bool, text: String) {
  //= mqtt-v5.0#1.5.5
  //# The maximum number of bytes in the Variable Byte Integer field is four.
  let bytes = hex(text)
  var reader = Reader(bytes.span)
  let error = #expect(throws: WireError.self) {
    try reader.variableByteInteger("length", allowingLonger: allowingLonger)
  }
  let value: UInt64 = bytes[0] == 0xFF ? 268_435_455 : 0
  #expect(error == WireError(.invalid(value), "length", at: 0))
  #expect(reader.offset == 0)
}

@Test(arguments: [268_435_456, UInt32.max]) func aLargerValueIsNotWritten(value: UInt32) {
  let error = wireError { () throws(WireError) in
    _ = try written { out throws(WireError) in
      try out.write(variableByteInteger: value, "Remaining Length")
    }
  }
  #expect(error == WireError(.invalid(UInt64(value)), "Remaining Length", at: 0))
  #expect(VariableByteInteger.size(of: value) == nil)
}

@Test func thereMustBeRoomForAllOfIt() {
  let error = wireError { () throws(WireError) in
    _ = try written(capacity: 3) { out throws(WireError) in
      try out.write(variableByteInteger: 2_097_152, "Remaining Length")
    }
  }
  #expect(error == WireError(.noRoom(missing: 1), "Remaining Length", at: 0))
}
