/// The stream of bytes that ChaCha20 makes of a key and a nonce (RFC 8439, 2.4).
struct ChaCha20: BitwiseCopyable {
  /// Four constants, the key, the next block's number, the nonce (RFC 8439, 2.3).
  private var input: InlineArray<16, UInt32>
  private var blocks = ChaChaBlocks(repeating: 0)
  private var spent = 64

  /// The nonce has 12 bytes. Block 0 is made, and spent.
  init(key: InlineArray<8, UInt32>, nonce: Span<UInt8>) {
    input = [
      0x6170_7865, 0x3320_646E, 0x7962_2D32, 0x6B20_6574,
      key[0], key[1], key[2], key[3], key[4], key[5], key[6], key[7],
      0, nonce.littleEndian(at: 0), nonce.littleEndian(at: 4),
      nonce.littleEndian(at: 8),
    ]
    makeBlocks()
  }

  /// Adds to `text` what the blocks from number 1 on hold.
  mutating func add(to text: inout MutableSpan<UInt8>) {
    var offset = 0
    while offset < text.count {
      if spent == MemoryLayout<ChaChaBlocks>.size {
        makeBlocks()
        spent = 0
      }
      let count = min(text.count &- offset, MemoryLayout<ChaChaBlocks>.size &- spent)
      text.add(blocks.span.bytes.extracting(spent..<spent &+ count), at: offset)
      offset &+= count
      spent &+= count
    }
  }

  /// Poly1305 with the first half of block 0 for its key (RFC 8439, 2.6): before `add`.
  var authenticator: Poly1305 {
    Poly1305(key: blocks.span)
  }

  /// Fills `blocks` with the next ones (RFC 8439, 2.3.1).
  private mutating func makeBlocks() {
    var words = ChaChaWords { Lanes(repeating: input[$0]) }
    words[12] &+= Lanes.numbered
    for _ in 0..<10 { words.doubleRound() }
    words[12] &+= Lanes.numbered
    for i in 0..<16 {
      let sum = words[i] &+ Lanes(repeating: input[i])
      for lane in 0..<Lanes.scalarCount {
        blocks[16 &* lane &+ i] = sum[lane].littleEndian
      }
    }
    input[12] &+= UInt32(truncatingIfNeeded: Lanes.scalarCount)
  }
}

/// The sixteen words of a block, or of several.
typealias ChaChaWords = InlineArray<16, Lanes>

extension ChaChaWords {
  /// Columns, then diagonals (RFC 8439, 2.3.1).
  @inline(__always)
  fileprivate mutating func doubleRound() {
    quarterRound(0, 4, 8, 12)
    quarterRound(1, 5, 9, 13)
    quarterRound(2, 6, 10, 14)
    quarterRound(3, 7, 11, 15)
    quarterRound(0, 5, 10, 15)
    quarterRound(1, 6, 11, 12)
    quarterRound(2, 7, 8, 13)
    quarterRound(3, 4, 9, 14)
  }

  /// RFC 8439, 2.1.
  @inline(__always)
  private mutating func quarterRound(_ a: Int, _ b: Int, _ c: Int, _ d: Int) {
    self[a] &+= self[b]
    self[d] = rotate(self[d] ^ self[a], left: 16)
    self[c] &+= self[d]
    self[b] = rotate(self[b] ^ self[c], left: 12)
    self[a] &+= self[b]
    self[d] = rotate(self[d] ^ self[a], left: 8)
    self[c] &+= self[d]
    self[b] = rotate(self[b] ^ self[c], left: 7)
  }
}
