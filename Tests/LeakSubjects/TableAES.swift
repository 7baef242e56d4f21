// SPDX-License-Identifier: Apache-2.0
import CLeaks

/// **For the leak tests only.** AES-128 as it is often written: four tables of 256 words, and
/// the secret says at which places they are read.
public struct TableAES {
  private var keys: [UInt32]

  public init(key: Span<UInt8>) {
    keys = (0..<4).map { i in TableAES.word(key, 4 * i) }
    var constant: UInt32 = 1
    for i in 4..<44 {
      var word = keys[i - 1]
      if i % 4 == 0 {
        word = TableAES.substitute(word << 8 | word >> 24) ^ constant << 24
        constant = constant << 1 ^ (constant >> 7) * 0x11B
      }
      keys.append(keys[i - 4] ^ word)
    }
  }

  /// `look` is told each table and place that is read, before it is.
  public func encrypt(_ block: [UInt8], look: (Int, Int) -> Void = { _, _ in }) -> [UInt8] {
    var state = (0..<4).map { i in TableAES.word(block.span, 4 * i) ^ keys[i] }
    for round in 1..<10 {
      state = (0..<4).map { i in
        (0..<4).reduce(keys[4 * round + i]) { word, row in
          let place = Int(state[(i + row) % 4] >> (24 - 8 * UInt32(row)) & 0xFF)
          look(row, place)
          return word ^ TableAES.tables[256 * row + place]
        }
      }
    }
    let last = (0..<4).map { i in
      let mixed = (0..<4).reduce(UInt32(0)) { word, row in
        word | state[(i + row) % 4] & (0xFF00_0000 >> (8 * UInt32(row)))
      }
      return TableAES.substitute(mixed) ^ keys[40 + i]
    }
    return last.flatMap { word in
      (0..<4).map { UInt8(truncatingIfNeeded: word >> (24 - 8 * UInt32($0))) }
    }
  }

  private static func word(_ bytes: Span<UInt8>, _ at: Int) -> UInt32 {
    (0..<4).reduce(0) { word, i in word << 8 | UInt32(bytes[at + i]) }
  }

  /// Four bytes through the S-box, which stands in the second byte of the first table's entries.
  private static func substitute(_ word: UInt32) -> UInt32 {
    (0..<4).reduce(UInt32(0)) { result, i in
      let shift = 8 * UInt32(i)
      return result | (tables[Int(word >> shift & 0xFF)] >> 8 & 0xFF) << shift
    }
  }

  /// (2 s, s, s, 3 s) for each s = S(x), and the same turned by one, two and three bytes:
  /// FIPS 197, 5.1.1 and 5.1.3.
  nonisolated(unsafe) private static let tables: UnsafeMutablePointer<UInt32> = {
    let tables = UnsafeMutablePointer<UInt32>.allocate(capacity: 1024)
    func enter(_ x: UInt8, _ s: UInt8) {
      let double = s << 1 ^ (s >> 7) * 0x1B
      let word = UInt32(double) << 24 | UInt32(s) << 16 | UInt32(s) << 8 | UInt32(double ^ s)
      tables[Int(x)] = word
      for row in 1..<4 {
        let turn = 8 * UInt32(row)
        tables[256 * row + Int(x)] = word >> turn | word << (32 - turn)
      }
    }
    func turned(_ n: UInt8, by count: UInt8) -> UInt8 { n << count | n >> (8 - count) }
    // p runs through all powers of 3, and q through their inverses.
    var (p, q): (UInt8, UInt8) = (1, 1)
    repeat {
      p = p ^ p << 1 ^ (p >> 7) * 0x1B
      q ^= q << 1
      q ^= q << 2
      q ^= q << 4
      if q & 0x80 != 0 { q ^= 0x09 }
      enter(p, (1...4).reduce(q ^ 0x63) { $0 ^ turned(q, by: $1) })
    } while p != 1
    enter(0, 0x63)
    return tables
  }()

  /// Takes the tables out of the caches.
  public static func evict() { things_evict(tables, 4096) }

  /// Of some keys the one with which a block of zeros needs the fewest lines of the cache.
  static let sparestKey: [UInt8] = {
    var best: (lines: Int, key: [UInt8]) = (.max, [])
    var state: UInt64 = 1
    for _ in 0..<4000 {
      let key: [UInt8] = (0..<16).map { _ in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return UInt8(truncatingIfNeeded: state >> 56)
      }
      var seen: Set<Int> = []
      _ = TableAES(key: key.span).encrypt([UInt8](repeating: 0, count: 16)) { table, place in
        seen.insert(table * 16 + place / 16)
      }
      if seen.count < best.lines { best = (seen.count, key) }
    }
    return best.key
  }()
}
