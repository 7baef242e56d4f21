// needs: 02-Wire
// SPDX-License-Identifier: Apache-2.0
import Wire

// The input is a script and the bytes it reads: each step takes one byte that chooses a read.
// What is read is written again, and must come out as the very bytes that were read.

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let input = Span(_unsafeElements: UnsafeBufferPointer(start: start, count: count))
  guard count > 0 else { return 0 }
  let steps = Int(input[0]) % 32
  guard count > steps else { return 0 }
  readAndRewrite(input.extracting(1..<(steps + 1)), input.extracting((steps + 1)...))
  driveEcho(input)
  return 0
}

/// Runs the whole script, and holds against each other what was read and what is written.
func readAndRewrite(_ script: Span<UInt8>, _ bytes: Span<UInt8>) {
  var reader = Reader(bytes)
  let output = [UInt8](capacity: bytes.count) { out in
    for i in script.indices {
      let before = reader.offset
      do throws(WireError) {
        try step(script[i], &reader, &out, depth: 0)
      } catch {
        precondition(0...bytes.count ~= error.offset, "an offset outside the input")
        precondition(!"\(error)".isEmpty)
        if out.count > before { out.removeLast(out.count - before) }
        _ = reader.rest("rest")
        return
      }
    }
  }
  for i in output.indices { precondition(output[i] == bytes[i], "not what was read") }
}

func step(
  _ choice: UInt8, _ reader: inout Reader, _ out: inout OutputSpan<UInt8>, depth: Int
) throws(WireError) {
  switch choice % 16 {
  case 0: try out.write(uint8: try reader.uint8("a"), "a")
  case 1: try out.write(uint16: try reader.uint16("b"), "b")
  case 2: try out.write(uint24: try reader.uint24("c"), "c")
  case 3: try out.write(uint32: try reader.uint32("d"), "d")
  case 4: try out.write(uint64: try reader.uint64("e"), "e")
  case 5:
    try out.write(variableByteInteger: try reader.variableByteInteger("f"), "f")
  case 6: try option(&reader, &out)
  case 7: try out.write(bytes: try reader.bytes(Int(choice / 16), "g"), "g")
  case 8: try length64(&reader)
  case 9:
    let body = try reader.prefixed8("h")
    try out.prefixed8("h") { out throws(WireError) in try out.write(bytes: body, "h") }
  case 10:
    let body = try reader.prefixed16("i")
    try out.prefixed16("i") { out throws(WireError) in try out.write(bytes: body, "i") }
  case 11:
    let body = try reader.prefixed24("j")
    try out.prefixed24("j") { out throws(WireError) in try out.write(bytes: body, "j") }
  default: try nested(choice, &reader, &out, depth: depth)
  }
}

func option(
  _ reader: inout Reader, _ out: inout OutputSpan<UInt8>
) throws(WireError) {
  let byte = try reader.uint8("option")
  let delta = try reader.optionNibble(byte >> 4, "delta")
  let length = try reader.optionNibble(byte & 0xF, "length")
  guard let first = OptionNibble(delta), let second = OptionNibble(length) else {
    preconditionFailure("read a number that cannot be written")
  }
  try out.write(uint8: first.bits << 4 | second.bits, "option")
  try out.write(extensionOf: first, "delta")
  try out.write(extensionOf: second, "length")
}

/// A count that no sane parser would use unchecked, from anywhere in 64 bits.
func length64(_ reader: inout Reader) throws(WireError) {
  var ahead = reader
  let count = Int(truncatingIfNeeded: try ahead.uint64("count"))
  _ = try ahead.bytes(count, "bytes")
  throw reader.invalid(count, "count")
}

/// A body whose own first byte chooses how it is read.
func nested(
  _ choice: UInt8, _ reader: inout Reader, _ out: inout OutputSpan<UInt8>, depth: Int
) throws(WireError) {
  guard depth < 8 else { throw reader.invalid(depth, "depth") }
  let body = try reader.prefixed16("k")
  let base = reader.offset - body.count
  try out.prefixed16("k") { out throws(WireError) in
    try Reader.all(body, base: base, "k") { inner throws(WireError) in
      while !inner.isEmpty {
        let next = try inner.uint8("choice")
        try out.write(uint8: next, "choice")
        try step(next, &inner, &out, depth: depth + 1)
      }
    }
  }
}

/// Feeds a machine in pieces and polls it into a small buffer; what it sends was fed to it.
func driveEcho(_ input: Span<UInt8>) {
  var echo = Echo(now: Instant(nanoseconds: 0))
  var sent = 0
  var rest = input
  while !rest.isEmpty {
    let piece = rest.extracting(first: 1 + Int(rest[0]) % 64)
    rest = rest.extracting(droppingFirst: piece.count)
    do throws(Echo.Failure) {
      try echo.handle(piece, now: Instant(nanoseconds: UInt64(sent)))
    } catch { return }
    var room = 16
    polling: while true {
      var output = Output<Echo.Event>.wait(until: nil)
      let bytes = [UInt8](capacity: room) { out in output = echo.poll(into: &out) }
      switch output {
      case .transmit:
        for byte in bytes {
          precondition(byte == input[sent], "not what came in")
          sent += 1
        }
      case .event: continue
      case .bufferTooSmall(let needed):
        precondition(room < needed && needed <= 1_026)
        room = needed
      case .wait: break polling
      }
    }
  }
}
