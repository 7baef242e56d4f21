/// What a hash of the SHA-2 family remembers between two bytes (FIPS 180-4, 6.2 and 6.4):
/// eight words for all that is behind it, and a block that fills.
struct SHA2State<Word: SHA2Word>: BitwiseCopyable {
  /// Over so many bytes the length in bits would not fit in the last block of SHA-256.
  static var messageLimit: UInt64 { 1 << 61 - 1 }
  static var blockLength: Int { 16 &* wordLength }
  private static var wordLength: Int { MemoryLayout<Word>.size }

  private(set) var hash = InlineArray<8, Word>(repeating: 0)
  private var block = InlineArray<16, Word>(repeating: 0)
  /// Bytes taken in since the beginning.
  private(set) var count: UInt64 = 0

  init(_ start: InlineArray<8, UInt64>) { begin(start) }

  /// Begins anew; what is left in the block, the next message overwrites.
  mutating func begin(_ start: InlineArray<8, UInt64>) {
    hash = [
      Word(upperBitsOf: start[0]), Word(upperBitsOf: start[1]),
      Word(upperBitsOf: start[2]), Word(upperBitsOf: start[3]),
      Word(upperBitsOf: start[4]), Word(upperBitsOf: start[5]),
      Word(upperBitsOf: start[6]), Word(upperBitsOf: start[7]),
    ]
    count = 0
  }

  mutating func update(_ message: Span<UInt8>) {
    let bytes = message.bytes
    var i = 0
    while i < message.count, filled != 0 {
      append(message[i])
      i &+= 1
    }
    while message.count &- i >= Self.blockLength {
      load(bytes, at: i)
      compress()
      count &+= UInt64(Self.blockLength)
      i &+= Self.blockLength
    }
    while i < message.count {
      append(message[i])
      i &+= 1
    }
  }

  /// Ends the message with a one, zeros, and its length in bits (FIPS 180-4, 5.1);
  /// the digest is then in `hash`.
  mutating func finish() {
    let bits = count &<< 3
    append(0x80)
    while filled % Self.wordLength != 0 { append(0) }
    var next = filled / Self.wordLength
    if next > 14 {
      block[15] = 0
      compress()
      next = 0
    }
    while next < 14 {
      block[next] = 0
      next &+= 1
    }
    block[14] = Word(truncatingIfNeeded: bits >> Word.bitWidth)
    block[15] = Word(truncatingIfNeeded: bits)
    compress()
  }
}

extension SHA2State {
  /// Refuses what would make the message longer than its length can tell.
  func check(_ message: Span<UInt8>) throws(CryptoError) {
    guard UInt64(message.count) <= Self.messageLimit &- count else {
      throw .tooLong(limit: Int(clamping: Self.messageLimit))
    }
  }

  /// The byte of the digest at `i`; a word gives its highest first.
  borrowing func byte(_ i: Int) -> UInt8 {
    let shift = Word.bitWidth &- 8 &- i % Self.wordLength &* 8
    return UInt8(truncatingIfNeeded: hash[i / Self.wordLength] &>> shift)
  }

  /// Appends the first `length` bytes of the digest. That this may change the state
  /// spares us a copy of it, which nobody would wipe.
  mutating func write(_ length: Int, into out: inout OutputSpan<UInt8>) {
    for i in 0..<length / Self.wordLength {
      let word = hash[i]
      for j in 1...Self.wordLength {
        let shift = Word.bitWidth &- 8 &* j
        out.append(UInt8(truncatingIfNeeded: word &>> shift))
      }
    }
  }
}

extension SHA2State {
  private var filled: Int {
    Int(truncatingIfNeeded: count) & (Self.blockLength &- 1)
  }

  /// Pushes one byte into its word from the right, which is how big-endian bytes come.
  private mutating func append(_ byte: UInt8) {
    let i = filled / Self.wordLength
    block[i] = block[i] << 8 | Word(truncatingIfNeeded: byte)
    count &+= 1
    if filled == 0 { compress() }
  }

  private mutating func load(_ bytes: RawSpan, at offset: Int) {
    for i in 0..<16 {
      let place = offset &+ i &* Self.wordLength
      block[i] = Word(
        bigEndian: bytes.unsafeLoadUnaligned(fromByteOffset: place, as: Word.self))
    }
  }

  /// Mixes the block into the eight words (FIPS 180-4, 6.2.2 and 6.4.2). The schedule of
  /// the message needs only its last sixteen words, so that it stays in the block.
  private mutating func compress() {
    var a = hash[0]
    var b = hash[1]
    var c = hash[2]
    var d = hash[3]
    var e = hash[4]
    var f = hash[5]
    var g = hash[6]
    var h = hash[7]
    for start in stride(from: 0, to: Word.rounds, by: 16) {
      if start > 0 { expand() }
      for i in stride(from: 0, to: 16, by: 8) {
        let t = start &+ i
        step(a, b, c, &d, e, f, g, &h, block[i], t)
        step(h, a, b, &c, d, e, f, &g, block[i &+ 1], t &+ 1)
        step(g, h, a, &b, c, d, e, &f, block[i &+ 2], t &+ 2)
        step(f, g, h, &a, b, c, d, &e, block[i &+ 3], t &+ 3)
        step(e, f, g, &h, a, b, c, &d, block[i &+ 4], t &+ 4)
        step(d, e, f, &g, h, a, b, &c, block[i &+ 5], t &+ 5)
        step(c, d, e, &f, g, h, a, &b, block[i &+ 6], t &+ 6)
        step(b, c, d, &e, f, g, h, &a, block[i &+ 7], t &+ 7)
      }
    }
    hash[0] &+= a
    hash[1] &+= b
    hash[2] &+= c
    hash[3] &+= d
    hash[4] &+= e
    hash[5] &+= f
    hash[6] &+= g
    hash[7] &+= h
  }

  /// The next sixteen words of the schedule, in the place of the last sixteen.
  @inline(__always)
  private mutating func expand() {
    for i in 0..<8 { expand(i) }
    for i in 8..<16 { expand(i) }
  }

  @inline(__always)
  private mutating func expand(_ i: Int) {
    block[i] =
      block[i] &+ block[(i &+ 1) & 15].lowerSigma0 &+ block[(i &+ 9) & 15]
      &+ block[(i &+ 14) & 15].lowerSigma1
  }

  /// One round. The letters move on by one each time, so we move their names instead.
  @inline(__always)
  private func step(
    _ a: Word, _ b: Word, _ c: Word, _ d: inout Word,
    _ e: Word, _ f: Word, _ g: Word, _ h: inout Word, _ word: Word, _ t: Int
  ) {
    let early = h &+ (Word(upperBitsOf: cubeRoots[t]) &+ word)
    let late = e.upperSigma1 &+ (g ^ e & (f ^ g))
    d = (d &+ early) &+ late
    h = (early &+ late) &+ (a.upperSigma0 &+ (a & b | c & (a | b)))
  }
}
