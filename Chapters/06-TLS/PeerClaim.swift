import Certificates
import Primitives
import Wire

/// Whom our trust takes the peer for by what it showed. It still has to prove that it has
/// the key: a certificate is public, and anybody can show it.
indirect enum PeerClaim: Sendable {
  case certificate(Certificate)
  case bareKey(SubjectPublicKeyInfo)

  /// Judges a chain by the rules of chapter 05, the end entity first.
  init<Crypto: CryptoProvider>(
    chain: [[UInt8]], stapled: StapledAnswer = .none, _ context: TLSContext<Crypto>,
    date: Int64
  ) throws(TLSError) {
    guard Crypto.canAuthenticate, let judge = context.trust.judge else {
      throw TLSError(.library)
    }
    if let recorded = context.reenactment.believed(chain, context.trust.trustedKeys) {
      self = .certificate(recorded)
      return
    }
    let path = try judge.judge(chain, stapled: stapled, at: date, using: Crypto.self)
    self = .certificate(path.endEntity)
  }

  /// A bare public key says nothing about whose it is, so it is believed only if it is one
  /// of those that we were told (RFC 7250, 6).
  init<Crypto: CryptoProvider>(
    rawPublicKey der: [UInt8], _ context: TLSContext<Crypto>
  ) throws(TLSError) {
    let peer = context.role.peer
    guard Crypto.canAuthenticate, context.trust.trustedKeys.contains(der) else {
      throw TLSError(.certificate(.unknownIssuer, depth: 0, subject: []), peer: peer)
    }
    do throws(DERError) { self = .bareKey(try SubjectPublicKeyInfo(der: der)) } catch {
      throw TLSError(.certificate(.unreadable, depth: 0, subject: []), peer: peer)
    }
  }
}

extension PeerClaim {
  /// Judges what a Certificate of TLS 1.3 shows, as the type that was agreed on.
  init<Crypto: CryptoProvider>(
    _ shown: CertificateMessage, as type: CertificateType,
    _ context: TLSContext<Crypto>,
    date: Int64
  ) throws(TLSError) {
    let peer = context.role.peer
    guard let first = shown.entries.first else {
      throw TLSError(.certificateRequired, peer: peer)
    }
    guard
      type == context.trust.certificateType
        || context.reenactment.believesKeysInCertificates
    else {
      throw TLSError(.nothingInCommon(.certificateType), peer: peer)
    }
    switch type {
    case .x509:
      try self.init(
        chain: shown.entries.map { $0.data },
        stapled: first.status.isEmpty ? .none : .response(first.status), context,
        date: date)
    case .rawPublicKey:
      //= rfc8446#4.4.2
      //# If the RawPublicKey certificate type was negotiated, then the
      //# certificate_list MUST contain no more than one CertificateEntry,
      //# which contains an ASN1_subjectPublicKeyInfo value as defined in
      //# [RFC7250], Section 3.
      guard shown.entries.count == 1 else {
        throw TLSError(.illegalParameter, by: peer, in: .certificate, "RFC 8446, 4.4.2")
      }
      try self.init(rawPublicKey: first.data, context)
    }
  }
}
