import Wire

/// What has arrived of the server's stream: packets that were read and are kept until
/// their events are polled, then packets that have not been read, the last one in part.
struct Inbox {
  struct Packet {
    var header: FixedHeader
    /// Where in the inbox the rest of it is.
    var body: Range<Int>
  }

  private var bytes: [UInt8] = []
  private var read = 0

  mutating func append(_ chunk: Span<UInt8>) {
    bytes.append(addingCapacity: chunk.count) { out in
      for i in chunk.indices { out.append(chunk[i]) }
    }
  }

  /// The next packet, once all of it is here. One that is too large is refused as soon
  /// as its header says so, before any memory is spent on it.
  mutating func next(limit: Int) throws(MQTTError) -> Packet? {
    guard let header = try nextHeader(limit), header.packetSize <= bytes.count - read
    else { return nil }
    let start = read + header.size
    read += header.packetSize
    return Packet(header: header, body: start..<read)
  }

  private func nextHeader(_ limit: Int) throws(MQTTError) -> FixedHeader? {
    try FixedHeader.read(bytes.span.extracting(read...), maximumPacketSize: limit)
  }

  @_lifetime(borrow self)
  func bytes(_ range: Range<Int>) -> Span<UInt8> { bytes.span.extracting(range) }

  @_lifetime(out: copy out)
  func copy(_ range: Range<Int>, into out: inout OutputSpan<UInt8>) {
    for i in range { out.append(bytes[i]) }
  }

  /// Forgets the packets that were read; nobody may still want bytes of them.
  mutating func discardRead() {
    guard read > 0 else { return }
    bytes.removeSubrange(..<read)
    read = 0
  }

  /// Forgets what was not read: the connection that brought it is over.
  mutating func discardUnread() { bytes.removeSubrange(read...) }
}
