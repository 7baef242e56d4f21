import CMbedTLS
import TLS

/// What the engine agrees to: forward secrecy, authenticated encryption, SHA-2, and
/// keys of 112 bits of security and more.
enum Policy {
  /// The engine's own choice, the preferred one first. CCM_8, with its short tag, is
  /// for those who ask for it.
  static let suites: [UInt16] = [
    0x1301, 0x1302, 0x1303,
    0xC02B, 0xC02F, 0xC02C, 0xC030, 0xCCA9, 0xCCA8, 0xC0AC, 0xC0AD,
  ]

  /// With pre-shared keys: what forgets its keys after use comes first, and there is only
  /// one such that both of our libraries have.
  static let suitesForPreSharedKeys: [UInt16] = [
    0xCCAC, 0x00A8, 0x00A9, 0xC0A4, 0xC0A5,
  ]

  /// For key agreement, and in TLS 1.2 for certificates too (RFC 8422, 5.1), the quickest
  /// first.
  static let groups = [
    MBEDTLS_ECP_DP_CURVE25519, MBEDTLS_ECP_DP_SECP256R1,
    MBEDTLS_ECP_DP_SECP384R1, MBEDTLS_ECP_DP_SECP521R1,
  ].filter { mbedtls_ecp_curve_info_from_grp_id($0) != nil }.map(\.rawValue)

  static let hashes = [MBEDTLS_MD_SHA256, MBEDTLS_MD_SHA384, MBEDTLS_MD_SHA512]
    .map(\.rawValue)

  static let keys = [
    MBEDTLS_PK_RSA, MBEDTLS_PK_RSASSA_PSS, MBEDTLS_PK_ECKEY, MBEDTLS_PK_ECDSA,
  ].map(\.rawValue)

  /// What a certificate may be signed with, and which keys it may hold.
  static var certificates: mbedtls_x509_crt_profile {
    mbedtls_x509_crt_profile(
      allowed_mds: mask(hashes), allowed_pks: mask(keys), allowed_curves: mask(groups),
      rsa_min_bitlen: 2048)
  }

  /// The library counts its algorithms from 1, and a profile's bits from 0.
  private static func mask(_ numbers: [CUnsignedInt]) -> UInt32 {
    numbers.reduce(0) { $0 | 1 << ($1 - 1) }
  }
}

extension TLSConfiguration {
  /// The groups to agree in by the library's numbers.
  borrowing func libraryGroups() throws(TLSError) -> [CUnsignedInt] {
    guard !groups.isEmpty else { return Policy.groups }
    return try groups.map { group throws(TLSError) in
      switch group {
      case .x25519: MBEDTLS_ECP_DP_CURVE25519.rawValue
      case .secp256r1: MBEDTLS_ECP_DP_SECP256R1.rawValue
      default: throw TLSError(.configuration(.groups))
      }
    }
  }

  /// The suites to offer for these versions, all of which the library must have.
  borrowing func suites(
    for versions: ClosedRange<TLSVersion>
  ) throws(TLSError) -> [CipherSuite] {
    guard !suites.isEmpty else {
      let choice = preSharedKeys.isEmpty ? Policy.suites : Policy.suitesForPreSharedKeys
      return choice.map(CipherSuite.init(code:)).filter {
        versions.contains($0.version) && $0.isInLibrary
      }
    }
    let wanted = suites.filter { versions.contains($0.version) }
    guard wanted.allSatisfy({ $0.isInLibrary }) else {
      throw TLSError(.configuration(.suites))
    }
    return wanted
  }
}

extension CipherSuite {
  /// The library's numbers are IANA's.
  var isInLibrary: Bool { mbedtls_ssl_ciphersuite_from_id(CInt(code)) != nil }
}
