import Primitives

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
