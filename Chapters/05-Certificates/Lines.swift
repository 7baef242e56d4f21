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
