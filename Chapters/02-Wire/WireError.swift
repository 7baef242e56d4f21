/// Why some bytes could not be read or written, where, and in which field.
public struct WireError: Error, Equatable {
  public enum Fault: Equatable, Sendable {
    /// The input ended too early, by this many bytes at least.
    case truncated(missing: Int)
    /// This many bytes follow the last field.
    case leftover(Int)
    /// A value that this field cannot hold, or that the standard forbids here.
    case invalid(UInt64)
    /// The output is this many bytes too small.
    case noRoom(missing: Int)
  }

  public let fault: Fault
  public let field: FieldName
  /// Bytes from the start of the input, or of the output.
  public let offset: Int

  public init(_ fault: Fault, _ field: FieldName, at offset: Int) {
    self.fault = fault
    self.field = field
    self.offset = offset
  }
}

/// The name of a field as its standard spells it.
public struct FieldName: ExpressibleByStringLiteral, Equatable, Sendable {
  public let text: StaticString

  public init(stringLiteral text: StaticString) { self.text = text }

  public static func == (a: FieldName, b: FieldName) -> Bool {
    guard a.text.utf8CodeUnitCount == b.text.utf8CodeUnitCount else { return false }
    for i in 0..<a.text.utf8CodeUnitCount
    where a.text.utf8Start[i] != b.text.utf8Start[i] { return false }
    return true
  }
}
