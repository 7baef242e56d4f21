// SPDX-License-Identifier: Apache-2.0

/// Why there is no trace: it tells all or nothing.
public struct TraceError: Error, Equatable, Sendable {
  public enum Cause: Equatable, Sendable {
    /// A byte belongs to no field.
    case unaccounted
    /// A field does not fit into what holds it.
    case truncated(missing: Int)
    /// A field holds what it must not hold, so that nobody can tell what follows.
    case unreadable(String)
    /// What the engine took as a message is not what its records held.
    case otherMessage
    /// Nothing was recorded.
    case nothing
  }

  public let cause: Cause
  /// In which message or record, as people count.
  public let place: String
  public let field: String
  public let offset: Int

  init(_ cause: Cause, in place: String, field: String = "", at offset: Int = 0) {
    self.cause = cause
    self.place = place
    self.field = field
    self.offset = offset
  }
}

extension TraceError: CustomStringConvertible {
  public var description: String {
    let spot = field.isEmpty ? "\(place), byte \(offset)" : "\(field) of \(place), byte \(offset)"
    return switch cause {
    case .unaccounted: "no field accounts for this byte: \(spot); report this as a defect"
    case .truncated(let missing): "a field is \(missing) bytes longer than what holds it: \(spot)"
    case .unreadable(let what): "\(what): \(spot)"
    case .otherMessage: "\(place) is not what its records held; report this as a defect"
    case .nothing: "no record was sent or came, so there is nothing to show"
    }
  }
}
