// SPDX-License-Identifier: Apache-2.0
import Primitives
import TestSupport
import Testing

struct HMACDRBGTests {
  @Test(arguments: providers)
  func vectorsOfNIST(provider: Provider) throws {
    func check<M: MessageAuthenticationCode & ~Copyable>(
      _: M.Type, _ vectors: [DRBGVector]
    ) throws {
      for vector in vectors {
        var generator = try HMACDRBG<M>(
          entropy: hex(vector.entropy).span, nonce: hex(vector.nonce).span,
          personalization: hex(vector.personalization).span)
        try generator.reseed(
          entropy: hex(vector.newEntropy).span, additionalInput: hex(vector.newInput).span)
        let expected = hex(vector.returned)
        _ = try generate(&generator, expected.count, hex(vector.first))
        let second = try generate(&generator, expected.count, hex(vector.second))
        #expect(second == expected)
      }
    }
    func each<P: CryptoProvider>(_: P.Type) throws {
      try check(P.HMACSHA256.self, DRBGVector.sha256)
      try check(P.HMACSHA384.self, DRBGVector.sha384)
      try check(P.HMACSHA512.self, DRBGVector.sha512)
    }
    try each(provider.type)
  }

  /// The same file without a reseed (drbgvectors_no_reseed, SHA-256, COUNT = 0).
  @Test(arguments: providers)
  func aVectorWithoutReseeding(provider: Provider) throws {
    func check<P: CryptoProvider>(_: P.Type) throws {
      var generator = try HMACDRBG<P.HMACSHA256>(
        entropy: hex("ca851911349384bffe89de1cbdc46e6831e44d34a4fb935ee285dd14b71a7488").span,
        nonce: hex("659ba96c601dc69fc902940805ec0ca8").span, personalization: Span())
      let expected = hex(
        """
        e528e9abf2dece54d47c7e75e5fe302149f817ea9fb4bee6f4199697d04d5b89d54fbb978a15b5c4
        43c9ec21036d2460b6f73ebad0dc2aba6e624abf07745bc107694bb7547bb0995f70de25d6b29e2d
        3011bb19d27676c07162c8b5ccde0668961df86803482cb37ed6d5c0bb8d50cf1f50d476aa0458bd
        aba806f48be9dcb8
        """)
      _ = try generate(&generator, 128, [])
      let second = try generate(&generator, 128, [])
      #expect(second == expected)
    }
    try check(provider.type)
  }

  @Test func aLongFillIsTheRequestsThatItTakes() throws {
    let limit = Generator.requestLimit
    #expect(limit == 65_536)
    for count in [0, 1, limit - 1, limit, limit + 1, 2 * limit, 2 * limit + 77] {
      var one = try generator()
      var other = try generator()
      let whole = try fill(&one, count)
      var parts: [UInt8] = []
      while parts.count < count {
        parts += try generate(&other, min(limit, count - parts.count), [])
      }
      #expect(whole == parts)
      let (next, otherNext) = (try fill(&one, 32), try fill(&other, 32))
      #expect(next == otherNext)
    }
  }

  @Test func oneRequestHasALimit() throws {
    var random = try generator()
    var other = try generator()
    var out = [UInt8](repeating: 0x5A, count: Generator.requestLimit + 1)
    let error = refusal { () throws(CryptoError) in
      var span = out.mutableSpan
      try random.generate(&span, additionalInput: seed.span)
    }
    #expect(error == .tooLong(limit: Generator.requestLimit))
    #expect(out.allSatisfy { $0 == 0x5A })
    // And the refused request has changed nothing.
    let (next, otherNext) = (try fill(&random, 32), try fill(&other, 32))
    #expect(next == otherNext)
  }

