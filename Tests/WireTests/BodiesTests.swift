// SPDX-License-Identifier: Apache-2.0
import TestSupport
import Testing
import Wire

@Test func aPrefixedBodyIsReadInItsOwnScope() throws {
  let input = hex("02 0102  0003 030405  000001 06  FF")
  let sum = try Reader.all(input.span) { reader throws(WireError) in
    var sum = 0
    sum += try reader.prefixed8("a") { body throws(WireError) in Int(try body.uint16("a")) }
    sum += try reader.prefixed16("b") { body throws(WireError) in Int(try body.uint24("b")) }
    sum += try reader.prefixed24("c") { body throws(WireError) in Int(try body.uint8("c")) }
    return sum + Int(try reader.uint8("d"))
  }
  #expect(sum == 0x0102 + 0x030405 + 0x06 + 0xFF)
}

@Test func aPrefixedBodyIsReadAsASpan() throws {
  let input = hex("01 0A  0002 0B0C  000000")
  var reader = Reader(input.span)
  let a = try reader.prefixed8("a")
  let b = try reader.prefixed16("b")
  let c = try reader.prefixed24("c")
  #expect(a.count == 1 && a[0] == 0x0A)
  #expect(b.count == 2 && b[1] == 0x0C)
  #expect(c.count == 0 && reader.remaining == 0)
}

@Test func leftoversInABodyAreAnError() throws {
  let input = hex("00 0003 010203 04")
  var reader = Reader(input.span)
  _ = try reader.uint8("type")
  let error = wireError { () throws(WireError) in
    try reader.prefixed16("extensions") { body throws(WireError) in _ = try body.uint8("x") }
  }
  #expect(error == WireError(.leftover(2), "extensions", at: 4))
  #expect(reader.offset == 1)
}

@Test func leftoversAtTheEndAreAnError() {
  let input = hex("01 02 03")
  let error = wireError { () throws(WireError) in
    _ = try Reader.all(input.span) { reader throws(WireError) in try reader.uint8("only") }
  }
  #expect(error == WireError(.leftover(2), "input", at: 1))
}

@Test func aBodyCannotReachBehindItsEnd() {
  let input = hex("01 AA BB CC")
  var reader = Reader(input.span)
  let error = wireError { () throws(WireError) in
    _ = try reader.prefixed8("name") { body throws(WireError) in try body.uint16("inner") }
  }
  #expect(error == WireError(.truncated(missing: 1), "inner", at: 1))
}

@Test func offsetsCountFromTheWholeInputHoweverDeep() {
  let input = hex("00 07 AA 00 0004 02 01 02")
  let error = wireError { () throws(WireError) in
    try Reader.all(input.span) { reader throws(WireError) in
      try reader.prefixed16("outer") { outer throws(WireError) in
        _ = try outer.uint8("tag")
        try outer.prefixed24("middle") { middle throws(WireError) in
          try middle.prefixed8("inner") { inner throws(WireError) in
            _ = try inner.uint16("deepest")
          }
        }
      }
    }
  }
  // The middle body claims 4 bytes and only 3 are there: its prefix stands at offset 3.
  #expect(error == WireError(.truncated(missing: 1), "middle", at: 3))

  let mended = hex("00 07 AA 000003 02 01 02")
  let inside = wireError { () throws(WireError) in
    try Reader.all(mended.span) { reader throws(WireError) in
      try reader.prefixed16("outer") { outer throws(WireError) in
        _ = try outer.uint8("tag")
        try outer.prefixed24("middle") { middle throws(WireError) in
          try middle.prefixed8("inner") { inner throws(WireError) in
            _ = try inner.uint24("deepest")
          }
        }
      }
    }
  }
  #expect(inside == WireError(.truncated(missing: 1), "deepest", at: 7))
}

/// A HeartbeatMessage (RFC 6520, 4) whose payload_length is 16,384 and whose payload is empty:
/// what was sent to servers in April 2014.
@Test func heartbleedIsATruncatedPayload() {
  //= rfc6520#4
  //# If the payload_length of a received HeartbeatMessage is too large, the
  //# received HeartbeatMessage MUST be discarded silently.
  let message = hex("01 4000")
  let error = wireError { () throws(WireError) in
    try Reader.all(message.span) { reader throws(WireError) in
      _ = try reader.uint8("HeartbeatMessageType")
      _ = try reader.prefixed16("payload")
      _ = reader.rest("padding")
    }
  }
  #expect(error == WireError(.truncated(missing: 16_384), "payload", at: 1))
}

@Test(arguments: [1, 2, 3]) func everyClaimedLengthIsHeldAgainstWhatIsThere(size: Int) {
  for length in [0, 1, 2, 3, 254, 255, 256, 65_535, 65_536, 0xFF_FFFF]
  where length < 1 << (8 * size) {
    let prefix = (1...size).map { UInt8(truncatingIfNeeded: length >> (8 * (size - $0))) }
    let input = prefix + [0xAA, 0xBB]
    var reader = Reader(input.span)
    let error = wireError { () throws(WireError) in
      switch size {
      case 1: _ = try reader.prefixed8("body")
      case 2: _ = try reader.prefixed16("body")
      default: _ = try reader.prefixed24("body")
      }
    }
    let expected =
      length > 2 ? WireError(.truncated(missing: length - 2), "body", at: 0) : nil
    #expect(error == expected)
    #expect(reader.offset == (length > 2 ? 0 : size + length))
  }
}

@Test func anInvalidBodyIsReportedWhereItsPrefixBegins() throws {
  let input = hex("AA 0002 0102 01 FF")
  var reader = Reader(input.span, base: 10)
  _ = try reader.uint8("type")
  let name = try reader.prefixed16("protocol name")
  #expect(reader.invalid(name.count, "protocol name").offset == 11)
  _ = try reader.prefixed8("list") { list throws(WireError) in try list.uint8("item") }
  #expect(reader.invalid(0, "list").offset == 15)
}
