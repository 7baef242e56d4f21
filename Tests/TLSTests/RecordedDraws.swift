// SPDX-License-Identifier: Apache-2.0
import Primitives

/// Gives out what somebody else once drew, piece by piece; each must be asked for as a whole.
struct RecordedDraws: RandomSource, Sendable {
  private var pieces: [[UInt8]]

  init(_ pieces: [[UInt8]]) { self.pieces = pieces }

  mutating func fill(_ out: inout MutableSpan<UInt8>) throws(CryptoError) {
    guard let piece = pieces.first, piece.count == out.count else { throw .entropyFailure }
    pieces.removeFirst()
    for i in piece.indices { out[i] = piece[i] }
  }
}
