import Wire

/// The methods that a resource allows.
public struct Methods: OptionSet, Sendable {
  public let rawValue: UInt8

  public init(rawValue: UInt8) { self.rawValue = rawValue }

  public static var get: Methods { Methods(rawValue: 1) }
  public static var post: Methods { Methods(rawValue: 2) }
  public static var put: Methods { Methods(rawValue: 4) }
  public static var delete: Methods { Methods(rawValue: 8) }

  func contains(_ code: Code) -> Bool {
    1...4 ~= code.rawValue && rawValue >> (code.rawValue - 1) & 1 == 1
  }
}

/// Something that a server has, and that may be asked for.
public struct Resource: Sendable {
  /// Segments with slashes between them, such as `sensors/temperature`; empty for the root.
  public var path: [UInt8]
  public var methods: Methods
  /// What a client may Accept, as numbers of 12.3; empty for anything.
  public var contentFormats: [UInt16]
  /// Link attributes as RFC 6690 writes them, such as `rt="temperature";if="sensor"`.
  public var attributes: [UInt8]
  /// Critical options that the application takes care of, such as If-Match.
  public var understands: [OptionNumber]

  public init(
    _ path: [UInt8], _ methods: Methods, contentFormats: [UInt16] = [],
    attributes: [UInt8] = [], understands: [OptionNumber] = []
  ) {
    self.path = path
    self.methods = methods
    self.contentFormats = contentFormats
    self.attributes = attributes
    self.understands = understands
  }

  /// Segment by segment: a slash within one is no slash between two.
  func matches(_ options: borrowing Options) -> Bool {
    var options = copy options
    var position = 0
    var isFirst = true
    while let option = options.next() {
      guard option.number == .uriPath else { continue }
      if !isFirst {
        guard position < path.count, path[position] == slash else { return false }
        position += 1
      }
      isFirst = false
      guard option.value.count <= path.count - position else { return false }
      for i in option.value.indices {
        guard option.value[i] == path[position + i], option.value[i] != slash else {
          return false
        }
      }
      position += option.value.count
    }
    return position == path.count
  }
}

/// All resources of a server; every peer's machine has a copy.
public struct Resources: Sendable {
  public private(set) var all: [Resource] = []
  /// Bytes of the list that `/.well-known/core` answers.
  public static var maximumListSize: Int { 1024 }

  public init() {}

  /// Returns the number by which a request's event will name it.
  @discardableResult
  public mutating func register(_ resource: Resource) throws(CoAPUsageError) -> Int {
    all.append(resource)
    guard links().count <= Resources.maximumListSize else {
      all.removeLast()
      throw .tooManyResources
    }
    return all.count - 1
  }

  /// The CoRE Link Format (RFC 6690, 2).
  public func links() -> [UInt8] {
    var text: [UInt8] = []
    for resource in all {
      if !text.isEmpty { text.append(UInt8(ascii: ",")) }
      text.append(UInt8(ascii: "<"))
      text.append(slash)
      for byte in resource.path { append(byte, to: &text) }
      text.append(UInt8(ascii: ">"))
      guard !resource.attributes.isEmpty else { continue }
      text.append(UInt8(ascii: ";"))
      text.append(contentsOf: resource.attributes)
    }
    return text
  }

  /// Letters, digits and `-._~/` as they are, all others as % and two hexadecimal digits.
  private func append(_ byte: UInt8, to text: inout [UInt8]) {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "-")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "~"):
      text.append(byte)
    default:
      text.append(UInt8(ascii: "%"))
      for digit in [byte >> 4, byte & 0x0f] {
        text.append(
          digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "A") + digit - 10)
      }
    }
  }
}

private var slash: UInt8 { UInt8(ascii: "/") }
