import Primitives
import Wire

extension ClientOffer {
  /// Writes into the hello what the configuration wants; shares and keys come later, since
  /// a server can ask for others.
  func fill() throws(TLSError) {
    let context = context
    hello.suites = context.suites
    hello.serverName = context.serverName
    hello.wantsStatus = context.wantsStaple
    hello.applicationProtocols = ProtocolNameList(context.applicationProtocols)
    // TLS 1.3 counts the type's byte too (RFC 8449, 4).
    if context.recordSizeLimit < 16_384 {
      hello.recordSizeLimit =
        context.versions.contains(.tls13)
        ? context.announcedRecordSizeLimit : UInt16(clamping: context.recordSizeLimit)
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

  /// Where groups are listed for TLS 1.2 alone, an empty list goes with them: the one
  /// extension must not come without the other (RFC 8446, 9.2).
  func offerShare() throws(TLSError) {
    switch share {
    case .some(let share):
      hello.keyShares = [KeyShareEntry(share.group, try share.publicKey())]
    case .none: hello.keyShares = hello.groups.isEmpty ? nil : []
    }
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
