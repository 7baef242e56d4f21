import Primitives

/// A stage of the boot, and its secret. It does one of two things, once: it hands over to
/// the next stage, or it is the last one. Either way its secret is gone afterwards.
public struct Layer<Crypto: CryptoProvider>: ~Copyable {
  public static var limit: UInt8 { 9 }

  /// 1 for the first code that can be changed.
  public let number: UInt8
  /// What each layer but the last said of the one after it.
  public let endorsements: [Endorsement]
  private let identifier: CompoundDeviceIdentifier<Crypto>
  private var key: LooseKey<Crypto.P256>

  init(
    _ identifier: consuming CompoundDeviceIdentifier<Crypto>, number: UInt8,
    endorsements: [Endorsement] = []
  ) throws(CryptoError) {
    key = LooseKey(try identifier.signingKey(), algorithm: .ecdsaP256)
    self.identifier = identifier
    self.number = number
    self.endorsements = endorsements
  }

  /// Of the first layer it is the DeviceID key, which the factory writes down.
  public mutating func publicKey() throws(KeyStoreError) -> VerifyingKey {
    let bytes = try key.publicKey()
    guard let key = VerifyingKey(bytes.span, .ecdsaP256) else {
      throw .crypto(.invalidKey)
    }
    return key
  }

  /// Measures the next stage's code, makes its layer, and says so with a signature. Throws
  /// `.full` past nine layers.
  public consuming func next(
    measuring code: Span<UInt8>, as stage: Span<UInt8>
  ) throws(KeyStoreError) -> Layer {
    guard number < Self.limit else { throw .full(limit: Int(Self.limit)) }
    var next: Layer
    let measurement: Measurement
    do throws(CryptoError) {
      measurement = try Measurement.of(code, as: stage, with: Crypto.self)
      next = try Layer(
        identifier.next(number: number &+ 1, measurement), number: number &+ 1)
    } catch { throw KeyStoreError(error) }
    let endorsement = try Endorsement(
      of: next.publicKey(), measurement, layer: next.number, signedWith: &key)
    return Layer(next, endorsements: endorsements + [endorsement])
  }

  private init(_ layer: consuming Layer, endorsements: [Endorsement]) {
    number = layer.number
    identifier = layer.identifier
    key = layer.key
    self.endorsements = endorsements
  }

  /// The layer of what stays running: it keeps a key that attests, and no secret from which
  /// another could be made.
  public consuming func settle() -> AliasKey<Crypto> {
    AliasKey(key, endorsements)
  }
}

/// A key that stands for this device with this code, and for nothing else.
public struct AliasKey<Crypto: CryptoProvider>: SigningKey, ~Copyable {
  public let endorsements: [Endorsement]
  private var key: LooseKey<Crypto.P256>

  init(_ key: consuming LooseKey<Crypto.P256>, _ endorsements: [Endorsement]) {
    self.key = key
    self.endorsements = endorsements
  }

  public var algorithm: KeyAlgorithm { .ecdsaP256 }
  public var measurements: [Measurement] { endorsements.map { $0.measurement } }

  public mutating func publicKey() throws(KeyStoreError) -> [UInt8] {
    try key.publicKey()
  }

  public mutating func sign(
    _ message: Span<UInt8>, into out: inout OutputSpan<UInt8>
  ) throws(KeyStoreError) {
    try key.sign(message, into: &out)
  }
}
