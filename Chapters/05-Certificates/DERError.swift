import Wire

/// Why some bytes are not the DER that they should be, where, and in which field.
public struct DERError: Error, Equatable, Sendable {
  public enum Fault: Equatable, Sendable {
    /// The input ends too early, by this many bytes at least.
    case truncated(missing: Int)
    /// This many bytes follow the last field.
    case leftover(Int)
    case wrongTag(found: UInt8, expected: UInt8)
    /// A tag of several octets; nothing in X.509 has one.
    case highTagNumber
    /// A length left open until an end mark, which is BER (X.690, 10.1).
    case indefiniteLength
    /// A length in more octets than it needs (X.690, 10.1).
    case lengthNotMinimal
    /// A length in more than three octets, for inputs that are never so long.
    case lengthTooLong
    /// No elements, where there must be at least one.
    case empty
    /// A value that is the default, and so must be left out (X.690, 11.5).
    case defaultWritten
    /// Not the encoding, or not one of the values, that the field's type allows.
    case value
  }

  public let fault: Fault
  public let field: FieldName
  /// Bytes from the start of the input.
  public let offset: Int

  public init(_ fault: Fault, _ field: FieldName, at offset: Int) {
    self.fault = fault
    self.field = field
    self.offset = offset
  }
}
