/// The stream that counter mode adds to a text (SP 800-38A, 6.5): the counter, which is
/// the last word of a block, encrypted with the block, for each of its values in turn.
struct CounterMode: BitwiseCopyable {
  private var counter: AESBlock
  private var batch = AESBatch()
  private var used = AESBatch.count

  init(from counter: AESBlock) { self.counter = counter }

  /// The next block of the stream.
  mutating func next(_ keys: Span<AESSlice>) -> AESBlock {
    if used == AESBatch.count {
      batch = AESBatch(counter, counter)
      for lane in 0..<AESBatch.lanes {
        batch.slices[6][lane] = nextCounter()
        batch.slices[7][lane] = nextCounter()
      }
      batch.encrypt(keys)
      used = 0
    }
    used &+= 1
    return batch[used &- 1]
  }

  /// Encrypts or decrypts.
  mutating func add(to text: inout MutableSpan<UInt8>, _ keys: Span<AESSlice>) {
    var i = 0
    while i < text.count {
      text.add(next(keys), at: i)
      i &+= 16
    }
  }

  private mutating func nextCounter() -> UInt32 {
    let this = counter[3]
    counter[3] = (this.byteSwapped &+ 1).byteSwapped
    return this
  }
}
