// SPDX-License-Identifier: Apache-2.0
import Primitives
import TestSupport
import Testing

/// RFC 4231, over each provider's hashes.
struct HMACTests {
  @Test(arguments: providers, HMACVector.all)
  func vectorsOfRFC4231(provider: Provider, vector: HMACVector) throws {
    func each<P: CryptoProvider>(_: P.Type) throws {
      try check(P.HMACSHA256.self, vector, hex(vector.sha256))
      try check(P.HMACSHA384.self, vector, hex(vector.sha384))
      try check(P.HMACSHA512.self, vector, hex(vector.sha512))
    }
    try each(provider.type)
  }

  private func check<M: MessageAuthenticationCode & ~Copyable>(
    _: M.Type, _ vector: HMACVector, _ expected: [UInt8]
  ) throws {
    var hmac = try M(key: vector.key.span)
    let data = vector.data
    for cut in [0, 1, data.count / 2] {
      try hmac.update(data.span.extracting(first: cut))
      try hmac.update(data.span.extracting(cut...))
      let code = try finish(&hmac)
      #expect(code == expected)
    }
    for count in 0...M.codeLength {
      try hmac.update(data.span)
      #expect(try hmac.isValid(expected.span.extracting(first: count)) == (count > 0))
    }
    for i in expected.indices {
      var wrong = expected
      wrong[i] ^= 1
      try hmac.update(data.span)
      #expect(try !hmac.isValid(wrong.span))
    }
    try hmac.update(data.span)
    #expect(try !hmac.isValid((expected + [0]).span))
  }

  @Test(arguments: providers)
  func anotherKeyForgetsTheFirst(provider: Provider) throws {
    func check<M: MessageAuthenticationCode & ~Copyable>(_: M.Type) throws {
      let message = Array("a message".utf8)
      for length in [0, 1, 32, 63, 64, 65, 127, 128, 129, 300] {
        var random = SeededRandom(seed: UInt64(length))
        let key = random.bytes(length)
        var fresh = try M(key: key.span)
        try fresh.update(message.span)
        let expected = try finish(&fresh)
        var hmac = try M(key: message.span)
        // Half a message under the old key counts for nothing.
        try hmac.update(key.span)
        try hmac.rekey(key.span)
        for _ in 0..<2 {
          try hmac.update(message.span)
          let code = try finish(&hmac)
          #expect(code == expected)
        }
      }
    }
    func each<P: CryptoProvider>(_: P.Type) throws {
      try check(P.HMACSHA256.self)
      try check(P.HMACSHA384.self)
      try check(P.HMACSHA512.self)
    }
    try each(provider.type)
  }

  @Test(arguments: providers)
  func tooLittleRoomLosesNothing(provider: Provider) throws {
    func check<M: MessageAuthenticationCode & ~Copyable>(_: M.Type) throws {
      let key = [UInt8](1...40)
      var hmac = try M(key: key.span)
      try hmac.update(key.span)
      let expected = try finish(&hmac)
      try hmac.update(key.span)
      let kept = [UInt8](capacity: M.codeLength - 1) { out in
        // An array may have more room than was asked for.
        while out.freeCapacity >= M.codeLength { out.append(0) }
        let before = out.count
        let error = refusal { () throws(CryptoError) in try hmac.finish(into: &out) }
        #expect(error == .bufferTooSmall(needed: M.codeLength) && out.count == before)
      }
      #expect(kept.allSatisfy { $0 == 0 })
      let code = try finish(&hmac)
      #expect(code == expected)
    }
    func each<P: CryptoProvider>(_: P.Type) throws {
      try check(P.HMACSHA256.self)
      try check(P.HMACSHA384.self)
      try check(P.HMACSHA512.self)
    }
    try each(provider.type)
  }

  private func finish<M: MessageAuthenticationCode & ~Copyable>(
    _ code: inout M
  ) throws -> [UInt8] {
    try [UInt8](capacity: M.codeLength) { out throws(CryptoError) in
      try code.finish(into: &out)
    }
  }

  /// A hash that nobody has cannot make a code.
  @Test func withoutAHashThereIsNoCode() {
    #expect(!HMAC<MissingHash>.isAvailable)
    let key = [UInt8](1...3)
    let error = refusal { () throws(CryptoError) in
      _ = try HMAC<MissingHash>(key: key.span)
    }
    #expect(error == .unsupported)
  }
}
