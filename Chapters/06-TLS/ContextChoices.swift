import Certificates
import Primitives
import Wire

extension TLSContext {
  /// Of the suites that the configuration lists, or of our own choice, those that the
  /// provider can seal with.
  static func suites(
    of configuration: borrowing TLSConfiguration, _ versions: ClosedRange<TLSVersion>
  ) throws(TLSError) -> [CipherSuite] {
    let wanted = configuration.suites.isEmpty ? preferred : configuration.suites
    let hasKeys = !configuration.preSharedKeys.isEmpty
    let found = wanted.filter {
      versions.contains($0.version) && Crypto.has($0) && $0.fits(keys: hasKeys)
    }
    guard !found.isEmpty else { throw TLSError(.configuration(.suites)) }
    return found
  }

  /// AES first, since most processors have it in hardware. A tag of 8 bytes wants to be
  /// asked for, and so does a suite that one stolen key opens years later.
  private static var preferred: [CipherSuite] {
    [
      0x1301, 0x1302, 0x1303, 0x1304,
      0xC02B, 0xC02C, 0xCCA9, 0xC0AC, 0xC0AD,
      0xD001, 0xD002, 0xCCAC, 0xD005,
    ].map { CipherSuite(code: $0) }
  }

  static func groups(
    of configuration: borrowing TLSConfiguration
  ) throws(TLSError) -> [NamedGroup] {
    let wanted: [NamedGroup] =
      configuration.groups.isEmpty ? [.x25519, .secp256r1] : configuration.groups
    let found = wanted.filter { KeyShare<Crypto>.hasGroup($0) }
    guard !found.isEmpty else { throw TLSError(.configuration(.groups)) }
    return found
  }

  /// In which whoever we believe may sign; of bare keys we know beforehand what they are.
  static func schemes(of trust: PeerTrust) -> [SignatureScheme] {
    guard Crypto.canAuthenticate, !trust.trustedKeys.isEmpty else { return schemes }
    let keys = trust.trustedKeys.compactMap { try? SubjectPublicKeyInfo(der: $0) }
    return schemes.filter { scheme in keys.contains { scheme.fits($0.algorithm) } }
  }

  private static var schemes: [SignatureScheme] {
    var schemes: [SignatureScheme] = []
    if Crypto.P256.PublicKey.isAvailable { schemes.append(.ecdsaSecp256r1SHA256) }
    if Crypto.Ed25519.PublicKey.isAvailable { schemes.append(.ed25519) }
    if Crypto.RSA.isAvailable {
      schemes += [.rsaPSSRSAESHA256, .rsaPSSRSAESHA384, .rsaPSSRSAESHA512]
    }
    return schemes
  }
}

extension CipherSuite {
  /// A suite of 1.2 says itself what it proves identity with. In 1.3 a key that was shared
  /// before belongs to one hash, which is SHA-256 where nobody says (RFC 8446, 4.2.11).
  fileprivate func fits(keys: Bool) -> Bool {
    version == .tls13 ? !keys || hash == .sha256 : isForPreSharedKeys == keys
  }
}

extension CryptoProvider {
  /// Whether there is any key with which somebody could be told from others. A provider for
  /// keys that were shared before has none, and then whatever reads certificates is left
  /// out of the program.
  static var canAuthenticate: Bool {
    P256.isAvailable || Ed25519.isAvailable || RSA.isAvailable
  }

  static func has(_ suite: CipherSuite) -> Bool {
    guard suite.hash == .sha256 ? SHA256.isAvailable : SHA384.isAvailable else {
      return false
    }
    switch suite.aead {
    case .aesGCM: return AESGCM.isAvailable
    case .aesCCM: return AESCCM.isAvailable
    case .aesCCM8: return AESCCM8.isAvailable
    case .chaCha20Poly1305: return ChaCha20Poly1305.isAvailable
    case nil: return false
    }
  }
}
