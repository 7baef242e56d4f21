// SPDX-License-Identifier: Apache-2.0
import Primitives
import TestSupport
import Testing

struct NonceSequenceTests {
  /// The counter is in the last eight bytes, big-endian, added to what is there.
  @Test(
    arguments: [
      (0, "000102030405060708090a0b"), (1, "000102030405060708090a0a"),
      (0x1234, "0001020304050607080918" + "3f"),
      (0xFEDC_BA98_7654_3210, "00010203fad9bc9f7e5d381b"),
    ] as [(counter: UInt64, nonce: String)])
  func theCounterIsAddedWithoutCarries(example: (counter: UInt64, nonce: String)) throws {
    var nonces = try NonceSequence(Array(0..<12).span, from: example.counter)
    #expect(hexString(try next(&nonces)) == example.nonce)
  }

  @Test func noTwoAreAlike() throws {
    var random = SeededRandom(seed: 1)
    var nonces = try NonceSequence(random.bytes(12).span, from: 0xFF00)
    var seen: Set<[UInt8]> = []
    for _ in 0..<1000 { seen.insert(try next(&nonces)) }
    #expect(seen.count == 1000)
  }

  //= rfc8446#5.3
  //# If a TLS implementation would need to
  //# wrap a sequence number, it MUST either rekey (Section 4.6.3) or
  //# terminate the connection.
  @Test(arguments: [3, 1 << 24, .max] as [UInt64])
  func whenTheyAreSpentThereAreNoMore(limit: UInt64) throws {
    var nonces = try NonceSequence(
      [UInt8](repeating: 0, count: 12).span, from: limit - 2, limit: limit)
    let last = try [next(&nonces), next(&nonces)]
    #expect(last[0] != last[1])
    for _ in 0..<3 {
      let error = refusal { () throws(CryptoError) in _ = try nonces.next() }
      #expect(error == .tooLong(limit: Int(clamping: limit)))
    }
  }

  @Test func oneThatBeginsAtItsEndHasNone() throws {
    var nonces = try NonceSequence([UInt8](repeating: 0, count: 12).span, from: 5, limit: 5)
    #expect(
      refusal { () throws(CryptoError) in _ = try nonces.next() } == .tooLong(limit: 5))
  }

  @Test(arguments: [0, 8, 11, 13, 16])
  func startsOfOtherLengthsAreRefused(length: Int) {
    let start = [UInt8](repeating: 0, count: length)
    let error = refusal { () throws(CryptoError) in _ = try NonceSequence(start.span) }
    #expect(error == .wrongNonceLength(length))
  }

  private func next(_ nonces: inout NonceSequence) throws(CryptoError) -> [UInt8] {
    let nonce = try nonces.next()
    return nonce.indices.map { nonce[$0] }
  }
}
