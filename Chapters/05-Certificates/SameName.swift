import Wire

/// Whether two Names in DER are the same (RFC 5280, 7.1): attribute by attribute, texts
/// without regard to capital letters of ASCII, to spaces around them and to how many
/// spaces stand between two words.
public func isSameName(_ a: Span<UInt8>, _ b: Span<UInt8>) -> Bool {
  if isEqual(a, b) { return true }
  var (left, right) = (DERReader(a), DERReader(b))
  do throws(DERError) {
    // Inside a SEQUENCE there are SETs of SEQUENCEs of a type and a value.
    let first = try left.read(.sequence, "Name")
    let second = try right.read(.sequence, "Name")
    return try isSame(first, second, levels: 3)
  } catch { return false }
}

/// The same for one part of a name.
func isSameRelativeName(_ a: DERElement, _ b: DERElement) throws(DERError) -> Bool {
  try isSame(a, b, levels: 2)
}

private func isSame(
  _ a: DERElement, _ b: DERElement, levels: Int
) throws(DERError) -> Bool {
  if levels == 0 { return isSameValue(a, b) }
  guard a.tag == b.tag else { return false }
  var (left, right) = (DERReader(a), DERReader(b))
  while !left.isEmpty, !right.isEmpty {
    let first = try left.any("Name")
    let second = try right.any("Name")
    guard try isSame(first, second, levels: levels - 1) else { return false }
  }
  return left.isEmpty && right.isEmpty
}

private func isSameValue(_ a: DERElement, _ b: DERElement) -> Bool {
  guard isText(a.tag), isText(b.tag) else {
    return a.tag == b.tag && isEqual(a.content, b.content)
  }
  var (left, right) = (Letters(a.content), Letters(b.content))
  while true {
    let letter = left.next()
    guard letter == right.next() else { return false }
    if letter == nil { return true }
  }
}

private func isText(_ tag: DERTag) -> Bool {
  tag == .utf8String || tag == .printableString || tag == .ia5String
}

/// The letters of a text that count.
private struct Letters: ~Escapable {
  private let text: Span<UInt8>
  private var position = 0

  @_lifetime(copy text)
  init(_ text: Span<UInt8>) {
    self.text = text
    skipSpaces()
  }

  mutating func next() -> UInt8? {
    guard position < text.count else { return nil }
    let letter = text[position]
    position += 1
    guard letter == UInt8(ascii: " ") else { return small(letter) }
    skipSpaces()
    return position < text.count ? letter : nil
  }

  private mutating func skipSpaces() {
    while position < text.count, text[position] == UInt8(ascii: " ") { position += 1 }
  }
}
