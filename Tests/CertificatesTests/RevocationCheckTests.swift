// SPDX-License-Identifier: Apache-2.0
import Certificates
import OpenSSLBackend
import Primitives
import TestSupport
import Testing

/// Lists that are good but for one thing, each refused for that thing.
struct RevocationCheckTests {
  @Test(arguments: SignatureCheckTests.providers)
  func whoIsOnTheList(provider: Provider) throws { try whoIsOnTheList(provider.type) }

  private func whoIsOnTheList<Crypto: CryptoProvider>(_ crypto: Crypto.Type) throws {
    let pki = try RevocationPKI(crypto)
    let lists = [try pki.list([pki.issuing.revoked()]), try pki.rootList()]
    // The serial number of another issuer's certificate means nothing.
    _ = try pki.validate(RevocationPolicy(.everybody, lists: lists))
    #expect(
      failure(pki, RevocationPolicy(.everybody, lists: [try pki.list([pki.server.revoked()])]))
        == PathFailure(rule: .revocationUnknown(.noEvidence), certificate: 1))
    let revoked = [try pki.list([pki.server.revoked(.superseded)]), try pki.rootList()]
    let revocation = Revocation(date: moment, reason: .superseded)
    for demand in [RevocationDemand.everybody, .endEntity, .ifKnown] {
      #expect(
        failure(pki, RevocationPolicy(demand, lists: revoked))
          == PathFailure(rule: .revoked(revocation), certificate: 0))
    }
    _ = try pki.validate(RevocationPolicy(.notAsked, lists: revoked))
    let above = [try pki.list(), try pki.rootList([pki.issuing.revoked(nil)])]
    for demand in [RevocationDemand.everybody, .endEntity, .ifKnown] {
      #expect(
        failure(pki, RevocationPolicy(demand, lists: above))
          == PathFailure(rule: .revoked(Revocation(date: moment)), certificate: 1))
    }
  }

  @Test func whoHasToBeKnown() throws {
    let pki = try RevocationPKI(OpenSSLCrypto.self)
    _ = try pki.validate(RevocationPolicy())
    _ = try pki.validate(RevocationPolicy(.ifKnown))
    expect(pki, [], .noEvidence)
    _ = try pki.validate(RevocationPolicy(.endEntity, lists: [try pki.list()]))
    #expect(
      failure(pki, RevocationPolicy(.everybody, lists: [try pki.rootList()]))
        == PathFailure(rule: .revocationUnknown(.noEvidence), certificate: 0))
  }

  @Test func times() throws {
    let pki = try RevocationPKI(OpenSSLCrypto.self)
    let list = try pki.list()
    let policy = RevocationPolicy(.endEntity, lists: [list])
    for (later, fault) in [
      (-301, RevocationFault.notYetValid), (-300, nil), (0, nil), (86_400, nil), (86_401, .stale),
    ] as [(Int64, RevocationFault?)] {
      let found = failure(pki, policy, at: seconds(moment, plus: later))
      #expect(found?.rule == fault.map { .revocationUnknown($0) }, "\(later)")
    }
    // One that does not say when it ends is good for an hour.
    var parts = parts(pki)
    parts.nextUpdate = []
    let endless = try signed(parts, pki)
    let begin = Time(secondsSince1970: 1_699_920_000)
    for (later, fault) in [(3600, nil), (3601, .stale)] as [(Int64, RevocationFault?)] {
      let found = failure(
        pki, RevocationPolicy(.endEntity, lists: [endless]), at: seconds(begin, plus: later))
      #expect(found?.rule == fault.map { .revocationUnknown($0) }, "\(later)")
    }
  }

  @Test(arguments: SignatureCheckTests.providers)
  func whoseList(provider: Provider) throws { try whoseList(provider.type) }

  private func whoseList<Crypto: CryptoProvider>(_ crypto: Crypto.Type) throws {
    let pki = try RevocationPKI(crypto)
    // Of another authority, and of one that has only taken the name.
    expect(pki, [try RevocationPKI(crypto, name: "Other").list()], .noEvidence)
    expect(pki, [try pki.rootList()], .noEvidence)
    let impostor = try RevocationPKI(crypto)
    expect(pki, [try impostor.list()], .signature(.otherKey))
    expect(
      pki, [try signed(parts(pki), pki, by: impostor.issuingKey)],
      .signature(.crypto(.invalidSignature)))
    // The server may not sign lists about itself, with whatever name.
    var der = try pki.list().der
    der[der.count - 3] ^= 1
    expect(pki, [try RevocationList(der: der)], .signature(.crypto(.invalidSignature)))
  }

  //= rfc5280#6.3.3
  //# If a key usage extension is present in the CRL issuer's
  //# certificate, verify that the cRLSign bit is set.
  @Test func aKeyThatMayNotSignLists() throws {
    let pki = try RevocationPKI(OpenSSLCrypto.self)
    // keyCertSign alone, in place of both.
    let issuing = try Certificate(
      der: resigned(pki.issuing.der, hex("03020106"), hex("03020204"), by: pki.rootKey))
    #expect(issuing.extensions.keyUsage == .keyCertSign)
    let found = failure(
      pki, RevocationPolicy(.endEntity, lists: [try pki.list()]), issuing: issuing)
    #expect(found?.rule == .revocationUnknown(.keyMayNotSignLists))
  }

  /// An authority may have a key for its lists alone.
  @Test(arguments: SignatureCheckTests.providers)
  func anotherKeyOfTheIssuer(provider: Provider) throws { try anotherKey(provider.type) }

  private func anotherKey<Crypto: CryptoProvider>(_ crypto: Crypto.Type) throws {
    let pki = try RevocationPKI(crypto)
    let secret = newSecret()
    let key = try point(of: secret, crypto)
    let signer = try pki.certifyByRoot("Issuing", key)
    let list = try signed(parts(pki), pki, by: secret)
    func found(_ others: [Certificate], _ lists: [RevocationList]) -> PathRule? {
      failure(pki, RevocationPolicy(.endEntity, lists: lists), others: others)?.rule
    }
    // Whoever signs lists can be revoked as well.
    #expect(found([signer], [list, try pki.rootList()]) == nil)
    #expect(found([signer], [list]) == .revocationUnknown(.signerMayBeRevoked))
    #expect(
      found([signer], [list, try pki.rootList([signer.revoked()])])
        == .revocationUnknown(.signerMayBeRevoked))
    #expect(
      found([], [list, try pki.rootList()])
        == .revocationUnknown(.signature(.crypto(.invalidSignature))))
    // One of the same name from elsewhere.
    let elsewhere = try RevocationPKI(crypto).certifyByRoot("Issuing", key)
    #expect(
      found([elsewhere], [list, try pki.rootList()])
        == .revocationUnknown(.signature(.crypto(.invalidSignature))))
  }

  //= rfc5280#5.2
  //# If a CRL contains a critical extension
  //# that the application cannot process, then the application MUST NOT
  //# use that CRL to determine the status of certificates.
  @Test func whatWeDoNotKnow() throws {
    let pki = try RevocationPKI(OpenSSLCrypto.self)
    for critical in [false, true] {
      let fault: RevocationFault? = critical ? .unknownCriticalExtension : nil
      var parts = parts(pki)
      parts.extensions = [ListParts.with("2a03", critical: critical, hex("0500"))]
      expect(pki, [try signed(parts, pki)], fault)
      parts.extensions = []
      parts.entries = [
        ListParts.entry([5], ListParts.with("2a03", critical: critical, hex("0500")))
      ]
      expect(pki, [try signed(parts, pki)], fault)
    }
    var delta = parts(pki)
    delta.extensions = [ListParts.with("551d1b", critical: true, hex("020101"))]
    expect(pki, [try signed(delta, pki)], .onlyChanges)
    var indirect = parts(pki)
    indirect.extensions = [ListParts.distribution(hex("8401ff"))]
    expect(pki, [try signed(indirect, pki)], .indirect)
    indirect.extensions = []
    indirect.entries = [
      ListParts.entry(
        [5],
        ListParts.with("551d1d", critical: true, tlv(0x30, tlv(0xa4, name(0x0c, [0x41])))))
    ]
    expect(pki, [try signed(indirect, pki)], .indirect)
  }

  @Test func listsForSomeOnly() throws {
    let pki = try RevocationPKI(OpenSSLCrypto.self)
    func list(_ fields: [UInt8]) throws -> RevocationList {
      var parts = parts(pki)
      parts.extensions = [ListParts.distribution(fields)]
      return try signed(parts, pki)
    }
    expect(pki, [try list(hex("8101ff"))], nil)  // onlyContainsUserCerts
    expect(pki, [try list(hex("8201ff"))], .otherKind)  // onlyContainsCACerts
    expect(pki, [try list(hex("8501ff"))], .otherKind)  // onlyContainsAttributeCerts
    // keyCompromise here, all others there.
    let (some, others) = (try list(hex("83020640")), try list(hex("8303073f80")))
    expect(pki, [some], .onlySomeReasons)
    expect(pki, [others, others], .onlySomeReasons)
    expect(pki, [some, others], nil)
    // One that is not good does not hide that something is missing.
    expect(pki, [some, try list(hex("8201ff"))], .onlySomeReasons)
  }

  @Test func placesOfLists() throws {
    let pki = try RevocationPKI(OpenSSLCrypto.self)
    let uri = { (text: String) in tlv(0x86, ascii(text)) }
    func list(_ choice: [UInt8]) throws -> RevocationList {
      var parts = parts(pki)
      parts.extensions = [ListParts.distribution(tlv(0xa0, choice))]
      return try signed(parts, pki)
    }
    func check(
      _ certificate: Certificate, _ list: RevocationList, _ fault: RevocationFault?,
      sourceLocation: SourceLocation = #_sourceLocation
    ) {
      let found = failure(pki, RevocationPolicy(.endEntity, lists: [list]), certificate)
      #expect(
        found?.rule == fault.map { .revocationUnknown($0) }, sourceLocation: sourceLocation)
    }
    let here = try list(tlv(0xa0, uri("http://a.example/1.crl"), uri("http://b.example/1.crl")))
    // A certificate that names no point is on the lists for its issuer's name.
    check(pki.server, here, .otherDistributionPoint)
    check(pki.server, try list(tlv(0xa0, tlv(0xa4, name(0x0c, ascii("ISSUING"))))), nil)

    var details = CertificateDetails()
    details.revocation = .at(lists: [URI(ascii("http://b.example/1.crl"))], responders: [])
    let named = try pki.certify(
      .server([.dns(ascii("a.example"))]), "a", publicKey(OpenSSLCrypto.newKey()),
      details: details)
    #expect(copied(named.revocationList) == ascii("http://b.example/1.crl"))
    check(named, here, nil)
    check(named, try list(tlv(0xa0, uri("http://b.example/2.crl"))), .otherDistributionPoint)
    check(named, try pki.list(), nil)

    // The same point by its whole name, and by its name below the issuer's.
    let part = hex("300806035504030c0141")  // CN=A
    let whole = tlv(
      0x30, tlv(0x31, tlv(0x30, hex("0603550403"), tlv(0x0c, ascii("Issuing")))),
      tlv(0x31, part))
    let (full, relative) = (tlv(0xa0, tlv(0xa4, whole)), tlv(0xa1, part))
    for choice in [full, relative] {
      let certificate = try withPoints(pki, tlv(0x30, tlv(0xa0, choice)))
      check(certificate, try list(full), nil)
      check(certificate, try list(relative), nil)
      check(
        certificate, try list(tlv(0xa1, hex("300806035504030c0142"))), .otherDistributionPoint)
    }
    // A point for some reasons, and one whose list somebody else signs.
    let some = try withPoints(pki, tlv(0x30, tlv(0xa0, full), hex("81020640")))
    check(some, try list(full), .onlySomeReasons)
    let elsewhere = try withPoints(
      pki, tlv(0x30, tlv(0xa0, full), tlv(0xa2, tlv(0xa4, name(0x0c, ascii("X"))))))
    check(elsewhere, try list(full), .otherDistributionPoint)
  }

  /// It says that nobody will ever revoke it (RFC 9608).
  @Test func aCertificateThatEndsSoonEnough() throws {
    let pki = try RevocationPKI(OpenSSLCrypto.self)
    var details = CertificateDetails()
    details.revocation = .unavailable
    let short = try pki.certify(
      .server([.dns(ascii("a.example"))]), "a", publicKey(OpenSSLCrypto.newKey()),
      details: details)
    #expect(short.extensions.hasNoRevocation)
    #expect(failure(pki, RevocationPolicy(.endEntity), short) == nil)
    #expect(
      failure(pki, RevocationPolicy(.everybody), short)
        == PathFailure(rule: .revocationUnknown(.noEvidence), certificate: 1))
  }

  /// However many bad lists there are, the search ends.
  @Test func tooManyLists() throws {
    let pki = try RevocationPKI(OpenSSLCrypto.self)
    let bad = try signed(parts(pki), pki, by: RevocationPKI(OpenSSLCrypto.self).issuingKey)
    let lists = [RevocationList](repeating: bad, count: 100) + [try pki.list()]
    expect(pki, lists, .tooMuch)
    #expect(
      failure(pki, RevocationPolicy(.ifKnown, lists: lists))
        == PathFailure(rule: .revocationUnknown(.tooMuch), certificate: 0))
  }

  @Test(arguments: [
    RevocationFault.noEvidence, .notYetValid, .stale, .signature(.brokenHash),
    .malformed(DERError(.empty, "Extensions", at: 7)), .unknownCriticalExtension, .tooMuch,
    .keyMayNotSignLists, .signerMayBeRevoked, .indirect, .onlyChanges, .otherKind,
    .otherDistributionPoint, .onlySomeReasons, .refused(.tryLater), .otherCertificate,
    .unknownToResponder, .otherResponder, .responderMayBeRevoked, .otherNonce,
  ])
  func aFaultNamesItsSectionAndWhatWouldMendIt(_ fault: RevocationFault) {
    let said = PathFailure(rule: .revocationUnknown(fault), certificate: 0).description
    #expect(said.contains("may be revoked: "))
    #expect(said.contains("; "))
    #expect(said.hasSuffix("(\(fault.section))"))
    #expect("\(fault.section)".contains("RFC "))
  }

  @Test(arguments: RevocationReason.allCases)
  func aReasonHasAName(_ reason: RevocationReason) {
    let failure = PathFailure(
      rule: .revoked(Revocation(date: moment, reason: reason)), certificate: 0)
    #expect(failure.description.contains("is revoked (\(reason.name))"))
    #expect("\(reason)" == "\(reason.name)")
  }

  // MARK: Parts

  private func parts<Crypto>(_ pki: RevocationPKI<Crypto>) -> ListParts {
    ListParts(issuer: pki.issuing.name)
  }

  private func signed<Crypto>(
    _ parts: ListParts, _ pki: RevocationPKI<Crypto>, by key: [UInt8]? = nil
  ) throws -> RevocationList {
    try RevocationList(
      der: RevocationPKI<Crypto>.signed(parts.toBeSigned, by: key ?? pki.issuingKey))
  }

  private func expect<Crypto>(
    _ pki: RevocationPKI<Crypto>, _ lists: [RevocationList], _ fault: RevocationFault?,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let found = failure(pki, RevocationPolicy(.endEntity, lists: lists))
    #expect(
      found == fault.map { PathFailure(rule: .revocationUnknown($0), certificate: 0) },
      sourceLocation: sourceLocation)
  }

  /// The server's certificate with one distribution point more.
  private func withPoints(
    _ pki: RevocationPKI<OpenSSLCrypto>, _ points: [UInt8]
  ) throws -> Certificate {
    var parts = Parts()
    parts.issuer = pki.issuing.name
    parts.validity = tlv(
      0x30, tlv(0x17, ascii("200101000000Z")), tlv(0x17, ascii("300101000000Z")))
    parts.extensions = [
      Parts.basicConstraints, ListParts.with("551d1f", tlv(0x30, points)),
    ]
    return try Certificate(
      der: RevocationPKI<OpenSSLCrypto>.signed(parts.toBeSigned, by: pki.issuingKey))
  }
}

func failure<Crypto>(
  _ pki: RevocationPKI<Crypto>, _ policy: RevocationPolicy, _ endEntity: Certificate? = nil,
  others: [Certificate] = [], issuing: Certificate? = nil, at time: Time = moment
) -> PathFailure? {
  do throws(PathFailure) {
    _ = try pki.validate(policy, of: endEntity, others: others, issuing: issuing, at: time)
    return nil
  } catch { return error }
}

/// A certificate in which some bytes were exchanged, signed anew.
func resigned(
  _ der: [UInt8], _ old: [UInt8], _ new: [UInt8], by key: [UInt8]
) throws -> [UInt8] {
  let (_, content) = try #require(untlv(der))
  var toBeSigned = Array(content.prefix(4 + Int(content[2]) << 8 + Int(content[3])))
  let place = try #require(toBeSigned.firstRange(of: old))
  toBeSigned.replaceSubrange(place, with: new)
  return try RevocationPKI<OpenSSLCrypto>.signed(toBeSigned, by: key)
}
