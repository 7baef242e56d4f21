extension Span<UInt8> {
  /// The word whose lowest byte stands at `offset`.
  func littleEndian(at offset: Int) -> UInt32 {
    UInt32(
      littleEndian: bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt32.self))
  }
}

extension RawSpan {
  /// The limb whose lowest byte stands at `offset`.
  @inline(__always)
  func limb(at offset: Int) -> Limb {
    Limb(littleEndian: unsafeLoadUnaligned(fromByteOffset: offset, as: Limb.self))
  }
}

extension MutableSpan<UInt8> {
  /// Adds the stream's bytes without carries, from `offset` on, a limb at a time.
  mutating func add(_ stream: RawSpan, at offset: Int) {
    var text = mutableBytes
    var i = 0
    while i &+ MemoryLayout<Limb>.size <= stream.byteCount {
      text.add(
        stream.unsafeLoadUnaligned(fromByteOffset: i, as: Limb.self), at: offset &+ i)
      i &+= MemoryLayout<Limb>.size
    }
    while i < stream.byteCount {
      text.add(
        stream.unsafeLoadUnaligned(fromByteOffset: i, as: UInt8.self), at: offset &+ i)
      i &+= 1
    }
  }
}

extension MutableRawSpan {
  @inline(__always)
  fileprivate mutating func add<Word: FixedWidthInteger & BitwiseCopyable>(
    _ word: Word, at offset: Int
  ) {
    let sum = word ^ unsafeLoadUnaligned(fromByteOffset: offset, as: Word.self)
    storeBytes(of: sum, toByteOffset: offset, as: Word.self)
  }
}
