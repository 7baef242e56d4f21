// SPDX-License-Identifier: Apache-2.0
import TestSupport
import Testing
import Wire

@Test func integersAreReadBigEndian() throws {
  let input = hex("01 0203 040506 0708090A 0B0C0D0E0F101112")
  var reader = Reader(input.span)
  #expect(try reader.uint8("a") == 0x01)
  #expect(try reader.uint16("b") == 0x0203)
  #expect(try reader.uint24("c") == 0x04_0506)
  #expect(try reader.uint32("d") == 0x0708_090A)
  #expect(try reader.uint64("e") == 0x0B0C_0D0E_0F10_1112)
  #expect(reader.remaining == 0)
}

@Test func theLargestIntegersAreRead() throws {
  let input = [UInt8](repeating: 0xFF, count: 18)
  var reader = Reader(input.span)
  #expect(try reader.uint8("a") == .max)
  #expect(try reader.uint16("b") == .max)
  #expect(try reader.uint24("c") == 0xFF_FFFF)
  #expect(try reader.uint32("d") == .max)
  #expect(try reader.uint64("e") == .max)
  #expect(reader.remaining == 0)
}

@Test(arguments: 0..<8) func aShortIntegerNamesItsFieldAndWhatIsMissing(count: Int) throws {
  let input = [UInt8](repeating: 7, count: count)
  var reader = Reader(input.span, base: 100)
  let error = #expect(throws: WireError.self) { try reader.uint64("sequence_number") }
  #expect(error == WireError(.truncated(missing: 8 - count), "sequence_number", at: 100))
  #expect(reader.remaining == count, "a read that throws leaves the reader where it was")
}

@Test func aSpanIsBorrowedFromTheInput() throws {
  let input = hex("AA 01 02 03 BB")
  var reader = Reader(input.span)
  _ = try reader.uint8("first")
  let three = try reader.bytes(3, "three")
  #expect(three.count == 3 && three[0] == 1 && three[2] == 3)
  let rest = reader.rest("rest")
  #expect(rest.count == 1 && rest[0] == 0xBB)
  let nothing = reader.rest("rest")
  #expect(nothing.count == 0)
}

@Test(arguments: [Int.min, -1, 4, Int.max]) func anyCountIsAnsweredWithoutATrap(count: Int) throws {
  let input = hex("01 02 03")
  var reader = Reader(input.span)
  let error = wireError { () throws(WireError) in _ = try reader.bytes(count, "payload") }
  let fault: WireError.Fault =
    count < 0 ? .invalid(UInt64(truncatingIfNeeded: count)) : .truncated(missing: count - 3)
  #expect(error == WireError(fault, "payload", at: 0))
  #expect(reader.remaining == 3)
}

@Test func anInvalidValueIsReportedWhereItsFieldBegins() throws {
  let input = hex("00 03 01 05")
  var reader = Reader(input.span, base: 40)
  _ = try reader.uint8("type")
  let version = try reader.uint16("legacy_version")
  let error = reader.invalid(version, "legacy_version")
  #expect(error == WireError(.invalid(0x0301), "legacy_version", at: 41))
}

@Test func anOffsetNeverOverflows() {
  let input = hex("01 02")
  var reader = Reader(input.span, base: .max)
  let error = wireError { () throws(WireError) in
    _ = try reader.uint8("first")
    throw reader.invalid(1, "first")
  }
  #expect(error?.offset == .max)
  _ = reader.offset
}
