import Wire

extension DERError: CustomStringConvertible {
  public var description: String {
    "\(field.text), at byte \(offset): \(fault.description)"
  }
}

extension DERError.Fault: CustomStringConvertible {
  public var description: String {
    switch self {
    case .truncated(let missing):
      "the input ends \(missing) bytes too early; it was cut off on its way"
    case .leftover(let count):
      "\(count) bytes follow the last field; take them away, or encode the value again"
    case .wrongTag(let found, let expected):
      "the tag is \(found) and should be \(expected); this is another kind of value"
    case .highTagNumber:
      "a tag of several octets, which nothing in X.509 has; this is no certificate"
    case .indefiniteLength:
      "the length is left open, which is BER; encode the value again as DER"
    case .lengthNotMinimal:
      "the length takes more octets than it needs; encode the value again as DER"
    case .lengthTooLong:
      "the length takes more than three octets; this is no certificate"
    case .empty:
      "no elements, and there must be at least one; leave the field out instead"
    case .defaultWritten:
      "the default value is written out; leave it out, as DER does"
    case .value:
      "not a value of this type; encode it again as the standard says"
    }
  }
}
