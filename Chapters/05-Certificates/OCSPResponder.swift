import Identity
import Primitives
import Wire

/// Answers, for an authority, which of its certificates are revoked (RFC 6960, 4.2).
public struct OCSPResponder<
  Crypto: CryptoProvider, Key: SigningKey & ~Copyable
>: ~Copyable {
  private let issuer: Certificate
  private let own: Certificate
  private var key: Key
  /// Whether answers say the responder's name, which is longer, and not its key's hash.
  public var isByName = false
  /// No question may be about more certificates.
  public var maximumRequests = 16

  /// For certificates of `issuer`. The key is the issuer's own, or that of `delegate`,
  /// which the issuer has certified for this.
  public init(
    for issuer: Certificate, as delegate: Certificate? = nil,
    key: consuming Key
  ) throws(X509Error) {
    let publicKey: [UInt8]
    do throws(KeyStoreError) { publicKey = try key.publicKey() } catch {
      throw X509Error(error)
    }
    var own = issuer
    if let delegate { own = delegate }
    guard isEqual(publicKey.span, own.publicKey) else { throw .publicKeyMismatch }
    if let delegate, !delegate.mayAnswer { throw .mayNotAnswer }
    self.issuer = issuer
    self.own = own
    self.key = key
  }

  /// The response to whatever came in. `lookUp` is given serial numbers.
  public mutating func answer(
    _ question: [UInt8], at time: Time, nextUpdate: Time?,
    lookUp: (Span<UInt8>) -> KnownStatus
  ) -> [UInt8] {
    let request: OCSPRequest
    do throws(DERError) { request = try OCSPRequest(der: question) } catch {
      return refusal(.malformedRequest)
    }
    if request.hasUnknownCritical { return refusal(.malformedRequest) }
    let answers: AnswerList
    do throws(X509Error) { answers = try answerList(request, lookUp) } catch {
      return refusal(.internalError)
    }
    if let status = answers.refusal { return refusal(status) }
    do throws(X509Error) {
      return try signed(answers, request, at: time, nextUpdate)
    } catch { return refusal(.internalError) }
  }

  /// What is known of each certificate that was asked about, in their order.
  private func answerList(
    _ request: OCSPRequest, _ lookUp: (Span<UInt8>) -> KnownStatus
  ) throws(X509Error) -> AnswerList {
    var list = AnswerList()
    var known = false
    do throws(CryptoError) {
      let hashes = [
        try IssuerHashes(of: issuer, .sha1, using: Crypto.self),
        try IssuerHashes(of: issuer, .sha256, using: Crypto.self),
      ]
      var reader = DERReader(request.list)
      while !reader.isEmpty {
        guard list.statuses.count < maximumRequests else {
          return AnswerList(refusal: .malformedRequest)
        }
        guard let id = try? reader.request() else {
          return AnswerList(refusal: .malformedRequest)
        }
        guard id.isIssued(by: hashes[0]) || id.isIssued(by: hashes[1]) else {
          list.statuses.append(.unknown)
          continue
        }
        known = true
        switch lookUp(id.serialNumber) {
        case .good: list.statuses.append(.good)
        case .revoked(let revocation): list.statuses.append(.revoked(revocation))
        case .neverIssued: list.statuses.append(.unknown)
        case .unavailable: return AnswerList(refusal: .tryLater)
        }
      }
    } catch { throw .crypto(error) }
    return known ? list : AnswerList(refusal: .unauthorized)
  }

  private mutating func signed(
    _ answers: AnswerList, _ request: OCSPRequest, at time: Time, _ nextUpdate: Time?
  ) throws(X509Error) -> [UInt8] {
    let room = 1024 + own.der.count + request.der.count + 96 * answers.statuses.count
    return try [UInt8](capacity: room) { out throws(X509Error) in
      let outer: [OpenValue]
      do throws(WireError) { outer = try out.openResponse() } catch {
        throw .encoding(error)
      }
      let (byName, own, isOwn) = (isByName, own, own == issuer)
      try out.signed(by: &key, "BasicOCSPResponse") { out throws(WireError) in
        try out.sequence("tbsResponseData") { out throws(WireError) in
          try out.responderID(own, byName: byName)
          try out.generalizedTime(time, "producedAt")
          try out.sequence("responses") { out throws(WireError) in
            var reader = DERReader(request.list)
            for status in answers.statuses {
              guard let id = try? reader.request() else { continue }
              try out.singleResponse(id, status, time, nextUpdate)
            }
          }
          if let nonce = request.nonce { try out.nonce(nonce, .explicit(1)) }
        }
      } then: { out throws(WireError) in
        if isOwn { return }
        try out.constructed(.explicit(0), "certs") { out throws(WireError) in
          try out.sequence("certs") { out throws(WireError) in
            try out.write(bytes: own.der.span, "Certificate")
          }
        }
      }
      do throws(WireError) {
        for value in outer.reversed() { try out.close(value) }
      } catch { throw .encoding(error) }
    }
  }

  /// One without an answer, which nobody signs.
  private func refusal(_ status: OCSPStatus) -> [UInt8] {
    [0x30, 0x03, 0x0a, 0x01, status.rawValue]
  }
}

/// What an authority knows of one of its serial numbers.
public enum KnownStatus: Equatable, Sendable {
  case good
  case revoked(Revocation)
  case neverIssued
  /// Not now: ask later.
  case unavailable
}

/// What is to be answered, or why not.
private struct AnswerList {
  var statuses: [AnsweredStatus] = []
  var refusal: OCSPStatus?
}
