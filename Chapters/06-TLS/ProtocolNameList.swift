import Wire

/// The names of application protocols (RFC 7301, 3.1), as they stand in the extension:
/// each has a length of one byte before it.
package struct ProtocolNameList: Sendable, Equatable {
  /// Without the length of the whole.
  private var bytes: [UInt8] = []

  package init() {}

  /// Each name has 1 to 255 bytes; what is longer is left out.
  package init(_ names: [[UInt8]]) {
    for name in names {
      guard let count = UInt8(exactly: name.count), count > 0 else { continue }
      bytes.append(count)
      bytes.append(contentsOf: name)
    }
  }

  package var isEmpty: Bool { bytes.isEmpty }
  var count: Int { bytes.count }

  package func contains(_ name: [UInt8]) -> Bool {
    var reader = Reader(bytes.span)
    while let next = try? reader.prefixed8("ProtocolName") {
      if next.count == name.count, next.indices.allSatisfy({ next[$0] == name[$0] }) {
        return true
      }
    }
    return false
  }

  /// The only name; `nil` if there are none or several.
  package var only: [UInt8]? {
    guard let first = bytes.first, bytes.count == 1 + Int(first) else { return nil }
    return Array(bytes[1...])
  }
}

extension ProtocolNameList {
  init(from reader: inout Reader) throws(WireError) {
    let list = try reader.prefixed16("protocol_name_list")
    var names = Reader(list, base: reader.offset - list.count)
    try names.elements { name throws(WireError) in
      _ = try name.opaque8("ProtocolName", atLeast: 1)
    }
    bytes = [UInt8](list)
  }

  @_lifetime(out: copy out)
  func write(into out: inout OutputSpan<UInt8>) throws(WireError) {
    try out.write(opaque16: bytes, "protocol_name_list")
  }
}
