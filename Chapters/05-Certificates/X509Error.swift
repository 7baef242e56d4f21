import Identity
import Primitives
import Wire

/// Why a certificate was not issued, or a key not read.
public enum X509Error: Error, Equatable {
  /// A field does not fit its type, or the output is too small.
  case encoding(WireError)
  case crypto(CryptoError)
  /// The key did not sign, and its store says why.
  case keyStore(KeyStoreError)
  /// A serial number has 8 to 20 random bytes; this one has so many.
  case serialNumberLength(Int)
  /// All zeros: the random source is broken.
  case serialNumberZero
  /// `notAfter` comes before `notBefore`.
  case endsBeforeItBegins
  /// Only an end entity may be nameless, and only if it has other names.
  case issuerHasNoName
  /// An authority needs a name, a server at least one of its own to be reached by,
  /// a client a common name and no serial number, a device a serial number.
  case subjectHasNoName
  /// An identity from a device's maker has no end, one from its owner has.
  case endOfDeviceIdentity
  /// An authority has to be revocable, always (RFC 9608, 3).
  case authorityCannotBeRevoked
  /// Only the authority that issued a certificate can renew it.
  case issuedByAnother
  /// A name with parts, or in a spelling, that we do not write.
  case nameForm
  /// Not 65 bytes that begin with 0x04 (RFC 5480, 2.2), not 32 for Ed25519, or of a kind
  /// that is not known here.
  case publicKeyForm
  /// Whoever asks for a certificate has not shown that the key is his.
  case proofOfPossession(SignatureFault)
  /// The request asks for something critical that is not known here.
  case unknownExtensionAskedFor
  case privateKey(PrivateKeyFault)
  /// The public key written beside the private one belongs to another.
  case publicKeyMismatch
  /// A responder's certificate is not for id-kp-OCSPSigning.
  case mayNotAnswer
}

extension X509Error {
  init(_ error: KeyStoreError) {
    switch error {
    case .crypto(let error): self = .crypto(error)
    case .unsupported: self = .crypto(.unsupported)
    default: self = .keyStore(error)
    }
  }
}
