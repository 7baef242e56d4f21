// SPDX-License-Identifier: Apache-2.0
import OpenSSLBackend
import Primitives
import Randomness
import TestSupport
import Testing

private typealias Ours = Generator<Scripted, PortableCrypto>

struct GeneratorTests {
  private func generator(
    _ serial: String = "A", interval: UInt64 = 1024,
    _ value: @escaping (Int) -> UInt8? = mixed
  ) throws -> Ours {
    try Ours(
      HealthTested(Scripted(value)), personalization: Array(serial.utf8).span,
      reseedInterval: interval)
  }

  private func draw(_ generator: inout Ours, _ count: Int = 32) throws(CryptoError) -> [UInt8] {
    let secret = try generator.secret(count: count)
    return (0..<count).map { secret.bytes[$0] }
  }

  @Test func theSameNoiseAndNameMakeTheSameBytesAndAnotherNameOthers() throws {
    var first = try generator()
    var second = try generator()
    var third = try generator("B")
    let bytes = try draw(&first)
    #expect(try draw(&second) == bytes)
    #expect(try draw(&third) != bytes)
    #expect(try draw(&first) != bytes, "and the next bytes are others")
  }

  /// One algorithm, whoever computes it.
  @Test func bothProvidersGenerateTheSame() throws {
    var ours = try generator()
    var theirs = try Generator<Scripted, OpenSSLCrypto>(
      HealthTested(Scripted(mixed)), personalization: Array("A".utf8).span)
    let secret = try theirs.secret(count: 100)
    #expect(try draw(&ours, 100) == (0..<100).map { secret.bytes[$0] })
  }

  /// 1,024 samples at the start, 80 each for the entropy and the nonce, and 80 for each reseed.
  @Test func freshNoiseIsTakenInAfterTheInterval() throws {
    let atStart = 1024 + 160
    func drawn(_ requests: Int, failingFrom sample: Int) throws -> Int {
      var source = try generator(interval: 3) { $0 < sample ? mixed($0) : nil }
      for request in 0..<requests {
        do throws(CryptoError) { _ = try draw(&source) } catch {
          #expect(error == .entropyFailure)
          return request
        }
      }
      return requests
    }
    #expect(try drawn(10, failingFrom: atStart) == 3)
    #expect(try drawn(10, failingFrom: atStart + 79) == 3)
    #expect(try drawn(10, failingFrom: atStart + 80) == 6)
  }

  /// What happens when a source fails: nothing is generated, from then on, and a typed error.
  @Test func afterAFaultNothingIsGeneratedAndTheBytesAreZero() throws {
    var source = try generator(interval: 1) { (1300..<1310).contains($0) ? 9 : mixed($0) }
    var failures = 0
    for _ in 0..<20 {
      var bytes = [UInt8](repeating: 0x5A, count: 40)
      var span = bytes.mutableSpan
      do throws(CryptoError) {
        try source.fill(&span)
        #expect(failures == 0, "a generator that failed began again")
      } catch {
        #expect(error == .entropyFailure)
        #expect(bytes.allSatisfy { $0 == 0 })
        failures += 1
      }
    }
    #expect(failures > 10)
  }

  @Test func aSourceThatIsDeadAtTheStartGivesNoGenerator() {
    #expect(throws: NoiseFault.repeated(6)) { _ = try generator { _ in 1 } }
    #expect(throws: NoiseFault.silent) { _ = try generator { _ in nil } }
  }

  /// The start-up test passed, and the source died while the seed was gathered.
  @Test(arguments: [1024, 1100, 1183])
  func aSourceThatDiesDuringSeedingGivesNoGenerator(at sample: Int) {
    #expect(throws: CryptoError.entropyFailure) {
      _ = try generator { $0 < sample ? mixed($0) : nil }
    }
  }

  @Test func keysAreMadeOfIt() throws {
    var source = try generator()
    let first = try PortableCrypto.P256.generate(using: &source)
    let second = try PortableCrypto.P256.generate(using: &source)
    let areSame = try first.privateKey() == second.privateKey()
    #expect(!areSame)
  }
}
