// SPDX-License-Identifier: Apache-2.0
import TestSupport
import Testing
import Wire

@Test func integersAreWrittenBigEndian() throws {
  let output = try written { out throws(WireError) in
    try out.write(uint8: 0x01, "a")
    try out.write(uint16: 0x0203, "b")
    try out.write(uint24: 0x04_0506, "c")
    try out.write(uint32: 0x0708_090A, "d")
    try out.write(uint64: 0x0B0C_0D0E_0F10_1112, "e")
  }
  #expect(output == hex("01 0203 040506 0708090A 0B0C0D0E0F101112"))
}

@Test func aUint24HasThreeBytes() throws {
  #expect(
    try written { out throws(WireError) in try out.write(uint24: 0xFF_FFFF, "length") }
      == hex("FFFFFF"))
  let error = wireError { () throws(WireError) in
    _ = try written { out throws(WireError) in
      try out.write(uint8: 0, "type")
      try out.write(uint24: 0x0100_0000, "length")
    }
  }
  #expect(error == WireError(.invalid(0x0100_0000), "length", at: 1))
}

@Test func aFullOutputSaysHowMuchIsMissingAndKeepsWhatItHas() throws {
  var error: WireError?
  let output = [UInt8](capacity: 5) { out in
    error = wireError { () throws(WireError) in
      try out.write(uint16: 0x0102, "first")
      try out.write(uint64: 3, "second")
    }
  }
  #expect(error == WireError(.noRoom(missing: 5), "second", at: 2))
  #expect(output == hex("0102"))
}

@Test func bytesAreWrittenAsTheyAre() throws {
  let bytes = hex("00 FF 7F")
  #expect(try written { out throws(WireError) in try out.write(bytes: bytes.span, "b") } == bytes)
  let error = wireError { () throws(WireError) in
    _ = try written(capacity: 2) { out throws(WireError) in
      try out.write(bytes: bytes.span, "b")
    }
  }
  #expect(error == WireError(.noRoom(missing: 1), "b", at: 0))
}

@Test func prefixesAreFilledInAfterwards() throws {
  let output = try written { out throws(WireError) in
    try out.prefixed24("handshake") { out throws(WireError) in
      try out.write(uint8: 0xAA, "a")
      try out.prefixed16("list") { out throws(WireError) in
        try out.prefixed8("item") { out throws(WireError) in try out.write(uint16: 1, "x") }
        try out.prefixed8("item") { _ in }
      }
    }
  }
  #expect(output == hex("000007 AA 0004 02 0001 00"))
}

@Test func aBodyMayGiveAResult() throws {
  var at = 0
  _ = try written { out throws(WireError) in
    at = try out.prefixed16("list") { out throws(WireError) in
      try out.write(uint8: 1, "x")
      return out.count
    }
  }
  #expect(at == 3)
}

@Test(arguments: [(1, 255), (2, 65_535)]) func aBodyFillsItsPrefixAndNoMore(
  size: Int, longest: Int
) throws {
  let fits = [UInt8](repeating: 1, count: longest)
  #expect(try prefixedBy(size, fits) == [UInt8](repeating: 0xFF, count: size) + fits)
  let error = wireError { () throws(WireError) in _ = try prefixedBy(size, fits + [1]) }
  #expect(error == WireError(.invalid(UInt64(longest + 1)), "body", at: 1))
}

@Test func aBodyOf24BitsFillsItsPrefixAndNoMore() throws {
  let longest = 0xFF_FFFF
  let fits = [UInt8](repeating: 1, count: longest)
  #expect(try prefixedBy(3, fits).prefix(4) == [0xFF, 0xFF, 0xFF, 1])
  let error = wireError { () throws(WireError) in _ = try prefixedBy(3, fits + [1]) }
  #expect(error == WireError(.invalid(UInt64(longest + 1)), "body", at: 1))
}

/// `body` behind a prefix of `size` bytes, and one byte before it that is then dropped.
private func prefixedBy(_ size: Int, _ body: [UInt8]) throws(WireError) -> [UInt8] {
  let output = try written(capacity: body.count + 4) { out throws(WireError) in
    try out.write(uint8: 0, "before")
    switch size {
    case 1:
      try out.prefixed8("body") { o throws(WireError) in try o.write(bytes: body.span, "b") }
    case 2:
      try out.prefixed16("body") { o throws(WireError) in try o.write(bytes: body.span, "b") }
    default:
      try out.prefixed24("body") { o throws(WireError) in try o.write(bytes: body.span, "b") }
    }
  }
  return [UInt8](output.dropFirst())
}

@Test(arguments: 0...8) func aFailedBodyIsTakenBack(capacity: Int) {
  var error: WireError?
  let output = [UInt8](capacity: capacity) { out in
    error = wireError { () throws(WireError) in
      try out.write(uint8: 0xAA, "before")
      try out.prefixed16("outer") { out throws(WireError) in
        try out.write(uint8: 0xBB, "inside")
        try out.prefixed8("inner") { out throws(WireError) in
          try out.write(uint16: 1, "a")
          try out.write(uint16: 2, "b")
        }
      }
    }
  }
  #expect(output == (capacity == 0 ? [] : [0xAA]))
  let expected: (missing: Int, field: FieldName, offset: Int) =
    switch capacity {
    case 0: (1, "before", 0)
    case 1, 2: (3 - capacity, "outer", 1)
    case 3: (1, "inside", 3)
    case 4: (1, "inner", 4)
    case 5, 6: (7 - capacity, "a", 5)
    default: (9 - capacity, "b", 7)
    }
  #expect(
    error == WireError(.noRoom(missing: expected.missing), expected.field, at: expected.offset))
}

@Test func aBodyThatTakesAwayWhatItDidNotWriteIsRefused() {
  var error: WireError?
  let output = [UInt8](capacity: 8) { out in
    error = wireError { () throws(WireError) in
      try out.write(uint16: 0x0102, "before")
      try out.prefixed8("body") { out in out.removeLast(2) }
    }
  }
  #expect(error?.field == "body")
  #expect(output == [1])
}
