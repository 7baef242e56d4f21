// SPDX-License-Identifier: Apache-2.0
import Primitives
import TestSupport
import Testing

/// r, then s, as DER.
func der(_ numbers: [UInt8]) throws(CryptoError) -> [UInt8] {
  let signature = ECDSASignature(bytes: InlineArray { numbers[$0] })
  return try appended(72) { out throws(CryptoError) in try signature.write(into: &out) }
}

func numbers(_ der: [UInt8]) throws(CryptoError) -> [UInt8] {
  let bytes = try ECDSASignature(der: der.span).bytes
  return bytes.indices.map { bytes[$0] }
}

private func pair(_ r: String, _ s: String) -> [UInt8] {
  [r, s].flatMap { [UInt8](repeating: 0, count: 32 - $0.count / 2) + hex($0) }
}

struct ECDSASignatureTests {
  static let full = String(repeating: "FE", count: 32)
  static let goldens: [(numbers: [UInt8], der: [UInt8])] = [
    (pair("01", "02"), hex("3006 0201 01 0201 02")),
    (pair("00", "7F"), hex("3006 0201 00 0201 7F")),
    (pair("80", "0100"), hex("3008 0202 0080 0202 0100")),
    (pair(full, full), hex("3046 0221 00\(full) 0221 00\(full)")),
  ]

  @Test(arguments: goldens.indices)
  func eachPairHasOneEncoding(golden: Int) throws {
    let (pair, bytes) = Self.goldens[golden]
    #expect(try der(pair) == bytes)
    #expect(try numbers(bytes) == pair)
  }

  @Test(arguments: [
    "", "30", "3006", "30060201010201", "3106020101020101", "3006030101020101",
    // A length that is one short, one long; a byte behind the end, inside and outside.
    "3005020101020101", "3007020101020101", "3007020101020101 00", "3006020101020101 00",
    // A long form that a short one would do for; an indefinite one.
    "308106020101020101", "3080020101020101 0000",
    // No digits; a negative number; a zero byte that nothing asks for.
    "300502000201 01", "3006020180020101", "300702020001020101",
    // 33 digits, with and without a zero byte.
    "3026022101\(full)020101", "302702220001\(full)020101",
  ])
  func whatIsNotDERIsRefused(bytes: String) {
    let error = refusal { () throws(CryptoError) in _ = try numbers(hex(bytes)) }
    #expect(error == .invalidSignature)
  }

  @Test func anyPairComesBack() throws {
    var random = SeededRandom(seed: 5)
    for _ in 0..<2_000 {
      var pair = random.bytes(64)
      for start in [0, 32] {
        for i in 0..<Int.random(in: 0...32, using: &random) { pair[start + i] = 0 }
      }
      let bytes = try der(pair)
      let back = try numbers(bytes)
      #expect(back == pair)
    }
  }

  /// So no two encodings stand for one signature.
  @Test func whateverIsAcceptedIsWrittenTheSame() throws {
    var random = SeededRandom(seed: 6)
    var accepted = 0
    for round in 0..<20_000 {
      var bytes = try der(pair("\(round % 2 == 0 ? "80" : "7F")", "0102"))
      for _ in 0..<Int.random(in: 1...2, using: &random) {
        bytes[.random(in: bytes.indices, using: &random)] = .random(in: 0...255, using: &random)
      }
      guard let pair = try? numbers(bytes) else { continue }
      accepted += 1
      let again = try der(pair)
      #expect(again == bytes)
    }
    #expect(accepted > 100)
  }

  @Test func tooLittleRoomIsRefused() {
    let signature = ECDSASignature(bytes: InlineArray(repeating: 1))
    let error = refusal { () throws(CryptoError) in
      _ = try appended(71) { out throws(CryptoError) in try signature.write(into: &out) }
    }
    #expect(error == .bufferTooSmall(needed: 72))
  }
}
