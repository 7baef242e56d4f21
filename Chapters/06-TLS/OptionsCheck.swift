import Certificates

extension TLSConfiguration {
  /// What can be said about the options that came with TLS 1.3 and with sessions.
  borrowing func checkOptions(as role: TLSRole) throws(TLSError) {
    try require(groups.allSatisfy { $0.name != nil }, .groups)
    try require(areTrustedKeysSound(as: role), .trustedKeys)
    try require(isOwnCertificateTypeSound, .ownCertificateType)
    try require(!preSharedKeyModes.isEmpty, .preSharedKeyModes)
    if case .tickets(let lifetime) = resumption {
      //= rfc8446#4.6.1
      //# Servers MUST NOT use any value greater than
      //# 604800 seconds (7 days).
      try require(1...604_800 ~= lifetime, .resumption)
    }
    try require(isEarlyDataSound, .earlyData)
    try require(!asksForCookie || role == .server, .cookie)
    try require(64...16_384 ~= recordSizeLimit, .recordSizeLimit)
    try require(
      revocation.demand == .notAsked || !roots.isEmpty, .revocation)
    try require(
      stapledResponse.isEmpty || (role == .server && !chain.isEmpty), .stapledResponse)
    if case .datagrams = transport { try checkOptionsOverDatagrams() }
  }

  private borrowing func require(
    _ isSound: Bool, _ part: ConfigurationFault
  ) throws(TLSError) {
    guard isSound else { throw TLSError(.configuration(part)) }
  }

  /// Bare keys in place of roots, or neither; and each of them a key that can be read.
  private borrowing func areTrustedKeysSound(as role: TLSRole) -> Bool {
    guard !trustedKeys.isEmpty else { return true }
    let asks = role == .client || clientCertificate == .required
    return asks && roots.isEmpty && preSharedKeys.isEmpty
      && trustedKeys.allSatisfy { !$0.isEmpty }
  }

  private var isOwnCertificateTypeSound: Bool {
    borrowing get {
      ownCertificateType == .x509
        || (chain.isEmpty && (privateKey != nil || signer != nil))
    }
  }

  /// Early data goes under the key of a session, or one that was shared before.
  private var isEarlyDataSound: Bool {
    borrowing get {
      guard maximumEarlyData != 0 else { return true }
      return maximumEarlyData > 0 && versions.upperBound >= .tls13
        && (resumption != .none || !preSharedKeys.isEmpty)
    }
  }

  /// Chapter 07 asks for its own cookies, and no session outlives its datagrams yet.
  private borrowing func checkOptionsOverDatagrams() throws(TLSError) {
    try require(resumption == .none, .resumption)
    try require(maximumEarlyData == 0, .earlyData)
    try require(!asksForCookie, .cookie)
  }
}
