// SPDX-License-Identifier: Apache-2.0
import TestSupport
import Wire

/// A message made up at random, from every kind of field there is.
indirect enum Value: Equatable {
  case uint8(UInt8)
  case uint16(UInt16)
  case uint24(UInt32)
  case uint32(UInt32)
  case uint64(UInt64)
  case variable(UInt32)
  case option(delta: UInt32, length: UInt32)
  case opaque(prefix: Int, [UInt8])
  case fixed([UInt8])
  case body(prefix: Int, [Value])
}

extension SeededRandom {
  /// An integer whose number of bits is itself random, so that small ones are as common.
  mutating func integer() -> UInt64 { next() >> UInt64(next() % 64) }

  mutating func value(depth: Int = 0) -> Value {
    switch next() % (depth < 4 ? 11 : 9) {
    case 0: .uint8(UInt8(truncatingIfNeeded: integer()))
    case 1: .uint16(UInt16(truncatingIfNeeded: integer()))
    case 2: .uint24(UInt32(truncatingIfNeeded: integer() & 0xFF_FFFF))
    case 3: .uint32(UInt32(truncatingIfNeeded: integer()))
    case 4: .uint64(integer())
    case 5: .variable(UInt32(truncatingIfNeeded: integer() & 0x0FFF_FFFF))
    case 6:
      .option(
        delta: UInt32(truncatingIfNeeded: integer() % 65_805),
        length: UInt32(truncatingIfNeeded: integer() % 65_805))
    case 7: .opaque(prefix: Int(1 + next() % 3), bytes(Int(next() % 20)))
    case 8: .fixed(bytes(Int(next() % 20)))
    default: .body(prefix: Int(2 + next() % 2), values(depth: depth + 1))
    }
  }

  mutating func values(depth: Int = 0) -> [Value] {
    var values: [Value] = []
    for _ in 0..<(next() % 5) { values.append(value(depth: depth)) }
    return values
  }
}

extension OutputSpan where Element == UInt8 {
  @_lifetime(self: copy self)
  mutating func write(_ values: [Value]) throws(WireError) {
    for value in values {
      switch value {
      case .uint8(let x): try write(uint8: x, "uint8")
      case .uint16(let x): try write(uint16: x, "uint16")
      case .uint24(let x): try write(uint24: x, "uint24")
      case .uint32(let x): try write(uint32: x, "uint32")
      case .uint64(let x): try write(uint64: x, "uint64")
      case .variable(let x): try write(variableByteInteger: x, "variable")
      case .option(let delta, let length):
        guard let first = OptionNibble(delta), let second = OptionNibble(length) else {
          throw WireError(.invalid(UInt64(max(delta, length))), "option", at: count)
        }
        try write(uint8: first.bits << 4 | second.bits, "option")
        try write(extensionOf: first, "delta")
        try write(extensionOf: second, "length")
      case .fixed(let bytes): try write(bytes: bytes.span, "fixed")
      case .opaque(1, let bytes):
        try prefixed8("opaque8") { out throws(WireError) in
          try out.write(bytes: bytes.span, "bytes")
        }
      case .opaque(2, let bytes):
        try prefixed16("opaque16") { out throws(WireError) in
          try out.write(bytes: bytes.span, "bytes")
        }
      case .opaque(_, let bytes):
        try prefixed24("opaque24") { out throws(WireError) in
          try out.write(bytes: bytes.span, "bytes")
        }
      case .body(2, let values):
        try prefixed16("body16") { out throws(WireError) in try out.write(values) }
      case .body(_, let values):
        try prefixed24("body24") { out throws(WireError) in try out.write(values) }
      }
    }
  }
}

extension Reader {
  /// Reads values of the same shape as `pattern`, whatever they hold.
  mutating func values(like pattern: [Value]) throws(WireError) -> [Value] {
    var values: [Value] = []
    for value in pattern { values.append(try self.value(like: value)) }
    return values
  }

  mutating func value(like pattern: Value) throws(WireError) -> Value {
    switch pattern {
    case .uint8: return .uint8(try uint8("uint8"))
    case .uint16: return .uint16(try uint16("uint16"))
    case .uint24: return .uint24(try uint24("uint24"))
    case .uint32: return .uint32(try uint32("uint32"))
    case .uint64: return .uint64(try uint64("uint64"))
    case .variable: return .variable(try variableByteInteger("variable"))
    case .option:
      let byte = try uint8("option")
      let delta = try optionNibble(byte >> 4, "delta")
      return .option(delta: delta, length: try optionNibble(byte & 0xF, "length"))
    case .fixed(let bytes):
      return .fixed(array(try self.bytes(bytes.count, "fixed")))
    case .opaque(1, _): return .opaque(prefix: 1, array(try prefixed8("opaque8")))
    case .opaque(2, _): return .opaque(prefix: 2, array(try prefixed16("opaque16")))
    case .opaque(let prefix, _):
      return .opaque(prefix: prefix, array(try prefixed24("opaque24")))
    case .body(2, let inner):
      return .body(
        prefix: 2,
        try prefixed16("body16") { body throws(WireError) in try body.values(like: inner) })
    case .body(let prefix, let inner):
      return .body(
        prefix: prefix,
        try prefixed24("body24") { body throws(WireError) in try body.values(like: inner) })
    }
  }
}

func array(_ span: Span<UInt8>) -> [UInt8] { span.indices.map { span[$0] } }
