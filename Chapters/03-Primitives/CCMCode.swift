/// CBC-MAC, as CCM uses it: every block is added to the code of those before it, and
/// the sum is encrypted when the next one comes.
struct CCMCode: BitwiseCopyable {
  private(set) var sum: AESBlock
  private var batch = AESBatch()

  init(_ first: AESBlock) { sum = first }

  /// Encrypts the sum, and `other` beside it, which is given back.
  mutating func next(with other: AESBlock, _ keys: Span<AESSlice>) -> AESBlock {
    batch = AESBatch(sum, other)
    batch.encrypt(keys)
    sum = batch[0]
    return batch[1]
  }

  mutating func add(_ block: AESBlock) { sum ^= block }

  /// The data with their length in front (SP 800-38C, A.2.2), none if there are none.
  mutating func add(lengthAndBytes data: Span<UInt8>, _ keys: Span<AESSlice>) {
    let count = UInt64(data.count)
    guard count > 0 else { return }
    var position = 0
    if count >= 0xFF00 {
      add(0xFF, &position, keys)
      add(count >> 32 == 0 ? 0xFE : 0xFF, &position, keys)
    }
    let length: UInt64 = count < 0xFF00 ? 2 : count >> 32 == 0 ? 4 : 8
    for i in 1...length {
      add(UInt8(truncatingIfNeeded: count >> (8 * (length - i))), &position, keys)
    }
    for i in data.indices { add(data[i], &position, keys) }
  }

  private mutating func add(
    _ byte: UInt8, _ position: inout Int, _ keys: Span<AESSlice>
  ) {
    if position % 16 == 0 { _ = next(with: AESBlock(), keys) }
    sum[position / 4 % 4] ^= UInt32(byte) &<< UInt32(position % 4 * 8)
    position &+= 1
  }
}
