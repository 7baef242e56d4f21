import Primitives

/// An alias key that hangs together with a device's first key, layer by layer; made only by
/// the check.
public struct EndorsedKey: Equatable, Sendable {
  public let key: VerifyingKey
  public let measurements: [Measurement]

  /// `deviceID` is what the factory wrote down of the device. Throws `.notEndorsed` at the
  /// first layer that was not endorsed by the one before it.
  public init<Crypto: CryptoProvider>(
    of deviceID: VerifyingKey, _ endorsements: [Endorsement], with _: Crypto.Type
  ) throws(AttestationError) {
    guard endorsements.count <= Attestation.measurementLimit else {
      throw .otherStages(endorsements.count, expected: Attestation.measurementLimit)
    }
    var signer = deviceID
    for i in endorsements.indices {
      let endorsement = endorsements[i]
      guard Int(endorsement.layer) == i &+ 2 else { throw .notEndorsed(i) }
      let message = endorsement.message
      do throws(CryptoError) {
        try signer.verify(
          endorsement.signature.span, of: message.span, with: Crypto.self)
      } catch { throw error == .invalidSignature ? .notEndorsed(i) : .crypto(error) }
      signer = endorsement.publicKey
    }
    key = signer
    measurements = endorsements.map { $0.measurement }
  }

  /// The attestation of the device `serial`, if this key has signed it as an answer to
  /// `nonce`, and if it says of the stages what the layers have said of each other.
  public func verified<Crypto: CryptoProvider>(
    _ signed: SignedAttestation, of serial: DeviceSerial, answering nonce: Span<UInt8>,
    with _: Crypto.Type
  ) throws(AttestationError) -> Attestation {
    let attestation = try signed.verified(
      by: key, answering: nonce, with: Crypto.self)
    try attestation.check(serial, runs: measurements)
    return attestation
  }
}
