// SPDX-License-Identifier: Apache-2.0

/// Some bytes of a message or a record: what they are called, what they say, and why they are
/// there. A field with parts has no bytes of its own: the parts follow on each other without a gap.
public struct Field: Equatable, Sendable {
  public enum Kind: String, Sendable {
    /// Types and lengths: what only says where the rest is.
    case frame
    /// What an older version needed, and nobody reads any more.
    case past
    case version, random, choice, share, identity, proof, opaque, sealed, data, padding
  }

  public let name: String
  public let kind: Kind
  /// In the message or record that was taken apart.
  public internal(set) var bytes: Range<Int>
  /// In words; empty where the name says it all.
  public internal(set) var value: String
  /// In one sentence; empty where the field around it says it.
  public let reason: String
  public internal(set) var parts: [Field]

  init(
    _ name: String, _ kind: Kind, _ bytes: Range<Int>, _ value: String = "", why reason: String,
    parts: [Field] = []
  ) {
    self.name = name
    self.kind = kind
    self.bytes = bytes
    self.value = value
    self.reason = reason
    self.parts = parts
  }

  /// The fields that have bytes of their own, in order.
  public var leaves: [Field] { parts.isEmpty ? [self] : parts.flatMap(\.leaves) }
}

/// Fails if a byte belongs to no field, or to two.
func account(for count: Int, _ fields: [Field], in place: String) throws(TraceError) {
  var next = 0
  for field in fields.flatMap(\.leaves) {
    guard field.bytes.lowerBound == next else {
      throw TraceError(.unaccounted, in: place, field: field.name, at: next)
    }
    next = field.bytes.upperBound
  }
  guard next == count else {
    throw TraceError(.unaccounted, in: place, field: fields.last?.name ?? "", at: next)
  }
}
