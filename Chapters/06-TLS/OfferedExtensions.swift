import Primitives
import Wire

extension ClientOffer {
  /// Writes into the hello what the configuration wants; shares and keys come later, since
  /// a server can ask for others.
  mutating func fill() throws(TLSError) {
    let context = context
    hello.suites = context.suites
    hello.serverName = context.serverName
    hello.wantsStatus = context.wantsStaple
    hello.applicationProtocols = ProtocolNameList(context.applicationProtocols)
    if context.recordSizeLimit < 16_384 {
      hello.recordSizeLimit = UInt16(truncatingIfNeeded: context.recordSizeLimit)
    }
    if context.offersGroups { hello.groups = context.groups }
    if context.preSharedKeys.isEmpty {
      hello.signatureSchemes = context.schemes
      // Authorities sign so still; no handshake does (RFC 8446, 4.2.3).
      if Crypto.RSA.isAvailable, context.trust.certificateType == .x509 {
        hello.signatureSchemes.append(.rsaPKCS1SHA256)
      }
    }
    if context.identity?.type == .rawPublicKey {
      hello.clientCertificateTypes = [.rawPublicKey]
    }
    if context.trust.certificateType == .rawPublicKey {
      hello.serverCertificateTypes = [.rawPublicKey]
    }
    if context.versions.contains(.tls12) {
      hello.extendedMasterSecret = true
      hello.renegotiationInfo = []
      hello.hasPointFormats = !hello.groups.isEmpty
    }
    guard context.versions.contains(.tls13) else { return }
    hello.supportedVersions =
      context.versions.contains(.tls12) ? [.tls13, .tls12] : [.tls13]
    if context.resumptionLifetime > 0 || shared != nil {
      hello.preSharedKeyModes = context.preSharedKeyModes
    }
    hello.earlyData = (ticket?.maximumEarlyData ?? 0) > 0
    try offerShare()
  }

  mutating func offerShare() throws(TLSError) {
    guard let publicKey = try share?.publicKey(), let group = share?.group else { return }
    hello.keyShares = [KeyShareEntry(group, publicKey)]
  }
}

extension TLSContext {
  /// Whether a fresh key is wanted beside a shared one, or without any.
  var offersShare: Bool {
    versions.contains(.tls13)
      && (preSharedKeys.isEmpty || preSharedKeyModes.contains(.withAgreement))
  }

  fileprivate var offersGroups: Bool {
    offersShare
      || suites.contains { $0.version == .tls12 && $0.keyExchange12 != .psk }
  }

  var wantsStaple: Bool {
    trust.judge?.wantsStaple == true && trust.certificateType == .x509
  }
}
