// SPDX-License-Identifier: Apache-2.0
import Certificates
import OpenSSLBackend
import Primitives
import TestSupport
import Testing

/// Answers that are good but for one thing, each refused for that thing.
struct OCSPTests {
  @Test(arguments: SignatureCheckTests.providers, [NameHash.sha1, .sha256])
  func askedAndAnswered(provider: Provider, hash: NameHash) throws {
    try askedAndAnswered(provider.type, hash)
  }

  private func askedAndAnswered<Crypto: CryptoProvider>(
    _ crypto: Crypto.Type, _ hash: NameHash
  ) throws {
    let pki = try RevocationPKI(crypto)
    let nonce = [UInt8](0..<32)
    let question = try OCSPRequest.asking(
      about: pki.server, issuer: pki.issuing, hash: hash, nonce: nonce, using: crypto)
    let request = try OCSPRequest(der: question)
    #expect(copied(request.nonce) == nonce)
    for isByName in [false, true] {
      var responder = try pki.responder()
      responder.isByName = isByName
      var asked: [[UInt8]] = []
      let answer = try OCSPResponse(
        der: responder.answer(question, at: moment, nextUpdate: seconds(moment, plus: 60)) {
          asked.append(array($0))
          return .good
        })
      #expect(asked == [pki.server.serial])
      #expect(answer.status == .successful)
      #expect(answer.producedAt == moment)
      #expect(answer.signatureAlgorithm == .ecdsa(.sha256))
      #expect(copied(answer.nonce) == nonce)
      #expect(failure(pki, policy(answer, nonce)) == nil)
    }
  }

  @Test func whatIsKnown() throws {
    let pki = try RevocationPKI(OpenSSLCrypto.self)
    let date = seconds(moment, plus: -100)
    for reason in [nil, RevocationReason.keyCompromise, .certificateHold] {
      let revocation = Revocation(date: date, reason: reason)
      let answer = try answered(pki) { _ in .revoked(revocation) }
      #expect(failure(pki, policy(answer))?.rule == .revoked(revocation))
      // A list that says otherwise does not help.
      var both = policy(answer)
      both.lists = [try pki.list()]
      #expect(failure(pki, both)?.rule == .revoked(revocation))
    }
    let unknown = try answered(pki) { _ in .neverIssued }
    expect(pki, policy(unknown), .unknownToResponder)
    var helped = policy(unknown)
    helped.lists = [try pki.list()]
    #expect(failure(pki, helped) == nil)
  }

  //= rfc6960#4.2.1
  //= type=test
  //# If the value of responseStatus is one of the error conditions, the responseBytes field is not
  //# set.
  @Test func whatIsNotAnswered() throws {
    let pki = try RevocationPKI(OpenSSLCrypto.self)
    let other = try RevocationPKI(OpenSSLCrypto.self)
    func status(_ question: [UInt8], maximum: Int = 16) throws -> OCSPStatus {
      var responder = try pki.responder()
      responder.maximumRequests = maximum
      let answer = responder.answer(question, at: moment, nextUpdate: nil) { _ in .good }
      let response = try OCSPResponse(der: answer)
      if response.status != .successful {
        #expect(answer == [0x30, 3, 0x0a, 1, response.status.rawValue])
        expect(pki, policy(response), .refused(response.status))
      }
      return response.status
    }
    let question = try asking(pki)
    #expect(try status(question) == .successful)
    #expect(try status(question, maximum: 0) == .malformedRequest)
    #expect(try status(asking(other)) == .unauthorized)
    for count in question.indices {
      #expect(try status(Array(question.prefix(count))) == .malformedRequest)
    }
    #expect(try status([]) == .malformedRequest)
    #expect(try status(question + [0]) == .malformedRequest)
    let busy = try answered(pki) { _ in .unavailable }
    expect(pki, policy(busy), .refused(.tryLater))
    // A time that the form cannot hold is our own fault.
    var responder = try pki.responder()
    let late = responder.answer(
      question, at: Time(secondsSince1970: .max), nextUpdate: nil
    ) { _ in .good }
    #expect(try OCSPResponse(der: late).status == .internalError)
  }

