/// What a provider names where it lacks an algorithm.

public struct MissingHash: HashFunction {
  public static var isAvailable: Bool { false }
  public static var digestLength: Int { 0 }
  public static var blockLength: Int { 0 }

  public init() throws(CryptoError) { throw .unsupported }
  public mutating func update(_: Span<UInt8>) throws(CryptoError) { throw .unsupported }
  public mutating func finish(into: inout OutputSpan<UInt8>) throws(CryptoError) {
    throw .unsupported
  }
  public mutating func restore(from: MissingHash) throws(CryptoError) {
    throw .unsupported
  }
}

public struct MissingAEAD: AEAD {
  public static var isAvailable: Bool { false }
  public static var nonceLength: Int { 0 }
  public static var tagLength: Int { 0 }

  public init(key: Span<UInt8>) throws(CryptoError) { throw .unsupported }
  public mutating func seal(
    _ text: inout MutableSpan<UInt8>, nonce: Span<UInt8>,
    authenticating data: Span<UInt8>, tag: inout MutableSpan<UInt8>
  ) throws(CryptoError) { throw .unsupported }
  public mutating func open(
    _ text: inout MutableSpan<UInt8>, nonce: Span<UInt8>,
    authenticating data: Span<UInt8>, tag: Span<UInt8>
  ) throws(CryptoError) { throw .unsupported }
}

public struct MissingKeyAgreement: KeyAgreement {
  public static var isAvailable: Bool { false }
  public static var privateKeyLength: Int { 0 }
  public static var publicKeyLength: Int { 0 }
  public static var sharedSecretLength: Int { 0 }

  public init(privateKey: Span<UInt8>) throws(CryptoError) { throw .unsupported }
  public func publicKey(into out: inout OutputSpan<UInt8>) throws(CryptoError) {
    throw .unsupported
  }
  public func privateKey() throws(CryptoError) -> Secret { throw .unsupported }
  public mutating func sharedSecret(
    with publicKey: Span<UInt8>
  ) throws(CryptoError) -> Secret { throw .unsupported }
}

public struct MissingVerifier: DigestVerifier {
  public static var isAvailable: Bool { false }

  public init(publicKey: Span<UInt8>) throws(CryptoError) { throw .unsupported }
  public mutating func verify(
    _ signature: Span<UInt8>, of message: Span<UInt8>
  ) throws(CryptoError) { throw .unsupported }
  public mutating func verify(
    _ signature: Span<UInt8>, ofDigest digest: Span<UInt8>
  ) throws(CryptoError) { throw .unsupported }
}

public struct MissingSigner: DigestSigner {
  public typealias PublicKey = MissingVerifier

  public static var isAvailable: Bool { false }
  public static var privateKeyLength: Int { 0 }
  public static var publicKeyLength: Int { 0 }
  public static var maximumSignatureLength: Int { 0 }

  public init(privateKey: Span<UInt8>) throws(CryptoError) { throw .unsupported }
  public func publicKey(into out: inout OutputSpan<UInt8>) throws(CryptoError) {
    throw .unsupported
  }
  public func privateKey() throws(CryptoError) -> Secret { throw .unsupported }
  public mutating func sign(
    _ message: Span<UInt8>, into out: inout OutputSpan<UInt8>
  ) throws(CryptoError) { throw .unsupported }
}

public struct MissingRSA: RSAVerifier {
  public static var isAvailable: Bool { false }

  public init(publicKey: Span<UInt8>) throws(CryptoError) { throw .unsupported }
  public mutating func verify(
    _ signature: Span<UInt8>, of message: Span<UInt8>,
    padding: RSAPadding, hash: DigestAlgorithm
  ) throws(CryptoError) { throw .unsupported }
}
