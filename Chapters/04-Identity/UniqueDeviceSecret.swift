import Primitives

/// What makes this device another than all others: random bytes that its maker burned in,
/// and that the hardware locks away before the first code that can be changed runs.
public struct UniqueDeviceSecret: ~Copyable {
  private let secret: Secret

  /// At least 32 bytes, all of them unpredictable.
  public init(_ secret: consuming Secret) throws(CryptoError) {
    guard secret.count >= 32 else { throw .wrongKeyLength(secret.count) }
    self.secret = secret
  }

  /// The first layer, for the code that is about to run; the secret itself is wiped.
  public consuming func layer<Crypto: CryptoProvider>(
    measuring code: Span<UInt8>, as stage: Span<UInt8>, with _: Crypto.Type
  ) throws(CryptoError) -> Layer<Crypto> {
    let measurement = try Measurement.of(code, as: stage, with: Crypto.self)
    let identifier = try CompoundDeviceIdentifier<Crypto>(
      from: secret, number: 1, measurement)
    return try Layer(identifier, number: 1)
  }
}

/// The secret of one layer: made from that of the layer before and from a measurement of
/// the code that is to have it (TCG, Hardware Requirements for a Device Identifier
/// Composition Engine, 2018, and Open Profile for DICE, which has this use of HKDF).
struct CompoundDeviceIdentifier<Crypto: CryptoProvider>: ~Copyable {
  private let secret: Secret

  /// HKDF with the digest as the salt, and with what the layer is as the info.
  init(
    from parent: borrowing Secret, number: UInt8, _ measurement: Measurement
  ) throws(CryptoError) {
    let purpose: StaticString = "Things That Keep Secrets: layer"
    let length = purpose.utf8CodeUnitCount &+ 3 &+ measurement.stage.count
    let info = [UInt8](capacity: length) { out in
      out.append(purpose)
      out.append(0)
      out.append(1)
      out.append(number)
      out.append(measurement.stage.span)
    }
    secret = try Self.derived(
      from: parent, salt: measurement.digest.span, info: info.span, count: 32)
  }

  func next(
    number: UInt8, _ measurement: Measurement
  ) throws(CryptoError) -> CompoundDeviceIdentifier {
    try CompoundDeviceIdentifier(from: secret, number: number, measurement)
  }

  /// The layer's pair of keys. The secret is the seed of a generator (SP 800-90A), and the
  /// first number from it that is a key is the key (FIPS 186-5, A.2.2).
  func signingKey() throws(CryptoError) -> Crypto.P256 {
    let purpose: StaticString = "Things That Keep Secrets: layer key"
    let info = [UInt8](capacity: purpose.utf8CodeUnitCount &+ 2) { out in
      out.append(purpose)
      out.append(0)
      out.append(1)
    }
    let seed = try Self.derived(from: secret, salt: Span(), info: info.span, count: 48)
    var generator = try HMACDRBG<Crypto.HMACSHA256>(
      entropy: seed.bytes.extracting(first: 32),
      nonce: seed.bytes.extracting(last: 16), personalization: Span())
    return try Crypto.P256.generate(using: &generator)
  }

  private static func derived(
    from secret: borrowing Secret, salt: Span<UInt8>, info: Span<UInt8>, count: Int
  ) throws(CryptoError) -> Secret {
    let extracted = try Crypto.HKDFSHA256.extract(
      salt: salt, keyMaterial: secret.bytes)
    return try Secret(count: count) { out throws(CryptoError) in
      try Crypto.HKDFSHA256.expand(extracted.bytes, info: info, into: &out)
    }
  }
}
