extension WireError: CustomStringConvertible {
  public var description: String {
    let place = "at offset \(offset)"
    return switch fault {
    case .truncated(let missing):
      "\(field) is cut short \(place): at least \(missing) more bytes must come"
    case .leftover(let count):
      "\(count) bytes \(place) lie behind the last field of \(field)"
    case .invalid(let value):
      "\(field) \(place) must not be \(value)"
    case .noRoom(let missing):
      "\(field) has no room \(place): the output needs \(missing) more bytes"
    }
  }
}

extension FieldName: CustomStringConvertible {
  public var description: String { text.description }
}
