import Certificates
import Identity
import Primitives
import Wire

/// What we show of ourselves, and the key that proves it is ours. Made once for all
/// connections.
final class OwnIdentity: Sendable {
  let scheme: SignatureScheme
  let type: CertificateType
  /// What a Certificate message shows, the end entity first: certificates, or the one bare
  /// public key, in DER.
  let entries: [[UInt8]]
  private let key: OwnKey

  private init(
    _ key: consuming OwnKey, _ scheme: SignatureScheme, _ type: CertificateType,
    _ entries: [[UInt8]]
  ) {
    self.scheme = scheme
    self.type = type
    self.entries = entries
    self.key = key
  }

  /// Reads what the configuration gives, and proves that it belongs together.
  static func read<Crypto: CryptoProvider>(
    _ configuration: borrowing TLSConfiguration, signer: HandshakeSigner?,
    using crypto: Crypto.Type
  ) throws(TLSError) -> OwnIdentity? {
    guard Crypto.canAuthenticate else {
      guard signer == nil, configuration.privateKey == nil else {
        throw TLSError(.configuration(.signer))
      }
      return nil
    }
    guard let key = try OwnKey(configuration, signer: signer, using: crypto) else {
      return nil
    }
    guard let scheme = SignatureScheme(key.algorithm),
      Crypto.signs(with: key.algorithm)
    else { throw TLSError(.configuration(.signer)) }
    let publicKey = try key.publicKey(using: crypto)
    switch configuration.ownCertificateType {
    case .rawPublicKey:
      let entry: [UInt8]
      do throws(X509Error) {
        entry = try SubjectPublicKeyInfo(key.algorithm, publicKey.span).der
      } catch { throw TLSError(.configuration(.privateKey)) }
      return OwnIdentity(key, scheme, .rawPublicKey, [entry])
    case .x509:
      let chain = try certificates(configuration.chain, or: .chain)
      guard let first = chain.first, first.publicKeyAlgorithm == key.kind,
        constantTimeEqual(first.publicKey, publicKey.span)
      else { throw TLSError(.configuration(.keyDoesNotMatchChain)) }
      return OwnIdentity(key, scheme, .x509, configuration.chain)
    }
  }

  init(_ recorded: RecordedIdentity) {
    scheme = recorded.scheme
    type = .x509
    entries = recorded.chain
    key = .recorded(recorded.sign)
  }

  /// A signature over what the handshake says that it must be over.
  func sign<Crypto: CryptoProvider>(
    _ content: Span<UInt8>, using crypto: Crypto.Type
  ) throws(TLSError) -> [UInt8] {
    try key.sign(content, using: crypto)
  }
}

/// Certificates of ours, or of those whom we trust.
func certificates(
  _ all: [[UInt8]], or fault: ConfigurationFault
) throws(TLSError) -> [Certificate] {
  var read: [Certificate] = []
  read.reserveCapacity(all.count)
  for der in all {
    do throws(DERError) { read.append(try Certificate(der: der)) } catch {
      throw TLSError(.configuration(fault))
    }
  }
  return read
}

extension CryptoProvider {
  static func signs(with algorithm: KeyAlgorithm) -> Bool {
    switch algorithm {
    case .ecdsaP256: P256.isAvailable
    case .ed25519: Ed25519.isAvailable
    case .ecdhP256, .x25519: false
    }
  }
}
