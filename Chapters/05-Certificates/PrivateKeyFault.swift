import Wire

/// Why something is not taken for a private key. Of the bytes themselves it tells nothing,
/// and of their place only the field.
public enum PrivateKeyFault: Error, Equatable, Sendable {
  /// Not DER, or not what belongs into this field.
  case form(FieldName)
  /// Locked with a password.
  case encrypted
  case rsa
  /// Not P-256, or a curve that is spelt out instead of named.
  case otherCurve
  /// Neither ECDSA nor Ed25519, or not the one of them that was asked for.
  case otherAlgorithm
  /// A text without a private key in it.
  case missing
  case pem(PEMError)
}

extension PrivateKeyFault: CustomStringConvertible {
  public var description: String {
    switch self {
    case .form(let field):
      """
      the private key is damaged, or in a form of its own (\(field.text)); \
      write it anew with `openssl pkcs8 -topk8 -nocrypt`
      """
    case .encrypted:
      """
      the private key is locked with a password, and nothing here asks for one; \
      unlock it with `openssl pkcs8 -topk8 -nocrypt`, and keep the file from others
      """
    case .rsa:
      """
      the private key is RSA, and nothing here signs with RSA; \
      make one with `openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256`
      """
    case .otherCurve:
      """
      the private key is on another curve than P-256, or on one without a name; \
      make one with `openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256`
      """
    case .otherAlgorithm:
      """
      the private key is for another algorithm; \
      use one for ECDSA on P-256 or for Ed25519, as the place for it asks
      """
    case .missing:
      "the text holds no private key; look for one that says BEGIN PRIVATE KEY"
    case .pem(let error): "\(error)"
    }
  }
}
