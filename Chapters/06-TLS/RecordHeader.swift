/// The five bytes before a record (RFC 8446, 5.1; RFC 5246, 6.2.1).
struct RecordHeader {
  static var length: Int { 5 }

  let type: ContentType
  /// A version of long ago, and no longer looked at but for its first half.
  let version: UInt16
  /// Bytes behind the header.
  let count: Int

  init(type: ContentType, version: UInt16 = 0x0303, count: Int) {
    self.type = type
    self.version = version
    self.count = count
  }

  /// `bytes` are at least five.
  init(_ bytes: Span<UInt8>) {
    type = ContentType(code: bytes[0])
    version = UInt16(bytes[1]) << 8 | UInt16(bytes[2])
    count = Int(bytes[3]) << 8 | Int(bytes[4])
  }

  func write(to buffer: inout RecordBuffer, at place: Int) {
    buffer[place] = type.code
    buffer[place &+ 1] = UInt8(truncatingIfNeeded: version >> 8)
    buffer[place &+ 2] = UInt8(truncatingIfNeeded: version)
    buffer[place &+ 3] = UInt8(truncatingIfNeeded: count >> 8)
    buffer[place &+ 4] = UInt8(truncatingIfNeeded: count)
  }
}
