import Identity

/// Signs handshakes with a key that stays where it is (chapter 04).
///
/// Several connections may ask at once, so `sign` has to take its own turns.
public struct HandshakeSigner: Sendable {
  public typealias Sign =
    @Sendable (Span<UInt8>, inout OutputSpan<UInt8>) throws(KeyStoreError) -> Void

  /// One that signs.
  public let algorithm: KeyAlgorithm
  /// As long as the algorithm says.
  public let publicKey: [UInt8]
  /// Appends a signature over the message, as `SigningKey` does.
  public let sign: Sign

  public init(
    _ algorithm: KeyAlgorithm, publicKey: [UInt8], sign: @escaping Sign
  ) {
    self.algorithm = algorithm
    self.publicKey = publicKey
    self.sign = sign
  }

  var isUsable: Bool {
    algorithm.signs && publicKey.count == algorithm.publicKeyLength
  }
}
