import Certificates
import Primitives
import Wire

/// Whom our trust takes the peer for by what it showed. It still has to prove that it has
/// the key: a certificate is public, and anybody can show it.
enum PeerClaim: Sendable {
  case certificate(Certificate)
  case bareKey(SubjectPublicKeyInfo)

  /// Judges a chain by the rules of chapter 05, the end entity first; with the OCSPResponse
  /// that was stapled to it, or with none.
  init<Crypto: CryptoProvider>(
    chain: [[UInt8]], stapled: [UInt8] = [], _ context: TLSContext<Crypto>, date: Int64
  ) throws(TLSError) {
    let peer = context.role.peer
    var read: [Certificate] = []
    read.reserveCapacity(chain.count)
    for der in chain {
      do throws(DERError) { read.append(try Certificate(der: der)) } catch {
        throw TLSError(
          .certificate(.unreadable, depth: read.count, subject: []), peer: peer)
      }
    }
    guard let endEntity = read.first else {
      throw TLSError(.certificateRequired, peer: peer)
    }
    if !context.reenactment.believesKeysInCertificates
      || !context.trust.trustedKeys.contains([UInt8](endEntity.subjectPublicKeyInfo))
    {
      do throws(PathFailure) {
        try context.trust.judge(
          endEntity, through: Array(read.dropFirst()), stapled: stapled,
          as: peer, at: Time(secondsSince1970: date), using: Crypto.self)
      } catch { throw TLSError(error, of: read, peer: peer) }
    }
    self = .certificate(endEntity)
  }

  /// A bare public key, in DER, is believed if it is one of those that we know.
  //= rfc7250#6
  //# The fundamental security requirement is that the
  //# client binds the raw public key to an identity by some out-of-band
  init<Crypto: CryptoProvider>(
    rawPublicKey der: [UInt8], _ context: TLSContext<Crypto>
  ) throws(TLSError) {
    let peer = context.role.peer
    guard context.trust.trustedKeys.contains(der) else {
      throw TLSError(.certificate(.unknownIssuer, depth: 0, subject: []), peer: peer)
    }
    do throws(DERError) { self = .bareKey(try SubjectPublicKeyInfo(der: der)) } catch {
      throw TLSError(.certificate(.unreadable, depth: 0, subject: []), peer: peer)
    }
  }
}

extension PeerTrust {
  /// Looks for a path from the peer's certificate to one of our roots.
  func judge<Crypto: CryptoProvider>(
    _ endEntity: Certificate, through others: [Certificate], stapled: [UInt8],
    as peer: TLSRole, at time: Time, using crypto: Crypto.Type
  ) throws(PathFailure) {
    var revocation = revocation
    if !stapled.isEmpty, let response = try? OCSPResponse(der: stapled) {
      revocation.answers.append(OCSPAnswer(response))
    }
    switch peer {
    case .client:
      _ = try TrustAnchors<DevicePeer>(roots).validate(
        device: endEntity, through: others, at: time, revocation: revocation,
        using: crypto)
    case .server:
      guard let name else { throw PathFailure(rule: .otherName, certificate: 0) }
      _ = try TrustAnchors<ServerPeer>(roots).validate(
        server: endEntity, named: name, through: others, at: time,
        revocation: revocation, using: crypto)
    }
  }
}
