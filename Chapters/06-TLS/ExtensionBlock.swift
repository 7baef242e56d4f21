import Wire

extension Reader {
  /// Reads `Extension extensions<0..2^16-1>` (RFC 8446, 4.2) and gives each to `parse`,
  /// which must use up its bytes. Returns the types, in their order.
  mutating func extensions(
    _ parse: (ExtensionType, inout Reader) throws(WireError) -> Void
  ) throws(WireError) -> [ExtensionType] {
    try prefixed16("extensions") { block throws(WireError) in
      var present: [ExtensionType] = []
      while !block.isEmpty {
        let type = ExtensionType(code: try block.uint16("extension_type"))
        //= rfc8446#4.2
        //# There MUST NOT be more than one extension of the
        //# same type in a given extension block.
        guard !present.contains(type), present.count < 255 else {
          throw block.invalid(type.code, "extension_type")
        }
        present.append(type)
        try block.prefixed16("extension_data") { data throws(WireError) in
          try parse(type, &data)
        }
      }
      return present
    }
  }
}

extension OutputSpan where Element == UInt8 {
  /// One extension: its type, and what `body` appends.
  @_lifetime(self: copy self)
  mutating func write(
    _ type: ExtensionType, _ body: (inout OutputSpan<UInt8>) throws(WireError) -> Void
  ) throws(WireError) {
    try write(uint16: type.code, "extension_type")
    try prefixed16("extension_data", body)
  }

  /// One that says all by being there.
  @_lifetime(self: copy self)
  mutating func write(_ type: ExtensionType) throws(WireError) {
    try write(uint16: type.code, "extension_type")
    try write(uint16: 0, "extension_data")
  }
}
