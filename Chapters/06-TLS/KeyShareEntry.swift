import Wire

/// A group, and the public key in it (RFC 8446, 4.2.8).
package struct KeyShareEntry: Sendable, Equatable {
  package var group: NamedGroup
  package var keyExchange: [UInt8]

  package init(_ group: NamedGroup, _ keyExchange: [UInt8]) {
    self.group = group
    self.keyExchange = keyExchange
  }
}

extension KeyShareEntry {
  package init(from reader: inout Reader) throws(WireError) {
    group = NamedGroup(code: try reader.uint16("group"))
    keyExchange = try reader.opaque16("key_exchange", atLeast: 1)
  }

  @_lifetime(out: copy out)
  package func write(into out: inout OutputSpan<UInt8>) throws(WireError) {
    try out.write(uint16: group.code, "group")
    try out.write(opaque16: keyExchange, "key_exchange")
  }
}
