import Primitives

/// What a device draws its keys from: a generator that seeds itself, again and again, from
/// noise that is watched. If the noise fails nothing more is generated.
public struct Generator<Noise: NoiseSource & ~Copyable, Crypto: CryptoProvider>:
  RandomSource, ~Copyable
{
  private var noise: HealthTested<Noise>
  private var hash: Crypto.SHA256
  private var drbg: HMACDRBG<Crypto.HMACSHA256>

  /// `personalization` tells devices of one make apart, should their noise be alike: a serial
  /// number, an address. It need not be secret. After `reseedInterval` requests fresh noise
  /// is taken in.
  public init(
    _ noise: consuming HealthTested<Noise>, personalization: Span<UInt8>,
    reseedInterval: UInt64 = 1024
  ) throws(CryptoError) {
    var hash = try Crypto.SHA256()
    let entropy = try noise.seed(&hash)
    let nonce = try noise.seed(&hash)
    drbg = try HMACDRBG(
      entropy: entropy.bytes, nonce: nonce.bytes, personalization: personalization,
      reseedInterval: reseedInterval)
    self.noise = noise
    self.hash = hash
  }

  public mutating func fill(_ out: inout MutableSpan<UInt8>) throws(CryptoError) {
    do throws(CryptoError) {
      guard noise.fault == nil else { throw .entropyFailure }
      do throws(CryptoError) {
        try drbg.fill(&out)
      } catch .reseedRequired {
        let entropy = try noise.seed(&hash)
        try drbg.reseed(entropy: entropy.bytes, additionalInput: Span())
        try drbg.fill(&out)
      }
    } catch {
      wipe(&out)
      throw error
    }
  }
}
