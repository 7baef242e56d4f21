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
    return try isSame(first, second, levels: 3) == true
  } catch { return false }
}

/// The same for one part of a name; `nil` if only somebody could tell who knows the
/// letters of all the world.
func isSameRelativeName(_ a: DERElement, _ b: DERElement) throws(DERError) -> Bool? {
  try isSame(a, b, levels: 2)
}

private func isSame(
  _ a: DERElement, _ b: DERElement, levels: Int
) throws(DERError) -> Bool? {
  if levels == 0 { return isSameValue(a, b) }
  guard a.tag == b.tag else { return false }
  var (left, right) = (DERReader(a), DERReader(b))
  var (count, isDecided, differs) = (0, true, false)
  while !left.isEmpty, !right.isEmpty {
    let first = try left.any("Name")
    let second = try right.any("Name")
    count += 1
    switch try isSame(first, second, levels: levels - 1) {
    case true?: continue
    case false?: differs = true
    case nil: isDecided = false
    }
  }
  guard left.isEmpty, right.isEmpty else { return false }
  if differs {
    // A SET is sorted by its octets, which a capital letter changes.
    return a.tag == .set && count > 1 ? nil : false
  }
  return isDecided ? true : nil
}

private func isSameValue(_ a: DERElement, _ b: DERElement) -> Bool? {
  guard isText(a.tag), isText(b.tag) else {
    if a.tag == b.tag, isEqual(a.content, b.content) { return true }
    return isAnyText(a.tag) && isAnyText(b.tag) ? nil : false
  }
  var (left, right) = (Letters(a.content), Letters(b.content))
  while true {
    let letter = left.next()
    guard letter == right.next() else { break }
    if letter == nil { return true }
  }
  return couldBeSame(a.content, b.content) ? nil : false
}

/// Whether the first difference may be one of how letters outside of ASCII are written.
/// Such a letter may also change the one in front of it, as an accent does.
private func couldBeSame(_ a: Span<UInt8>, _ b: Span<UInt8>) -> Bool {
  var (left, right) = (Letters(a), Letters(b))
  var differed = false
  while true {
    let (first, second) = (left.next(), right.next())
    if (first ?? 0) >= 0x80 || (second ?? 0) >= 0x80 { return true }
    if differed || (first == nil && second == nil) { return false }
    differed = first != second
  }
}

private func isText(_ tag: DERTag) -> Bool {
  tag == .utf8String || tag == .printableString || tag == .ia5String
}

/// Those too in which letters are written that we do not read: TeletexString,
/// UniversalString and BMPString.
private func isAnyText(_ tag: DERTag) -> Bool {
  isText(tag) || tag.octet == 0x14 || tag.octet == 0x1c || tag.octet == 0x1e
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
