// SPDX-License-Identifier: Apache-2.0
import CertificateView

/// Takes bytes apart in their order: each step names the next ones.
struct Dissection {
  let bytes: [UInt8]
  /// Where these bytes are, for errors.
  let place: String
  private(set) var offset = 0
  /// Where the innermost thing that we are in ends.
  private var end: Int
  private(set) var fields: [Field] = []

  init(_ bytes: [UInt8], in place: String) {
    self.bytes = bytes
    self.place = place
    end = bytes.count
  }

  var remaining: Int { end - offset }
  var isAtEnd: Bool { offset == end }

  func failure(_ cause: TraceError.Cause, _ field: String) -> TraceError {
    TraceError(cause, in: place, field: field, at: offset)
  }

  /// What follows, not yet taken.
  func ahead(_ count: Int) -> [UInt8]? {
    count >= 0 && count <= remaining ? Array(bytes[offset..<(offset + count)]) : nil
  }

  func peek(_ count: Int, _ name: String) throws(TraceError) -> [UInt8] {
    guard let ahead = ahead(count) else {
      throw failure(.truncated(missing: count - remaining), name)
    }
    return ahead
  }

  /// The next bytes as one field.
  @discardableResult
  mutating func take(
    _ count: Int, _ name: String, _ kind: Field.Kind, _ value: String? = nil, why: String = ""
  ) throws(TraceError) -> [UInt8] {
    let taken = try peek(count, name)
    if count > 0 {
      fields.append(
        Field(name, kind, offset..<(offset + count), value ?? hexText(taken), why: why))
      offset += count
    }
    return taken
  }

  /// All that is left of what we are in, which may be nothing.
  @discardableResult
  mutating func rest(
    _ name: String, _ kind: Field.Kind, _ value: String? = nil, why: String = ""
  ) throws(TraceError) -> [UInt8] {
    try take(remaining, name, kind, value, why: why)
  }

  @discardableResult
  mutating func number(
    _ count: Int, _ name: String, _ kind: Field.Kind, why: String = "",
    _ words: (Int) -> String = { "\($0)" }
  ) throws(TraceError) -> Int {
    let number = try peek(count, name).reduce(0) { $0 << 8 | Int($1) }
    try take(count, name, kind, words(number), why: why)
    return number
  }

  /// A field made of parts, which are taken by `body`.
  @discardableResult
  mutating func group<R>(
    _ name: String, _ kind: Field.Kind, _ value: String = "", why: String = "",
    _ body: (inout Dissection) throws(TraceError) -> R
  ) throws(TraceError) -> R {
    let start = offset
    let outside = fields
    fields = []
    let result = try body(&self)
    let group = Field(name, kind, start..<offset, value, why: why, parts: fields)
    fields = outside
    if offset > start { fields.append(group) }
    return result
  }

  /// Says what the group that was taken last holds.
  mutating func describe(_ value: String) {
    guard !fields.isEmpty else { return }
    fields[fields.count - 1].value = value
  }

  /// A length, then so many bytes, which `body` must use up.
  @discardableResult
  mutating func prefixed<R>(
    _ size: Int, _ name: String, why: String = "",
    _ body: (inout Dissection) throws(TraceError) -> R
  ) throws(TraceError) -> R {
    let length = try number(size, "length of \(name)", .frame, why: why) {
      $0 == 1 ? "1 byte follows" : "\($0) bytes follow"
    }
    return try within(length, name, body)
  }

  /// The next `count` bytes, which `body` must use up.
  @discardableResult
  mutating func within<R>(
    _ count: Int, _ name: String, _ body: (inout Dissection) throws(TraceError) -> R
  ) throws(TraceError) -> R {
    _ = try peek(count, name)
    let outer = end
    end = offset + count
    let result = try body(&self)
    guard isAtEnd else { throw failure(.unaccounted, name) }
    end = outer
    return result
  }

  /// Fields that somebody else found in the next bytes.
  mutating func adopt(_ found: [Field], _ count: Int) {
    fields += found
    offset += count
  }
}
