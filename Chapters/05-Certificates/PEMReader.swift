import Primitives

/// The blocks of a PEM file in order (RFC 7468). Text between them is passed over.
public struct PEMReader: ~Escapable {
  private var lines: Lines

  @_lifetime(copy text)
  public init(_ text: Span<UInt8>) { lines = Lines(text) }

  /// The next block, or `nil` after the last one.
  @_lifetime(copy self)
  public mutating func next() throws(PEMError) -> PEMBlock? {
    while let range = lines.next() {
      if try label(of: range, "-----END ") != nil {
        throw PEMError(.endWithoutBegin, line: lines.number)
      }
      if let label = try label(of: range, "-----BEGIN ") { return try block(label) }
    }
    return nil
  }

  /// From the BEGIN line, which was read, to the END line.
  @_lifetime(copy self)
  private mutating func block(_ begin: Range<Int>) throws(PEMError) -> PEMBlock {
    let first = lines.number
    let start = lines.position
    var end = start
    while let range = lines.next() {
      if let label = try label(of: range, "-----END ") {
        guard same(label, begin) else {
          throw PEMError(.labelsDiffer, line: lines.number)
        }
        let body = lines.text.extracting(start..<end)
        return PEMBlock(
          label: lines.text.extracting(begin), body: body, lineBefore: first)
      }
      if try label(of: range, "-----BEGIN ") != nil { break }
      end = lines.position
    }
    throw PEMError(.endMissing, line: lines.number)
  }

  /// The label of a BEGIN or END line; `nil` for any other line.
  private func label(
    of line: Range<Int>, _ beginning: StaticString
  ) throws(PEMError) -> Range<Int>? {
    guard lines.has(beginning, at: line.lowerBound, before: line.upperBound) else {
      return nil
    }
    let start = line.lowerBound + beginning.utf8CodeUnitCount
    let end = line.upperBound - 5
    guard end > start, lines.has("-----", at: end, before: line.upperBound) else {
      throw PEMError(.boundary, line: lines.number)
    }
    return start..<end
  }

  private func same(_ a: Range<Int>, _ b: Range<Int>) -> Bool {
    guard a.count == b.count else { return false }
    for i in 0..<a.count
    where lines.text[a.lowerBound + i] != lines.text[b.lowerBound + i] { return false }
    return true
  }
}

extension PEMReader {
  /// The DER of every block with this label, in the text's order.
  public static func all(
    _ label: PEMLabel, in text: Span<UInt8>
  ) throws(PEMError) -> [[UInt8]] {
    var reader = PEMReader(text)
    var blocks: [[UInt8]] = []
    while let block = try reader.next() {
      if block.isLabelled(label) { blocks.append(try block.bytes()) }
    }
    return blocks
  }

  /// The DER of the first block with this label.
  public static func first(
    _ label: PEMLabel, in text: Span<UInt8>
  ) throws(PEMError) -> Secret? {
    var reader = PEMReader(text)
    while let block = try reader.next() {
      if block.isLabelled(label) { return try block.secret() }
    }
    return nil
  }
}

/// One block, not decoded yet.
public struct PEMBlock: ~Escapable {
  public let label: Span<UInt8>
  let body: Span<UInt8>
  let lineBefore: Int

  @_lifetime(copy label, copy body)
  init(label: Span<UInt8>, body: Span<UInt8>, lineBefore: Int) {
    self.label = label
    self.body = body
    self.lineBefore = lineBefore
  }

  public func isLabelled(_ label: PEMLabel) -> Bool { label == self.label }

  /// The DER in it.
  public func bytes() throws(PEMError) -> [UInt8] {
    try [UInt8](capacity: room) { out throws(PEMError) in try decode(into: &out) }
  }

  /// The DER of a private key.
  public func secret() throws(PEMError) -> Secret {
    try Secret(capacity: room) { out throws(PEMError) in try decode(into: &out) }
  }

  /// Enough for what `body` decodes to.
  private var room: Int { body.count / 4 * 3 }

  /// Appends the DER in it; if it throws, `out` is as it was.
  public func decode(into out: inout OutputSpan<UInt8>) throws(PEMError) {
    let start = out.count
    do throws(PEMError) { try decodeLines(into: &out) } catch {
      out.removeLast(out.count - start)
      throw error
    }
  }

  private func decodeLines(into out: inout OutputSpan<UInt8>) throws(PEMError) {
    var lines = Lines(body)
    if body.isEmpty { throw PEMError(.empty, line: lineBefore) }
    while let range = lines.next() {
      let line = body.extracting(range)
      let isLast = lines.position == body.count
      guard line.count == 64 || (isLast && 1..<64 ~= line.count) else {
        throw PEMError(.lineLength(line.count), line: lineBefore + lines.number)
      }
      let length = line.count / 4 * 3 - base64Padding(line)
      guard length <= out.freeCapacity else {
        throw PEMError(.noRoom, line: lineBefore + lines.number)
      }
      guard out.appendDecoded(base64: line), isLast || length == 48 else {
        throw PEMError(.notBase64, line: lineBefore + lines.number)
      }
    }
  }
}

/// Text line by line, each ended by LF or CRLF.
struct Lines: ~Escapable {
  let text: Span<UInt8>
  private(set) var position = 0
  /// Of the line that `next` returned last.
  private(set) var number = 0

  @_lifetime(copy text)
  init(_ text: Span<UInt8>) { self.text = text }

  /// Where the next line stands, without its end.
  mutating func next() -> Range<Int>? {
    guard position < text.count else { return nil }
    number += 1
    let start = position
    while position < text.count, text[position] != 0x0a { position += 1 }
    var end = position
    if position < text.count { position += 1 }
    if end > start, text[end - 1] == 0x0d { end -= 1 }
    return start..<end
  }

  func has(_ characters: StaticString, at start: Int, before end: Int) -> Bool {
    guard characters.utf8CodeUnitCount <= end - start else { return false }
    for i in 0..<characters.utf8CodeUnitCount
    where text[start + i] != characters.utf8Start[i] { return false }
    return true
  }
}
