import Primitives
import Wire

/// Looks a certificate up in the answers of responders (RFC 6960, 3.2).
struct AnswerCheck {
  let policy: RevocationPolicy
  let time: Time
  let issuer: Certificate
  /// Who may sign the lists in which a responder's own certificate would stand.
  let signers: [Certificate]

  init(
    _ policy: RevocationPolicy, at time: Time, issuer: Certificate,
    signers: [Certificate]
  ) {
    self.policy = policy
    self.time = time
    self.issuer = issuer
    self.signers = signers
  }

  func find<Crypto: CryptoProvider>(
    _ certificate: Certificate, _ budget: inout SignatureBudget,
    using crypto: Crypto.Type
  ) -> RevocationFinding {
    var fault = RevocationFault.noEvidence
    var isGood = false
    for answer in policy.answers {
      do throws(RevocationFault) {
        switch try status(of: certificate, in: answer, &budget, using: crypto) {
        case .good: isGood = true
        case .revoked(let revocation): return .revoked(revocation)
        case .unknown: throw .unknownToResponder
        }
      } catch {
        if fault == .noEvidence || error != .otherCertificate { fault = error }
      }
    }
    return isGood ? .good : .unknown(fault)
  }

  /// What the answer says, if it is one to our question, from whom we asked, and of now.
  private func status<Crypto: CryptoProvider>(
    of certificate: Certificate, in answer: OCSPAnswer, _ budget: inout SignatureBudget,
    using crypto: Crypto.Type
  ) throws(RevocationFault) -> AnsweredStatus {
    let response = answer.response
    guard response.status == .successful else { throw .refused(response.status) }
    let status = try statusNow(of: certificate, in: response, using: crypto)
    if let nonce = answer.nonce {
      guard let found = response.nonce, isEqual(found, nonce.span) else {
        throw .otherNonce
      }
    }
    if response.hasUnknownCritical { throw .unknownCriticalExtension }
    try checkResponder(response, &budget, using: crypto)
    return status
  }

  /// The one that is about this certificate, if it is neither old nor of a time to come.
  private func statusNow<Crypto: CryptoProvider>(
    of certificate: Certificate, in response: OCSPResponse, using crypto: Crypto.Type
  ) throws(RevocationFault) -> AnsweredStatus {
    var reader = DERReader(response.answers)
    var (thisUpdate, nextUpdate): (Time?, Time?) = (nil, nil)
    var status = AnsweredStatus.unknown
    do throws(DERError) {
      while thisUpdate == nil, !reader.isEmpty {
        let single = try reader.singleResponse()
        guard isEqual(single.id.serialNumber, certificate.serialNumber),
          let hash = single.id.hash,
          let hashes = try? IssuerHashes(of: issuer, hash, using: crypto),
          single.id.isIssued(by: hashes), !single.hasUnknownCritical
        else { continue }
        status = single.status
        (thisUpdate, nextUpdate) = (single.thisUpdate, single.nextUpdate)
      }
    } catch { throw .malformed(error) }
    guard let thisUpdate else { throw .otherCertificate }
    try policy.check(thisUpdate, nextUpdate, at: time)
    return status
  }

  /// Returns only if the issuer has signed it, or one to whom it gave this task.
  private func checkResponder<Crypto: CryptoProvider>(
    _ response: OCSPResponse, _ budget: inout SignatureBudget, using crypto: Crypto.Type
  ) throws(RevocationFault) {
    if response.isFrom(issuer) {
      return try check(response, by: issuer, &budget, using: crypto)
    }
    var fault = RevocationFault.otherResponder
    var reader = DERReader(response.certificates)
    while !reader.isEmpty {
      do throws(RevocationFault) {
        let delegate = try reader.delegate()
        guard response.isFrom(delegate) else { continue }
        try checkDelegate(delegate, &budget, using: crypto)
        return try check(response, by: delegate, &budget, using: crypto)
      } catch { fault = error }
      if case .malformed = fault { break }
    }
    throw fault
  }

  private func check<Crypto: CryptoProvider>(
    _ response: OCSPResponse, by signer: Certificate, _ budget: inout SignatureBudget,
    using crypto: Crypto.Type
  ) throws(RevocationFault) {
    try budget.spend()
    do throws(SignatureFault) {
      try signer.check(
        response.signature, response.signatureAlgorithm, of: response.toBeSigned,
        using: crypto)
    } catch { throw .signature(error) }
  }

  //= rfc6960#4.2.2.2
  //# Systems or applications that rely on OCSP responses MUST be capable
  //# of detecting and enforcing the use of the id-kp-OCSPSigning value as
  //# described above.
  private func checkDelegate<Crypto: CryptoProvider>(
    _ delegate: Certificate, _ budget: inout SignatureBudget, using crypto: Crypto.Type
  ) throws(RevocationFault) {
    guard isSameName(delegate.issuer, issuer.subject), delegate.mayAnswer,
      delegate.checkValidity(at: time) == nil,
      delegate.checkCriticalExtensions() == nil
    else { throw .otherResponder }
    try budget.spend()
    do throws(SignatureFault) {
      try delegate.checkSignature(by: issuer, using: crypto)
    } catch { throw .otherResponder }
    if delegate.extensions.isOCSPNoCheck { return }
    var lists = ListCheck(policy, at: time, signers: signers)
    guard case .good = lists.find(delegate, &budget, using: crypto) else {
      throw .responderMayBeRevoked
    }
  }
}

extension OCSPResponse {
  /// Whether it says that it is from the holder of this certificate.
  fileprivate func isFrom(_ signer: Certificate) -> Bool {
    if !isByKey { return isSameName(responder, signer.subject) }
    let hash = sha1Name(of: signer.publicKey)
    return isEqual(responder, hash.span)
  }
}

extension Certificate {
  /// For id-kp-OCSPSigning by name, and with a key that signs. That it may be for any
  /// purpose is not enough.
  var mayAnswer: Bool {
    if let usage = extensions.keyUsage, !usage.contains(.digitalSignature) {
      return false
    }
    guard let purposes = extendedKeyUsage else { return false }
    var reader = DERReader(purposes)
    do throws(DERError) {
      var mayAnswer = false
      try reader.list("ExtKeyUsageSyntax") { reader throws(DERError) in
        let id = OIDCode(try reader.objectIdentifier("KeyPurposeId"))
        if id.value == 0x1_2b06_0105_0507_0309 { mayAnswer = true }
      }
      return mayAnswer
    } catch { return false }
  }
}

extension DERReader {
  fileprivate mutating func delegate() throws(RevocationFault) -> Certificate {
    do throws(DERError) {
      let element = try read(.sequence, "Certificate")
      return try Certificate(
        der: [UInt8](capacity: element.bytes.count) { out in
          for i in element.bytes.indices { out.append(element.bytes[i]) }
        })
    } catch { throw .malformed(error) }
  }
}
