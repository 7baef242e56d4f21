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