  @Test func afterItsIntervalItWantsNewEntropy() throws {
    var random = try generator(reseedInterval: 3)
    for _ in 0..<3 { _ = try fill(&random, 16) }
    for _ in 0..<2 {
      var out = [UInt8](repeating: 0x5A, count: 16)
      let error = refusal { () throws(CryptoError) in
        var span = out.mutableSpan
        try random.fill(&span)
      }
      #expect(error == .reseedRequired)
      #expect(out.allSatisfy { $0 == 0 })
    }
    try random.reseed(entropy: seed.span, additionalInput: Span())
    for _ in 0..<3 { _ = try fill(&random, 16) }
    let error = refusal { () throws(CryptoError) in _ = try random.secret(count: 16) }
    #expect(error == .reseedRequired)
  }

  /// What was made before the interval ended in the middle of a fill is not given out.
  @Test func aFillThatCannotEndGivesNothing() throws {
    var random = try generator(reseedInterval: 1)
    var out = [UInt8](repeating: 0x5A, count: Generator.requestLimit + 1)
    let error = refusal { () throws(CryptoError) in
      var span = out.mutableSpan
      try random.fill(&span)
    }
    #expect(error == .reseedRequired)
    #expect(out.allSatisfy { $0 == 0 })
  }

  @Test func anIntervalOfNothingGivesNothing() throws {
    var random = try generator(reseedInterval: 0)
    let error = refusal { () throws(CryptoError) in _ = try random.secret(count: 1) }
    #expect(error == .reseedRequired)
  }

  @Test func tooLittleEntropyIsRefused() throws {
    let needed = Generator.minimumEntropyLength
    #expect(needed == 32)
    #expect(HMACDRBG<PortableCrypto.HMACSHA512>.minimumEntropyLength == 32)
    for count in [0, 1, needed - 1] {
      let error = refusal { () throws(CryptoError) in
        _ = try Generator(
          entropy: seed.span.extracting(first: count), nonce: seed.span,
          personalization: seed.span)
      }
      #expect(error == .entropyFailure)
    }
    var random = try generator()
    var other = try generator()
    let error = refusal { () throws(CryptoError) in
      try random.reseed(
        entropy: seed.span.extracting(first: needed - 1), additionalInput: seed.span)
    }
    #expect(error == .entropyFailure)
    let (next, otherNext) = (try fill(&random, 32), try fill(&other, 32))
    #expect(next == otherNext)
  }

  /// Each input counts, and where one ends does not.
  @Test func everyInputChangesTheOutput() throws {
    func first(_ entropy: [UInt8], _ nonce: [UInt8], _ personalization: [UInt8]) throws -> [UInt8] {
      var random = try Generator(
        entropy: entropy.span, nonce: nonce.span, personalization: personalization.span)
      return try fill(&random, 32)
    }
    let other = seed.map { $0 ^ 1 }
    let outputs = [
      try first(seed, [1], []), try first(other, [1], []), try first(seed, [2], []),
      try first(seed, [1], [3]), try first(seed, [1], [4]),
    ]
    #expect(Set(outputs).count == outputs.count)
    #expect(try first(seed, [1, 2], [3]) == first(seed, [1], [2, 3]))
    var plain = try generator()
    var mixed = try generator()
    let (without, with) = (try generate(&plain, 32, []), try generate(&mixed, 32, [1]))
    #expect(without != with)
  }

  private typealias Generator = HMACDRBG<PortableCrypto.HMACSHA256>

  private let seed = [UInt8](1...32)

  private func generator(reseedInterval: UInt64 = 1 << 48) throws -> Generator {
    try Generator(
      entropy: seed.span, nonce: seed.span, personalization: Span(),
      reseedInterval: reseedInterval)
  }

  private func generate<M: MessageAuthenticationCode & ~Copyable>(
    _ generator: inout HMACDRBG<M>, _ count: Int, _ input: [UInt8]
  ) throws -> [UInt8] {
    var out = [UInt8](repeating: 0, count: count)
    var span = out.mutableSpan
    try generator.generate(&span, additionalInput: input.span)
    return out
  }

  private func fill(_ generator: inout Generator, _ count: Int) throws -> [UInt8] {
    var out = [UInt8](repeating: 0, count: count)
    var span = out.mutableSpan
    try generator.fill(&span)
    return out
  }
}
