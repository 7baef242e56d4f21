// SPDX-License-Identifier: Apache-2.0
import Primitives

/// SplitMix64: the same seed gives the same handshake. It hides nothing from anybody, and so
/// belongs into rehearsals only.
public struct SeededRandom: RandomSource, Sendable {
  private var state: UInt64

  public init(seed: UInt64) { state = seed }

  public mutating func fill(_ out: inout MutableSpan<UInt8>) throws(CryptoError) {
    for i in 0..<out.count { out[i] = UInt8(truncatingIfNeeded: next() >> 56) }
  }

  private mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