  @Test func severalInOneQuestion() throws {
    let pki = try RevocationPKI(OpenSSLCrypto.self)
    let other = try RevocationPKI(OpenSSLCrypto.self)
    let second = try pki.certify(
      .server([.dns(ascii("b.example"))]), "b", publicKey(OpenSSLCrypto.newKey()))
    let requests = try [(pki, pki.server), (other, other.server), (pki, second)].map {
      // OCSPRequest, tbsRequest, requestList, Request.
      let question = try OCSPRequest.asking(
        about: $0.1, issuer: $0.0.issuing, using: OpenSSLCrypto.self)
      return try inner(inner(inner(question)))
    }
    let question = tlv(0x30, tlv(0x30, tlv(0x30, requests.flatMap { $0 })))
    var responder = try pki.responder()
    let answer = try OCSPResponse(
      der: responder.answer(question, at: moment, nextUpdate: seconds(moment, plus: 60)) {
        array($0) == array(second.serialNumber)
          ? .revoked(Revocation(date: moment, reason: .superseded)) : .good
      })
    #expect(failure(pki, policy(answer)) == nil)
    #expect(
      failure(pki, policy(answer), second)?.rule
        == .revoked(Revocation(date: moment, reason: .superseded)))
  }

  @Test func anAnswerAboutAnother() throws {
    let pki = try RevocationPKI(OpenSSLCrypto.self)
    let second = try pki.certify(
      .server([.dns(ascii("b.example"))]), "b", publicKey(OpenSSLCrypto.newKey()))
    expect(pki, policy(try answered(pki)), .otherCertificate, second)
    // The same serial number, issued by another of the same name.
    let other = try RevocationPKI(OpenSSLCrypto.self)
    #expect(other.server.serial == pki.server.serial)
    expect(pki, policy(try answered(other)), .otherCertificate)
    // Among several answers the right one is found.
    var all = policy(try answered(other))
    all.answers.append(OCSPAnswer(try answered(pki)))
    #expect(failure(pki, all) == nil)
    all.answers.reverse()
    #expect(failure(pki, all) == nil)
  }

  /// RFC 9654, 2.1: 1 to 128 octets.
  @Test func nonces() throws {
    let pki = try RevocationPKI(OpenSSLCrypto.self)
    let (first, second) = ([UInt8](repeating: 1, count: 32), [UInt8](repeating: 2, count: 32))
    let answer = try answered(pki, nonce: first)
    #expect(failure(pki, policy(answer, first)) == nil)
    expect(pki, policy(answer, second), .otherNonce)  // a replay
    expect(pki, policy(try answered(pki), first), .otherNonce)
    // Whoever has not asked is content with one for somebody else.
    #expect(failure(pki, policy(answer)) == nil)
    for count in [1, 128] {
      _ = try asking(pki, nonce: [UInt8](repeating: 7, count: count))
    }
    for count in [0, 129] {
      #expect(throws: X509Error.self) {
        try asking(pki, nonce: [UInt8](repeating: 7, count: count))
      }
    }
  }

  @Test func times() throws {
    let pki = try RevocationPKI(OpenSSLCrypto.self)
    let answer = try answered(pki)
    for (later, fault) in [
      (-301, RevocationFault.notYetValid), (-300, nil), (60, nil), (61, .stale),
    ] as [(Int64, RevocationFault?)] {
      expect(pki, policy(answer), fault, at: seconds(moment, plus: later))
    }
    let endless = try answered(pki, nextUpdate: nil)
    for (later, fault) in [(3600, nil), (3601, .stale)] as [(Int64, RevocationFault?)] {
      expect(pki, policy(endless), fault, at: seconds(moment, plus: later))
    }
  }

  @Test(arguments: SignatureCheckTests.providers)
  func someoneWhoAnswersForTheIssuer(provider: Provider) throws { try delegated(provider.type) }

  private func delegated<Crypto: CryptoProvider>(_ crypto: Crypto.Type) throws {
    let pki = try RevocationPKI(crypto)
    let secret = newSecret()
    let key = try point(of: secret, crypto)
    let delegate = try pki.certify(.ocspResponder, "Responder", key)
    #expect(delegate.extensions.isOCSPNoCheck)
    for isByName in [false, true] {
      var responder = try pki.responder(as: delegate, key: secret)
      responder.isByName = isByName
      expect(pki, policy(try answered(pki, by: &responder)), nil)
    }
    // Its validity and its issuer count.
    let past = try Certificate(
      der: resigned(delegate.der, ascii("20961002"), ascii("20201002"), by: pki.issuingKey))
    #expect(past.validity.notAfter < moment)
    var old = try pki.responder(as: past, key: secret)
    expect(pki, policy(try answered(pki, by: &old)), .otherResponder)
    let elsewhere = try RevocationPKI(crypto).certify(.ocspResponder, "Responder", key)
    var responder = try pki.responder(as: elsewhere, key: secret)
    expect(pki, policy(try answered(pki, by: &responder)), .otherResponder)
    // The right certificate, and a signature of somebody else.
    responder = try pki.responder(as: delegate, key: secret)
    let forged = with(
      [delegate], in: try answered(pki, by: &responder), signature: pki.server.seal)
    expect(pki, policy(forged), .signature(.crypto(.invalidSignature)))
  }

  //= rfc6960#4.2.2.2
  //# Systems or applications that rely on OCSP responses MUST be capable
  //# of detecting and enforcing the use of the id-kp-OCSPSigning value as
  //# described above.
  @Test func someoneWhoMayNot() throws {
    let pki = try RevocationPKI(OpenSSLCrypto.self)
    let secret = newSecret()
    let key = try point(of: secret, OpenSSLCrypto.self)
    let device = try pki.certify(.server([.dns(ascii("c.example"))]), "c", key)
    #expect(throws: X509Error.mayNotAnswer) { _ = try pki.responder(as: device, key: secret) }
    #expect(throws: X509Error.publicKeyMismatch) {
      _ = try pki.responder(as: device, key: pki.issuingKey)
    }
    #expect(throws: X509Error.publicKeyMismatch) { _ = try pki.responder(key: secret) }
    // A responder's answer, with the server's certificate of the same key beside it.
    let delegate = try pki.certify(.ocspResponder, "c", key)
    var responder = try pki.responder(as: delegate, key: secret)
    let answer = try answered(pki, by: &responder)
    expect(pki, policy(with([device], in: answer)), .otherResponder)
    expect(pki, policy(with([], in: answer)), .otherResponder)
    expect(pki, policy(with([device, delegate], in: answer)), nil)
    // For another purpose, and with a key that agrees and does not sign.
    for (old, new) in [
      ("0c300a06082b06010505070309", "0c300a06082b06010505070302"), ("03020780", "03020308"),
    ] {
      let spoilt = try Certificate(
        der: resigned(delegate.der, hex(old), hex(new), by: pki.issuingKey))
      expect(pki, policy(with([spoilt], in: answer)), .otherResponder)
    }
  }

  /// Without id-pkix-ocsp-nocheck a list has to say that the responder is not revoked.
  @Test func aResponderThatMayBeRevoked() throws {
    let pki = try RevocationPKI(OpenSSLCrypto.self)
    let secret = newSecret()
    let key = try point(of: secret, OpenSSLCrypto.self)
    var details = CertificateDetails()
    details.revocation = .at(lists: [URI(ascii("http://r.example/"))], responders: [])
    let noCheck = try pki.certify(.ocspResponder, "R", key, details: details)
    let delegate = try Certificate(
      der: resigned(
        noCheck.der, hex("2b060105050730010504020500"), hex("2b060105050730017f04020500"),
        by: pki.issuingKey))
    #expect(!delegate.extensions.isOCSPNoCheck)
    var responder = try pki.responder(as: delegate, key: secret)
    var all = policy(try answered(pki, by: &responder))
    expect(pki, all, .responderMayBeRevoked)
    for (revoked, fault) in [
      (nil, nil), (delegate, .responderMayBeRevoked),
    ] as [(Certificate?, RevocationFault?)] {
      // A list in which nobody stands but the responder.
      let list = ListParts(
        issuer: pki.issuing.name,
        entries: revoked.map { [ListParts.entry([0] + array($0.serialNumber))] },
        extensions: [
          ListParts.distribution(tlv(0xa0, tlv(0xa0, tlv(0x86, ascii("http://r.example/")))))
        ])
      all.lists = [
        try RevocationList(
          der: RevocationPKI<OpenSSLCrypto>.signed(list.toBeSigned, by: pki.issuingKey))
      ]
      expect(pki, all, fault)
    }
  }

  @Test func signatures() throws {
    let pki = try RevocationPKI(OpenSSLCrypto.self)
    var der = try answered(pki).der
    der[der.count - 3] ^= 1
    expect(
      pki, policy(try OCSPResponse(der: der)), .signature(.crypto(.invalidSignature)))
    // However many bad ones there are, the search ends.
    var many = RevocationPolicy(.endEntity)
    many.answers = [OCSPAnswer](repeating: OCSPAnswer(try OCSPResponse(der: der)), count: 100)
    many.answers.append(OCSPAnswer(try answered(pki)))
    expect(pki, many, .tooMuch)
  }

  @Test func cutOffAnywhere() throws {
    let pki = try RevocationPKI(OpenSSLCrypto.self)
    let der = try answered(pki, nonce: [1]).der
    for count in der.indices {
      #expect(throws: DERError.self) { try OCSPResponse(der: Array(der.prefix(count))) }
    }
    #expect(throws: DERError.self) { try OCSPResponse(der: der + [0]) }
  }

  /// No change makes a program fall, and none makes a good answer of it.
  @Test func changedAnywhere() throws {
    let pki = try RevocationPKI(OpenSSLCrypto.self)
    let revocation = Revocation(date: moment, reason: .keyCompromise)
    let answer = try answered(pki, nonce: [1]) { _ in .revoked(revocation) }
    #expect(failure(pki, policy(answer))?.rule == .revoked(revocation))
    let question = try asking(pki, nonce: [1])
    var random = SeededRandom(seed: 6960)
    var (read, refused) = (0, 0)
    for _ in 0..<3000 {
      var changed = answer.der
      for _ in 0..<Int.random(in: 1...3, using: &random) {
        changed[Int.random(in: changed.indices, using: &random)] = UInt8.random(
          in: 0...255, using: &random)
      }
      guard changed != answer.der else { continue }
      if let response = try? OCSPResponse(der: changed) {
        read += 1
        let rule = failure(pki, policy(response))?.rule
        #expect(rule != nil)
      } else {
        refused += 1
      }
      var asked = question
      asked[Int.random(in: asked.indices, using: &random)] = UInt8.random(
        in: 0...255, using: &random)
      var responder = try pki.responder()
      let back = responder.answer(asked, at: moment, nextUpdate: nil) { _ in .neverIssued }
      _ = try OCSPResponse(der: back)
    }
    #expect(read > 100 && refused > 100)
  }

  // MARK: Parts

  private func asking<Crypto>(
    _ pki: RevocationPKI<Crypto>, nonce: [UInt8]? = nil
  ) throws -> [UInt8] {
    try OCSPRequest.asking(
      about: pki.server, issuer: pki.issuing, nonce: nonce, using: Crypto.self)
  }

  private func answered<Crypto>(
    _ pki: RevocationPKI<Crypto>, nonce: [UInt8]? = nil,
    nextUpdate: Time? = seconds(moment, plus: 60),
    _ lookUp: (Span<UInt8>) -> KnownStatus = { _ in .good }
  ) throws -> OCSPResponse {
    var responder = try pki.responder()
    return try OCSPResponse(
      der: responder.answer(
        asking(pki, nonce: nonce), at: moment, nextUpdate: nextUpdate, lookUp: lookUp))
  }

  private func answered<Crypto>(
    _ pki: RevocationPKI<Crypto>, by responder: inout TestResponder<Crypto>
  ) throws -> OCSPResponse {
    let answer = responder.answer(
      try asking(pki), at: moment, nextUpdate: seconds(moment, plus: 60)
    ) { _ in .good }
    return try OCSPResponse(der: answer)
  }

  private func policy(_ answer: OCSPResponse, _ nonce: [UInt8]? = nil) -> RevocationPolicy {
    RevocationPolicy(.endEntity, answers: [OCSPAnswer(answer, nonce: nonce)])
  }

  private func expect<Crypto>(
    _ pki: RevocationPKI<Crypto>, _ policy: RevocationPolicy, _ fault: RevocationFault?,
    _ endEntity: Certificate? = nil, at time: Time = moment,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let found = failure(pki, policy, endEntity, at: time)
    #expect(
      found == fault.map { PathFailure(rule: .revocationUnknown($0), certificate: 0) },
      sourceLocation: sourceLocation)
  }

  /// The same answer with other certificates beside it.
  private func with(
    _ certificates: [Certificate], in answer: OCSPResponse, signature: [UInt8]? = nil
  ) -> OCSPResponse {
    let basic = tlv(
      0x30, array(answer.toBeSigned), ecdsaWithSHA256,
      tlv(0x03, [0], signature ?? array(answer.signature)),
      tlv(0xa0, tlv(0x30, certificates.flatMap(\.der))))
    let bytes = tlv(0x30, hex("06092b0601050507300101"), tlv(0x04, basic))
    guard let read = try? OCSPResponse(der: tlv(0x30, hex("0a0100"), tlv(0xa0, bytes))) else {
      Issue.record("not read")
      return answer
    }
    return read
  }

  private func inner(_ der: [UInt8]) throws -> [UInt8] { try #require(untlv(der)).1 }
}
