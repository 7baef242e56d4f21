import Wire

extension OutputSpan where Element == UInt8 {
  /// A SEQUENCE, whose elements the closure writes in the grammar's order.
  public mutating func sequence(
    _ field: FieldName, _ elements: (inout Self) throws(WireError) -> Void
  ) throws(WireError) {
    try constructed(.sequence, field, elements)
  }

  /// A SET of one element, so that nothing needs sorting (X.690, 11.6).
  public mutating func set(
    _ field: FieldName, _ element: (inout Self) throws(WireError) -> Void
  ) throws(WireError) {
    try constructed(.set, field, element)
  }

  /// An OCTET STRING that holds DER of its own.
  public mutating func octetString(
    _ field: FieldName, _ content: (inout Self) throws(WireError) -> Void
  ) throws(WireError) {
    try constructed(.octetString, field, content)
  }

  /// Any value whose length is known only when it is written.
  public mutating func constructed(
    _ tag: DERTag, _ field: FieldName,
    _ content: (inout Self) throws(WireError) -> Void
  ) throws(WireError) {
    let start = count
    do throws(WireError) {
      let value = try open(tag, field)
      try content(&self)
      try close(value)
    } catch {
      removeLast(count - start)
      throw error
    }
  }

  /// Begins a value of unknown length; what follows belongs to it, until `close`.
  mutating func open(
    _ tag: DERTag, _ field: FieldName
  ) throws(WireError) -> OpenValue {
    try need(2, field)
    append(tag.octet)
    append(0)
    return OpenValue(content: count, field: field)
  }

  /// Writes the length of all that was written since `open`.
  mutating func close(_ value: OpenValue) throws(WireError) {
    let length = count - value.content
    let more = lengthOctets(length) - 1
    if more > 0 {
      try need(more, value.field)
      append(repeating: 0, count: more)
      var bytes = mutableSpan
      for i in (value.content..<value.content + length).reversed() {
        bytes[i + more] = bytes[i]
      }
    }
    var bytes = mutableSpan
    for i in 0...more {
      bytes[value.content - 1 + i] = lengthOctet(i, of: length)
    }
  }

  /// The identifier and length of a value whose length is known.
  mutating func header(
    _ tag: DERTag, length: Int, _ field: FieldName
  ) throws(WireError) {
    try need(1 + lengthOctets(length) + length, field)
    append(tag.octet)
    for i in 0..<lengthOctets(length) { append(lengthOctet(i, of: length)) }
  }

  /// A whole primitive value.
  public mutating func primitive(
    _ tag: DERTag, _ content: Span<UInt8>, _ field: FieldName
  ) throws(WireError) {
    try header(tag, length: content.count, field)
    for i in content.indices { append(content[i]) }
  }

  /// A value that is DER already.
  mutating func encoded(_ der: Span<UInt8>, _ field: FieldName) throws(WireError) {
    try need(der.count, field)
    for i in der.indices { append(der[i]) }
  }

  func need(_ octets: Int, _ field: FieldName) throws(WireError) {
    guard octets <= freeCapacity else {
      throw WireError(.noRoom(missing: octets - freeCapacity), field, at: count)
    }
  }
}

/// Where a value's content begins, until its length is known.
struct OpenValue {
  let content: Int
  let field: FieldName
}

/// One octet for a length up to 127, else one that counts those that follow (8.1.3).
private func lengthOctets(_ length: Int) -> Int {
  length < 128 ? 1 : 1 + (Int.bitWidth - length.leadingZeroBitCount + 7) / 8
}

private func lengthOctet(_ index: Int, of length: Int) -> UInt8 {
  let octets = lengthOctets(length)
  if octets > 1, index == 0 { return 0x80 | UInt8(octets - 1) }
  return UInt8(truncatingIfNeeded: length >> (8 * (octets - 1 - index)))
}
