/// The stream that counter mode adds to a text (SP 800-38A, 6.5): the counter, which is the
/// last word of the block, encrypted, for each of its values from that in `block` on.
struct CounterMode: BitwiseCopyable {
  private var counter: AESBlock
  private var batch = AESBatch()
  private var used = AESBatch.count

  init(from counter: AESBlock) { self.counter = counter }

  mutating func next(_ keys: Span<AESSlice>) -> AESBlock {
    if used == AESBatch.count {
      for c in 0..<3 {
        batch.slices[2 * c] = AESSlice() ^ counter[c]
        batch.slices[2 * c + 1] = AESSlice() ^ counter[c]
      }
      (batch.slices[6], batch.slices[7]) = nextCounters()
      batch.encrypt(keys)
      used = 0
    }
    used &+= 1
    return batch[used &- 1]
  }

  mutating func add(to text: inout MutableSpan<UInt8>, _ keys: Span<AESSlice>) {
    var i = 0
    while i < text.count {
      text.add(next(keys), at: i)
      i &+= 16
    }
  }

  #if _pointerBitWidth(_64)
  private mutating func nextCounters() -> (even: AESSlice, odd: AESSlice) {
    var counters = (even: AESSlice(), odd: AESSlice())
    for i in 0..<4 {
      counters.even[i] = nextCounter()
      counters.odd[i] = nextCounter()
    }
    return counters
  }
  #else
  private mutating func nextCounters() -> (even: AESSlice, odd: AESSlice) {
    (nextCounter(), nextCounter())
  }
  #endif

  private mutating func nextCounter() -> UInt32 {
    let this = counter[3]
    counter[3] = (this.byteSwapped &+ 1).byteSwapped
    return this
  }
}
