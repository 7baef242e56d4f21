import Primitives

/// Why a certificate is not taken for its issuer's.
public enum SignatureFault: Error, Equatable, Sendable {
  /// Over MD5 or SHA-1.
  case brokenHash
  /// An algorithm, or a kind of key, that this book cannot check.
  case unknownAlgorithm
  /// The issuer's key is of another kind than the signature.
  case otherKey
  /// An RSA modulus of so many bits; it takes 2048.
  case shortKey(bits: Int)
  /// `.invalidSignature` above all: the bytes are not what was signed.
  case crypto(CryptoError)
}

extension SignatureFault: CustomStringConvertible {
  public var description: String {
    switch self {
    case .brokenHash:
      "signed over MD5 or SHA-1, which can be forged; have it issued anew with SHA-256"
    case .unknownAlgorithm:
      "signed with an algorithm that is not known here; use ECDSA P-256, Ed25519 or RSA"
    case .otherKey:
      "the issuer's key cannot have made this signature; look for the right issuer"
    case .shortKey(let bits):
      "the issuer's RSA key has \(bits) bits and needs 2048; have it issued by another"
    case .crypto(let error): "the signature was not accepted: \(error.description)"
    }
  }
}
