import Primitives
import Wire

/// Why a certificate was not issued, or a key not read.
public enum X509Error: Error, Equatable {
  /// A field does not fit its type, or the output is too small.
  case encoding(WireError)
  case crypto(CryptoError)
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
  /// A name with parts, or in a spelling, that we do not write.
  case nameForm
  /// Not 65 bytes that begin with 0x04 (RFC 5480, 2.2).
  case publicKeyForm
  /// Not a PrivateKeyInfo for P-256 with its public key, in DER.
  case privateKeyForm
  /// The public key written beside the private one belongs to another.
  case publicKeyMismatch
  /// A responder's certificate is not for id-kp-OCSPSigning.
  case mayNotAnswer
}
