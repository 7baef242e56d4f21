// SPDX-License-Identifier: Apache-2.0
import TestSupport
import Testing
import Wire

/// Each seed is a thousand messages.
private let seeds: Range<UInt64> = 0..<8
private let rounds = 1_000

@Test(arguments: seeds) func whatIsWrittenIsReadBack(seed: UInt64) throws {
  var random = SeededRandom(seed: seed)
  for _ in 0..<rounds {
    let values = random.values()
    let bytes = try written { out throws(WireError) in try out.write(values) }
    let back = try Reader.all(bytes.span) { reader throws(WireError) in
      try reader.values(like: values)
    }
    #expect(back == values)
  }
}

/// Every prefix of a valid message is refused as cut short, and never by more than is cut.
@Test(arguments: seeds) func everyTruncationIsNoticed(seed: UInt64) throws {
  var random = SeededRandom(seed: seed ^ 0x7472)
  for _ in 0..<rounds / 10 {
    let values = random.values()
    let bytes = try written { out throws(WireError) in try out.write(values) }
    for count in stride(from: 0, to: bytes.count, by: 1 + bytes.count / 64) {
      let error = wireError { () throws(WireError) in
        _ = try Reader.all(bytes.span.extracting(first: count)) { reader throws(WireError) in
          try reader.values(like: values)
        }
      }
      guard case .truncated(let missing) = error?.fault else {
        Issue.record("\(count) of \(bytes.count) bytes gave \(String(describing: error))")
        continue
      }
      #expect(1...(bytes.count - count) ~= missing)
      #expect(error.map { $0.offset <= count } == true)
    }
  }
}

/// Any bytes give values or an error, and values that were read are written back unchanged,
/// since every number has exactly one encoding.
@Test(arguments: seeds) func whateverIsReadIsWrittenBack(seed: UInt64) throws {
  var random = SeededRandom(seed: seed ^ 0x7761)
  var accepted = 0
  for _ in 0..<rounds {
    let pattern = random.values()
    let bytes = random.bytes(Int(random.next() % 40)).map { random.next() % 2 == 0 ? $0 : $0 % 4 }
    var reader = Reader(bytes.span)
    guard let values = try? reader.values(like: pattern) else { continue }
    accepted += 1
    let back = try written { out throws(WireError) in try out.write(values) }
    #expect(back == [UInt8](bytes.prefix(reader.offset)))
  }
  #expect(accepted > rounds / 10)
}

/// Flips, insertions and deletions in valid messages: the reader ends, inside its input.
@Test(arguments: seeds) func damagedMessagesAreReadOrRefused(seed: UInt64) throws {
  var random = SeededRandom(seed: seed ^ 0x6461)
  for _ in 0..<rounds {
    let values = random.values()
    var bytes = try written { out throws(WireError) in try out.write(values) }
    for _ in 0...random.next() % 3 where !bytes.isEmpty {
      let at = Int.random(in: bytes.indices, using: &random)
      switch random.next() % 3 {
      case 0: bytes[at] ^= 1 << UInt8(random.next() % 8)
      case 1: bytes.insert(UInt8(truncatingIfNeeded: random.next()), at: at)
      default: bytes.remove(at: at)
      }
    }
    let error = wireError { () throws(WireError) in
      _ = try Reader.all(bytes.span, base: 1_000) { reader throws(WireError) in
        try reader.values(like: values)
      }
    }
    if let error { #expect(1_000...1_000 + bytes.count ~= error.offset) }
  }
}

/// A reader that threw has not moved, so the caller may try again when more bytes are there.
@Test(arguments: seeds) func aThrowMovesNothing(seed: UInt64) {
  var random = SeededRandom(seed: seed ^ 0x7468)
  for _ in 0..<rounds {
    let bytes = random.bytes(Int(random.next() % 12))
    let pattern = random.value()
    if case .option = pattern { continue }
    var reader = Reader(bytes.span)
    if (try? reader.value(like: pattern)) == nil { #expect(reader.offset == 0) }
  }
}

/// However small the output: all of the message, or an error and a part of it.
@Test(arguments: seeds) func aSmallOutputNeverOverflows(seed: UInt64) throws {
  var random = SeededRandom(seed: seed ^ 0x736D)
  for _ in 0..<rounds {
    let values = random.values()
    let whole = try written { out throws(WireError) in try out.write(values) }
    let capacity = Int(random.next() % UInt64(whole.count + 1))
    var error: WireError?
    let part = [UInt8](capacity: capacity) { out in
      error = wireError { () throws(WireError) in try out.write(values) }
    }
    #expect((error == nil) == (capacity == whole.count))
    #expect(whole.starts(with: part))
    guard let error else { continue }
    guard case .noRoom(let missing) = error.fault else {
      Issue.record("not .noRoom but \(error)")
      continue
    }
    #expect(1...(whole.count - capacity) ~= missing)
  }
}
