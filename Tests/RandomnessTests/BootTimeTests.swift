// SPDX-License-Identifier: Apache-2.0
import OpenSSLBackend
import Primitives
import Randomness
import Testing

struct BootTimeTests {
  func publicKey(_ second: UInt64) throws -> [UInt8] {
    var source = BootTimeSource<OpenSSLCrypto>(secondsSince1970: second)
    let key = try OpenSSLCrypto.P256.generate(using: &source)
    return try [UInt8](capacity: 65) { out throws(CryptoError) in try key.publicKey(into: &out) }
  }

  @Test func twoDevicesThatShareASecondShareAKey() throws {
    #expect(try publicKey(1_700_000_000) == publicKey(1_700_000_000))
    #expect(try publicKey(1_700_000_000) != publicKey(1_700_000_001))
  }

  @Test func whoKnowsTheHourFindsTheKey() throws {
    let key = try publicKey(1_700_001_234)
    let hour: Range<UInt64> = 1_700_000_000..<1_700_003_600
    #expect(
      try BootTimeSource<OpenSSLCrypto>.secondOfBoot(of: key.span, within: hour)
        == 1_700_001_234)
    let other = try publicKey(1_700_009_999)
    #expect(try BootTimeSource<OpenSSLCrypto>.secondOfBoot(of: other.span, within: hour) == nil)
  }

  /// The health tests look at noise. Of a generator's output they can say nothing: this one,
  /// whose every byte is known, passes them.
  @Test func theBrokenSourcePassesTheHealthTests() throws {
    struct AsNoise: NoiseSource, ~Copyable {
      static var minEntropy: MinEntropy { .eight }
      var source = BootTimeSource<OpenSSLCrypto>(secondsSince1970: 0)

      mutating func sample() throws(NoiseFault) -> UInt8 {
        var byte = InlineArray<1, UInt8>(repeating: 0)
        var span = byte.mutableSpan
        do throws(CryptoError) { try source.fill(&span) } catch { throw .silent }
        return byte[0]
      }
    }
    var source = try HealthTested(AsNoise())
    for _ in 0..<20_000 { _ = try source.sample() }
    #expect(source.fault == nil)
  }
}
