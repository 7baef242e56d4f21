import Identity
import Primitives
import Wire

extension X509Error: CustomStringConvertible {
  /// One sentence: what was refused, and what would mend it.
  public var description: String {
    switch self {
    case .encoding(let error): Self.describe(error)
    case .crypto(let error): "\(error)"
    case .keyStore(let error): "\(error)"
    case .serialNumberLength(let count):
      "a serial number of \(count) bytes is refused; draw 8 to 20 at random"
    case .serialNumberZero:
      "the serial number is all zeros; check the random source that it came from"
    case .endsBeforeItBegins:
      "the validity ends before it begins; exchange the two times"
    case .issuerHasNoName:
      "an authority without a name cannot issue; give it a common name"
    case .subjectHasNoName:
      """
      the subject lacks a name; give an authority a common name, \
      a server a host name or an address, a client a common name alone, \
      a device a serial number
      """
    case .endOfDeviceIdentity:
      """
      a device's first identity never ends and its owner's does; \
      let notAfter be the end of the year 9999 for the one, and a day for the other
      """
    case .authorityCannotBeRevoked:
      "an authority must be revocable; leave noRevAvail to those that it signs for"
    case .issuedByAnother:
      "the certificate is another authority's; ask that one to renew it"
    case .nameForm:
      """
      the name has other parts than an organization, a common name and a serial number; \
      issue under a name that has only those, in this order
      """
    case .publicKeyForm:
      """
      the public key is none that we certify; pass 65 bytes that begin with 04 for P-256, \
      32 for Ed25519, or an RSA key of at least 2048 bits
      """
    case .proofOfPossession(let fault):
      """
      the request does not show that its sender holds the key: \(fault); \
      have it made anew, where the key is
      """
    case .unknownExtensionAskedFor:
      """
      the request asks for a critical extension that is not known here; \
      ask again without it
      """
    case .privateKey(let fault): "\(fault)"
    case .publicKeyMismatch:
      "the public key beside the private one is another's; export the key again"
    case .mayNotAnswer:
      "the responder may not answer; have it certified for id-kp-OCSPSigning"
    }
  }

  private static func describe(_ error: WireError) -> String {
    if case .noRoom = error.fault { return "\(error)" }
    return """
      \(error.field) does not fit its type; a name has at most 64 characters, \
      a host name letters, digits and hyphens between dots, an address 4 or 16 bytes, \
      a network zeros behind its mask, a place on it a scheme and no blanks, \
      and a time lies between 1950 and 9999
      """
  }
}
