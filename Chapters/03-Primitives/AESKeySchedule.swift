/// The round keys of one AES key, sliced.
struct AESKey: BitwiseCopyable {
  fileprivate var rounds = 0
  /// Eight for the beginning and eight for each of at most 14 rounds.
  fileprivate var slices = InlineArray<120, AESSlice>(repeating: AESSlice(repeating: 0))
}

extension SecretBox<AESKey> {
  /// Read where they lie, so that no copy of them is left on the stack.
  var roundKeys: Span<AESSlice> {
    @_lifetime(borrow self) borrowing get {
      _overrideLifetime(
        value.slices.span.extracting(first: 8 &* value.rounds &+ 8), borrowing: self)
    }
  }
}

extension AESKey {
  /// KeyExpansion (FIPS 197, 5.2), for a key of 16 or 32 bytes.
  mutating func expand(_ key: Span<UInt8>) {
    let length = key.count / 4
    rounds = length + 6
    var words = InlineArray<60, UInt32>(repeating: 0)
    for i in key.indices { words[i / 4] |= UInt32(key[i]) &<< UInt32(i % 4 * 8) }
    var constant: UInt32 = 1
    for i in length..<4 * (rounds + 1) {
      var word = words[i - 1]
      if i % length == 0 {
        word = AESKey.substitute(word &>> 8 | word &<< 24) ^ constant
        constant = constant &<< 1 ^ constant &>> 7 &* 0x11B
      } else if length == 8 && i % 8 == 4 {
        word = AESKey.substitute(word)
      }
      words[i] = words[i - length] ^ word
    }
    for round in 0...rounds {
      slice(
        round,
        AESBlock(
          words[4 * round], words[4 * round + 1], words[4 * round + 2],
          words[4 * round + 3]))
    }
    wipe(&words)
  }

  /// SubWord, on the way that the text goes, so without a table too.
  private static func substitute(_ word: UInt32) -> UInt32 {
    var batch = AESBatch(AESBlock(word, 0, 0, 0), AESBlock())
    batch.transpose()
    batch.substitute()
    batch.transpose()
    let result = batch[0][0] ^ 0x6363_6363
    wipe(&batch)
    return result
  }

  /// A round key in slices, its rows moved as those of the text are in this round, and
  /// with the constant that `AESBatch.substitute` leaves out. MixColumns does not
  /// change 0x63 in every byte, since 2 + 3 + 1 + 1 = 1.
  private mutating func slice(_ round: Int, _ key: AESBlock) {
    var batch = AESBatch(key, key)
    batch.transpose()
    let shift = round < rounds ? round % 4 : 0
    for i in 0..<8 {
      var word = AESKey.moved(batch.slices[i][0], by: shift)
      if round > 0 && 0x63 >> i & 1 == 1 { word = ~word }
      slices[8 * round + i] = AESSlice(repeating: word)
    }
    wipe(&batch)
  }

  private static func moved(_ slice: UInt32, by shift: Int) -> UInt32 {
    var moved: UInt32 = 0
    for row in 0..<4 as Range<UInt32> {
      let byte = slice &>> (8 * row) & 0xFF
      let count = UInt32(shift) * row * 2 % 8
      moved |= ((byte &<< count | byte &>> (8 - count)) & 0xFF) &<< (8 * row)
    }
    return moved
  }
}
