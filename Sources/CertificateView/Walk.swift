// SPDX-License-Identifier: Apache-2.0
import Certificates
import Wire

/// A value by its places.
struct Value {
  let tag: UInt8
  let whole: Range<Int>
  let content: Range<Int>

  var header: Range<Int> { whole.lowerBound..<content.lowerBound }
  var isConstructed: Bool { tag & 0x20 != 0 }
}

/// Goes through a certificate in the order of its bytes, and gives each a name.
struct Walk {
  let der: [UInt8]
  private(set) var parts: [CertificatePart] = []
  private var depth = 0

  /// Values inside of values, as deep as nobody needs them; what is deeper is shown as it is.
  private static let maximumDepth = 32

  init(_ der: [UInt8]) { self.der = der }

  /// All the values that fill these bytes.
  func values(in range: Range<Int>) throws(DERError) -> [Value] {
    var reader = DERReader(der.span.extracting(range), base: range.lowerBound)
    var values: [Value] = []
    while !reader.isEmpty {
      let element = try reader.any("value")
      values.append(
        Value(tag: element.tag.octet, whole: element.range, content: element.contentRange))
    }
    return values
  }

  func content(_ value: Value) -> ArraySlice<UInt8> { der[value.content] }

  mutating func note(_ bytes: Range<Int>, _ field: String, _ type: String, _ value: String = "") {
    if bytes.isEmpty { return }
    parts.append(
      CertificatePart(bytes: bytes, depth: depth, field: field, type: type, value: value))
  }

  /// A value that should hold others; one that does not is shown as it stands, since not every
  /// extension is read before it is shown.
  mutating func open(
    _ value: Value, _ field: String, _ body: (inout Walk, [Value]) throws -> Void
  ) throws {
    guard let inside = try? values(in: value.content) else { return leaf(value, field) }
    note(value.header, field, typeText(value))
    depth += 1
    try body(&self, inside)
    depth -= 1
  }

  /// The same, its values all alike.
  mutating func list(
    _ value: Value, _ field: String, _ body: (inout Walk, Value) throws -> Void
  ) throws {
    try open(value, field) { walk, values in for value in values { try body(&walk, value) } }
  }

  /// More of a value that has been noted in part.
  mutating func deeper(_ body: (inout Walk) throws -> Void) rethrows {
    depth += 1
    try body(&self)
    depth -= 1
  }

  /// A value whose grammar says nothing about what is in it, or is not known here.
  mutating func any(_ value: Value, _ field: String) throws {
    guard value.isConstructed, depth < Self.maximumDepth,
      (try? values(in: value.content)) != nil
    else { return leaf(value, field) }
    try list(value, field) { walk, value in try walk.any(value, "value") }
  }

  /// A value that holds no others.
  mutating func leaf(_ value: Value, _ field: String, _ text: String? = nil) {
    note(value.whole, field, typeText(value), text ?? valueText(value))
  }
}
