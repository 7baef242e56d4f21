import Wire

/// NameConstraints ::= SEQUENCE {
///      permittedSubtrees       [0]     GeneralSubtrees OPTIONAL,
///      excludedSubtrees        [1]     GeneralSubtrees OPTIONAL }
extension DERReader {
  /// Where they stand, when all in them has its form and is of a kind that we can compare.
  mutating func nameConstraints() throws(DERError) -> Range<Int> {
    let start = offset
    try constructed(.sequence, "NameConstraints") { reader throws(DERError) in
      guard !reader.isEmpty else { throw reader.error(.empty, "NameConstraints") }
      for number: UInt8 in 0...1 where reader.nextTag == .explicit(number) {
        try reader.list("GeneralSubtrees", as: .explicit(number)) {
          subtrees throws(DERError) in _ = try subtrees.generalSubtree()
        }
      }
    }
    return start..<offset
  }

  /// GeneralSubtree ::= SEQUENCE {
  ///      base                    GeneralName,
  ///      minimum         [0]     BaseDistance DEFAULT 0,
  ///      maximum         [1]     BaseDistance OPTIONAL }
  ///
  /// Of the distances only their defaults are used on the internet (RFC 5280, 4.2.1.10).
  @_lifetime(copy self)
  mutating func generalSubtree() throws(DERError) -> DERElement {
    let subtree = try read(.sequence, "GeneralSubtree")
    var inside = DERReader(subtree)
    let base = try inside.any("base")
    try inside.end("GeneralSubtree")
    if base.tag == .implicit(7), base.content.count != 8, base.content.count != 32 {
      throw base.error(.value, "iPAddress")
    }
    return base
  }
}
