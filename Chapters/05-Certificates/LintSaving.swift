import Wire

extension Certificate {
  /// How long the certificate would be if all of these findings were mended.
  public func length(mending findings: [LintFinding]) -> Int {
    var edits: [LintEdit] = []
    for finding in findings {
      for i in 0..<finding.edits.count { edits.append(finding.edits[i]) }
    }
    return length(after: edits.span)
  }

  func length(after edits: Span<LintEdit>) -> Int {
    var reader = DERReader(der.span)
    do throws(DERError) {
      return newLength(try reader.any("Certificate"), edits)
    } catch { return der.count }
  }
}

/// How long a value would be after the edits: its content, and the header in front of
/// it, whose length octets may be fewer.
private func newLength(_ element: DERElement, _ edits: Span<LintEdit>) -> Int {
  var content = element.content.count + change(element.contentRange, edits)
  forEachChild(of: element) { child in
    if !holdsEdit(child.contentRange, edits) { return }
    // What is deeper was counted above as if its headers stayed as they are.
    content += newLength(child, edits) - child.bytes.count
    content -= change(child.contentRange, edits)
  }
  // Extensions that are all gone take their wrapping with them.
  if element.tag == .explicit(3), content == 2 { return 0 }
  return content + headerLength(content)
}

private func holdsEdit(_ place: Range<Int>, _ edits: Span<LintEdit>) -> Bool {
  for i in edits.indices where edits[i].isWithin(place) { return true }
  return false
}

/// By how much what stands in a place grows, no header counted.
private func change(_ place: Range<Int>, _ edits: Span<LintEdit>) -> Int {
  var change = 0
  for i in edits.indices where isOutermost(i, edits) {
    let edit = edits[i]
    if edit.isWithin(place) { change += edit.count - edit.range.count }
  }
  return change
}

/// The values inside: of a constructed value, and of an OCTET STRING that holds DER.
private func forEachChild(of element: DERElement, _ body: (DERElement) -> Void) {
  guard element.tag.octet & 0x20 != 0 || element.tag == .octetString else { return }
  var reader = DERReader(element)
  while !reader.isEmpty {
    do throws(DERError) { body(try reader.any("child")) } catch { return }
  }
}

/// Whether no other edit takes this one's place away; of two that are the same, only
/// the first counts.
private func isOutermost(_ i: Int, _ edits: Span<LintEdit>) -> Bool {
  var holders = 0
  for j in edits.indices where edits[j].holds(edits[i]) {
    if !edits[i].holds(edits[j]) || j < i { holders += 1 }
  }
  return holders == 0
}

/// A tag of one octet, and a length in as few as it takes (X.690, 10.1).
private func headerLength(_ content: Int) -> Int {
  var (octets, rest) = (2, content < 0x80 ? 0 : content)
  while rest > 0 {
    octets += 1
    rest >>= 8
  }
  return octets
}

extension LintEdit {
  fileprivate func isWithin(_ place: Range<Int>) -> Bool {
    place.lowerBound <= range.lowerBound && range.upperBound <= place.upperBound
  }

  fileprivate func holds(_ other: LintEdit) -> Bool { other.isWithin(range) }
}
