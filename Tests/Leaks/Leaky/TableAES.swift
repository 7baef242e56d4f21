// SPDX-License-Identifier: Apache-2.0
import CLeaks

/// AES-128 as it was written for speed: four tables of 256 words, looked up at places that the
/// key and the text decide. It leaks, and it is here because it leaks: the leak tests must find
/// it. Never use it for anything else.
public struct TableAES: ~Copyable {
  /// The four tables, one after the other, on a cache line's boundary; and the S-box.
  private let tables: UnsafeMutablePointer<UInt32>
  private let box: UnsafeMutablePointer<UInt8>
  private let keys: UnsafeMutablePointer<UInt32>

  public init(key: Span<UInt8>) {
    tables = .allocateAligned(1024)
    box = .allocateAligned(256)
    keys = .allocateAligned(44)
    for (i, s) in Self.substitutions.enumerated() {
      box[i] = s
      let twice = s << 1 ^ (s >> 7) * 0x1B
      let word = UInt32(twice) << 24 | UInt32(s) << 16 | UInt32(s) << 8 | UInt32(twice ^ s)
      for j in 0..<4 {
        tables[256 * j + i] = word >> UInt32(8 * j) | (j == 0 ? 0 : word << UInt32(32 - 8 * j))
      }
    }
    for i in 0..<4 {
      keys[i] = (0..<4).reduce(0) { $0 << 8 | UInt32(key[4 * i + $1]) }
    }
    var constant: UInt8 = 1
    for i in 4..<44 {
      var word = keys[i - 1]
      if i % 4 == 0 {
        word = substituted(word << 8 | word >> 24) ^ UInt32(constant) << 24
        constant = constant << 1 ^ (constant >> 7) * 0x1B
      }
      keys[i] = keys[i - 4] ^ word
    }
  }

  /// The ciphertext of 16 bytes; its first word is even or not.
  public func encrypted(_ bytes: Span<UInt8>) -> Bool {
    var block = Self.block(bytes)
    encrypt(&block)
    return block[0] & 1 == 0
  }

  public static func block(_ bytes: Span<UInt8>) -> InlineArray<4, UInt32> {
    InlineArray { i in (0..<4).reduce(0) { $0 << 8 | UInt32(bytes[4 * i + $1]) } }
  }

  public func encrypt(_ block: inout InlineArray<4, UInt32>) {
    encrypt(&block) { _ in }
  }

  /// How many of the tables' 64 lines, of 64 bytes each, the block makes us look at.
  public func lines(of bytes: Span<UInt8>) -> Int {
    var seen: UInt64 = 0
    var block = Self.block(bytes)
    encrypt(&block) { seen |= 1 << UInt64($0 / 16) }
    return seen.nonzeroBitCount
  }

  @inline(__always)
  private func encrypt(
    _ block: inout InlineArray<4, UInt32>, _ look: (_ index: Int) -> Void
  ) {
    var s = block
    for i in 0..<4 { s[i] ^= keys[i] }
    for round in 1..<10 {
      let t = s
      for i in 0..<4 {
        s[i] = keys[4 * round + i]
        for j in 0..<4 {
          let index = 256 * j + Int(t[(i + j) % 4] >> UInt32(24 - 8 * j) & 255)
          look(index)
          s[i] ^= tables[index]
        }
      }
    }
    let t = s
    for i in 0..<4 {
      let word =
        t[i] & 0xFF00_0000 | t[(i + 1) % 4] & 0xFF_0000 | t[(i + 2) % 4] & 0xFF00
        | t[(i + 3) % 4] & 0xFF
      block[i] = substituted(word) ^ keys[40 + i]
    }
  }

  /// What a neighbour on the same processor does, who wants to see which lines come back.
  public func evictTables() {
    leaks_evict(tables, 4096)
    leaks_evict(box, 256)
  }

  private func substituted(_ word: UInt32) -> UInt32 {
    UInt32(box[Int(word >> 24)]) << 24 | UInt32(box[Int(word >> 16 & 255)]) << 16
      | UInt32(box[Int(word >> 8 & 255)]) << 8 | UInt32(box[Int(word & 255)])
  }

  /// FIPS 197, 5.1.1: the inverse in GF(2⁸), and an affine map.
  private static let substitutions: [UInt8] = (0..<256).map { x in
    let inverse =
      (1..<256).first { multiply(UInt8(x), UInt8($0)) == 1 }.map(UInt8.init) ?? 0
    return (0..<5).reduce(0x63) { $0 ^ (inverse << UInt8($1) | inverse >> UInt8(8 - $1)) }
  }

  private static func multiply(_ x: UInt8, _ y: UInt8) -> UInt8 {
    var (x, y, product) = (x, y, UInt8(0))
    while y > 0 {
      if y & 1 == 1 { product ^= x }
      x = x << 1 ^ (x >> 7) * 0x1B
      y >>= 1
    }
    return product
  }

  deinit {
    tables.deallocate()
    box.deallocate()
    keys.deallocate()
  }
}

extension UnsafeMutablePointer {
  fileprivate static func allocateAligned(_ count: Int) -> Self {
    UnsafeMutableRawPointer
      .allocate(byteCount: count * MemoryLayout<Pointee>.stride, alignment: 64)
      .bindMemory(to: Pointee.self, capacity: count)
  }
}

/// Returns at the first byte that differs, as `==` and `memcmp` do.
@inline(never)
public func leakyEqual(_ a: Span<UInt8>, _ b: Span<UInt8>) -> Bool {
  for i in a.indices where a[i] != b[i] { return false }
  return true
}
