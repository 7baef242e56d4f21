// SPDX-License-Identifier: Apache-2.0
import Certificates
import OpenSSLBackend
import Primitives
import TestSupport
import Testing
import Wire

private let hardware = HardwareModuleName(
  hwType: [1, 3, 6, 1, 4, 1, 32473, 7], hwSerialNum: hex("00ff5a"))

/// Of each kind one, below one root.
private final class Kinds {
  var ca: CertificateAuthority<OpenSSLCrypto>
  let root: [UInt8]
  let validity: Validity
  let always: Validity
  private var serial: UInt8 = 0

  init() throws {
    validity = try Validity(
      notBefore: Time(secondsSince1970: begins), notAfter: Time(secondsSince1970: ends))
    always = try Validity(notBefore: Time(secondsSince1970: begins), notAfter: .noExpiry)
    ca = try CertificateAuthority(name: rootName, key: OpenSSLCrypto.newKey())
    root = try ca.root(
      pathLength: 1, serialNumber: SerialNumber(random: hex("0102030405060708")),
      validity: always)
  }

  func issue(
    _ profile: Profile, _ subject: Name, publicKey: [UInt8] = basePoint,
    validity: Validity? = nil, details: CertificateDetails = CertificateDetails()
  ) throws -> [UInt8] {
    serial += 1
    return try ca.issue(
      profile, to: subject, publicKey: publicKey,
      serialNumber: SerialNumber(random: [9, 8, 7, 6, 5, 4, 3, serial]),
      validity: validity ?? self.validity, details: details)
  }
}

private func text(_ der: [UInt8]) throws -> String {
  try openssl(["x509", "-inform", "DER", "-noout", "-text"], input: der)
}

@Suite(.peer("openssl", package: "openssl"))
struct ProfileTests {
  /// For which of OpenSSL's purposes a chain to the root is good.
  private func purposes(
    _ der: [UInt8], root: [UInt8], at time: Int64 = now
  ) throws -> [String] {
    let folder = try TemporaryFolder()
    let anchor = try folder.write("root.pem", pem(.certificate, root.span))
    let file = try folder.write("one.pem", pem(.certificate, der.span))
    return try ["sslserver", "sslclient", "smimesign", "timestampsign"].filter {
      try complaint(["-attime", "\(time)", "-purpose", $0, "-CAfile", anchor, file]) == nil
    }
  }

  @Test func purposesStayApart() throws {
    let kinds = try Kinds()
    let serial = Name(commonName: ascii("d"), serialNumber: ascii("SN-1"))
    let person = Name(commonName: ascii("operator"))
    let all: [(Profile, Name, Validity?, [String])] = [
      (.server([.dns(ascii("a.example"))]), Name(), nil, ["sslserver"]),
      (.client, person, nil, ["sslclient"]),
      (.device, serial, nil, ["sslclient"]),
      (.initialDevice(hardware), serial, kinds.always, ["sslclient"]),
      (.localDevice(hardware), serial, nil, ["sslclient"]),
      (.ocspResponder, person, nil, []),
    ]
    for (profile, subject, validity, expected) in all {
      let der = try kinds.issue(profile, subject, validity: validity)
      #expect(try purposes(der, root: kinds.root) == expected, "\(profile)")
    }
  }

  /// The same by our own rules.
  @Test func purposesStayApartForUsToo() throws {
    let kinds = try Kinds()
    let root = try Certificate(der: kinds.root)
    func accepts(_ der: [UInt8], _ purpose: Purpose) throws -> PathRule? {
      let certificate = try Certificate(der: der)
      do throws(PathFailure) {
        _ = try ValidatedPath(
          from: certificate, through: [], to: [root],
          policy: PathPolicy(time: Time(secondsSince1970: now), purpose: purpose),
          using: OpenSSLCrypto.self)
        return nil
      } catch { return error.rule }
    }
    let device = try kinds.issue(.localDevice(hardware), Name(serialNumber: ascii("SN-1")))
    #expect(try accepts(device, .client) == nil)
    #expect(try accepts(device, .server) == .otherPurpose)
    let server = try kinds.issue(.server([.dns(ascii("a.example"))]), Name())
    #expect(try accepts(server, .server) == nil)
    #expect(try accepts(server, .client) == .otherPurpose)
    let responder = try kinds.issue(.ocspResponder, Name(commonName: ascii("r")))
    #expect(try accepts(responder, .server) == .otherPurpose)
    #expect(try accepts(responder, .client) == .otherPurpose)
  }

  @Test func aDeviceIsBornWithAnIdentityWithoutEnd() throws {
    let kinds = try Kinds()
    let name = Name(serialNumber: ascii("SN-1"))
    let der = try kinds.issue(.initialDevice(hardware), name, validity: kinds.always)
    let said = try text(der)
    for words in [
      "Not After : Dec 31 23:59:59 9999 GMT", "serialNumber = SN-1",
      "X509v3 Subject Alternative Name: \n                othername: 1.3.6.1.5.5.7.8.4::",
      "X509v3 Authority Key Identifier",
    ] { #expect(said.contains(words), "\(words) is not in\n\(said)") }
    let bytes = hex(
      """
      30 29 06 03 551d11 04 22 30 20
       a0 1e 06 08 2b06010505070804 a0 12 30 10
        06 09 2b0601040181fd5907 04 03 00ff5a
      """)
    #expect(der.contains(bytes), "\(hexString(der))")
    #expect(refused(kinds, .initialDevice(hardware), name) == .endOfDeviceIdentity)
    #expect(
      refused(kinds, .localDevice(hardware), name, validity: kinds.always)
        == .endOfDeviceIdentity)
    #expect(
      refused(kinds, .localDevice(hardware), Name(commonName: ascii("x"))) == .subjectHasNoName)
  }

  @Test func aResponderIsNotAskedAboutItself() throws {
    let kinds = try Kinds()
    let said = try text(try kinds.issue(.ocspResponder, Name(commonName: ascii("r"))))
    for words in [
      "X509v3 Extended Key Usage: \n                OCSP Signing\n", "OCSP No Check",
      "X509v3 Key Usage: critical\n                Digital Signature\n", "CA:FALSE",
    ] { #expect(said.contains(words), "\(words) is not in\n\(said)") }
  }

  @Test func detailsSayWhatElse() throws {
    let kinds = try Kinds()
    var details = CertificateDetails()
    details.policies = [[1, 3, 6, 1, 4, 1, 32473, 1], [2, 5, 29, 32, 0]]
    details.issuers = [URI(ascii("http://ca.example/root.der"))]
    details.revocation = .at(
      lists: [URI(ascii("http://ca.example/1.crl")), URI(ascii("http://ca.example/2.crl"))],
      responders: [URI(ascii("http://ocsp.example/"))])
    let der = try kinds.issue(.client, Name(commonName: ascii("c")), details: details)
    let said = try text(der)
    for words in [
      "Policy: 1.3.6.1.4.1.32473.1", "Policy: X509v3 Any Policy",
      "OCSP - URI:http://ocsp.example/", "CA Issuers - URI:http://ca.example/root.der",
      "Full Name:\n                  URI:http://ca.example/1.crl",
      "Full Name:\n                  URI:http://ca.example/2.crl",
    ] { #expect(said.contains(words), "\(words) is not in\n\(said)") }
    #expect(try purposes(der, root: kinds.root) == ["sslclient"])
    _ = try Certificate(der: der)
  }

  /// RFC 9608, 4: the value is a NULL and the extension is not critical.
  @Test func whatIsShortLivedSaysThatNobodyNeedsToAsk() throws {
    let kinds = try Kinds()
    var details = CertificateDetails()
    details.revocation = .unavailable
    let der = try kinds.issue(.client, Name(commonName: ascii("c")), details: details)
    #expect(der.contains(hex("30 09 06 03 551d38 04 02 0500")))
    #expect(try purposes(der, root: kinds.root) == ["sslclient"])
    #expect(
      refused(kinds, .authority(pathLength: 0), rootName, details: details)
        == .authorityCannotBeRevoked)
  }

  @Test(arguments: [
    "", "http", "http:", "://ca.example", "ca.example/root.crl", "http://ca.example/a b",
    "1http://ca.example", "http://ca.example/\0", "http://cä.example",
  ])
  func aPlaceHasASchemeAndNoBlanks(_ place: String) throws {
    let kinds = try Kinds()
    for kind in 0..<3 {
      var details = CertificateDetails()
      let uri = URI(Array(place.utf8))
      switch kind {
      case 0: details.issuers = [uri]
      case 1: details.revocation = .at(lists: [uri], responders: [])
      default: details.revocation = .at(lists: [], responders: [uri])
      }
      let error = refused(kinds, .client, Name(commonName: ascii("c")), details: details)
      guard case .encoding(let wire) = error else {
        Issue.record("\(place): \(String(describing: error))")
        continue
      }
      #expect(wire.field == "uniformResourceIdentifier")
    }
  }

  private func refused(
    _ kinds: Kinds, _ profile: Profile, _ subject: Name, validity: Validity? = nil,
    details: CertificateDetails = CertificateDetails()
  ) -> X509Error? {
    do {
      _ = try kinds.issue(profile, subject, validity: validity, details: details)
      return nil
    } catch { return error as? X509Error }
  }
}

/// Authorities that may not vouch for everybody, judged by OpenSSL and by ourselves.
@Suite(.peer("openssl", package: "openssl"))
struct ConfinedAuthorityTests {
  private struct Case: CustomTestStringConvertible {
    var what: String
    var constraints: NameConstraints
    var profile: Profile = .device
    var subject = Name()
    var accepted: Bool
    var testDescription: String { what }
  }

  private static let net: Subtree = .ip(address: [192, 0, 2, 0], mask: [255, 255, 255, 0])
  private static let things = Name(organization: ascii("Things"))
  private static let cases = [
    server("below", ["a.b.example"], .only([.dns(ascii("b.example"))]), true),
    server("itself", ["b.example"], .only([.dns(ascii("b.example"))]), true),
    server("beside", ["ab.example"], .only([.dns(ascii("b.example"))]), false),
    server(
      "excluded", ["x.b.example"],
      NameConstraints(permitted: [.dns(ascii("example"))], excluded: [.dns(ascii("b.example"))]),
      false),
    server(
      "one is outside", ["b.example", "c.example"], .only([.dns(ascii("b.example"))]), false),
    Case(
      what: "address within", constraints: .only([net]),
      profile: .server([.ip([192, 0, 2, 200])]), accepted: true),
    Case(
      what: "address without", constraints: .only([net]),
      profile: .server([.ip([192, 0, 3, 200])]), accepted: false),
    Case(
      what: "long address", constraints: .only([net]),
      profile: .server([.ip([UInt8](repeating: 1, count: 16))]), accepted: false),
    Case(
      what: "a host where only addresses are", constraints: .only([net]),
      profile: .server([.dns(ascii("b.example"))]), accepted: false),
    Case(
      what: "an address where only hosts are", constraints: .only([.dns(ascii("b.example"))]),
      profile: .server([.ip([192, 0, 2, 200])]), accepted: false),
    Case(
      what: "an address that nobody mentioned",
      constraints: NameConstraints(permitted: [.dns(ascii("b.example"))]),
      profile: .server([.ip([192, 0, 2, 200])]), accepted: true),
    Case(
      what: "directory within", constraints: .only([.directory(things)]),
      subject: Name(organization: ascii("Things"), serialNumber: ascii("1")), accepted: true),
    Case(
      what: "directory without", constraints: .only([.directory(things)]),
      subject: Name(organization: ascii("Others"), serialNumber: ascii("1")), accepted: false),
    Case(
      what: "directory excluded", constraints: NameConstraints(excluded: [.directory(things)]),
      subject: Name(organization: ascii("Things"), serialNumber: ascii("1")), accepted: false),
    Case(
      what: "mailboxes do not matter to a device",
      constraints: .only([.email(ascii("a@b.example")), .email(ascii(".example"))]),
      subject: Name(serialNumber: ascii("1")), accepted: true),
  ]

  private static func server(
    _ what: String, _ hosts: [String], _ constraints: NameConstraints, _ accepted: Bool
  ) -> Case {
    Case(
      what: what, constraints: constraints,
      profile: .server(hosts.map { .dns(Array($0.utf8)) }), accepted: accepted)
  }

  //= rfc5280#4.2.1.10
  //= type=test
  //# Conforming CAs MUST mark this extension as critical
  @Test(arguments: cases)
  private func vouchesWithinItsBoundsOnly(_ one: Case) throws {
    let kinds = try Kinds()
    let key = try OpenSSLCrypto.newKey()
    let name = Name(commonName: ascii("Confined"))
    let below = try kinds.issue(
      .confinedAuthority(pathLength: 0, one.constraints), name, publicKey: publicKey(key))
    var authority = try CertificateAuthority<OpenSSLCrypto>(
      certificate: Certificate(der: below), key: key)
    let leaf = try authority.issue(
      one.profile, to: one.subject, publicKey: basePoint,
      serialNumber: SerialNumber(random: hex("0102030405060708")), validity: kinds.validity)
    let folder = try TemporaryFolder()
    let root = kinds.root
    let said = try complaint([
      "-attime", "\(now)", "-CAfile",
      folder.write("root.pem", pem(.certificate, root.span)), "-untrusted",
      folder.write("below.pem", pem(.certificate, below.span)),
      folder.write("leaf.pem", pem(.certificate, leaf.span)),
    ])
    #expect((said == nil) == one.accepted, "\(said ?? "accepted")")
    if let said { #expect(said.contains("subtree violation")) }
    var rule: PathRule?
    let chain = try [leaf, below, kinds.root].map { try Certificate(der: $0) }
    do throws(PathFailure) {
      _ = try ValidatedPath(
        from: chain[0], through: [chain[1]], to: [chain[2]],
        policy: PathPolicy(
          time: Time(secondsSince1970: now), purpose: one.profile == .device ? .client : .server),
        using: OpenSSLCrypto.self)
    } catch { rule = error.rule }
    #expect(rule == (one.accepted ? nil : .nameNotPermitted))
    #expect(try text(below).contains("X509v3 Name Constraints: critical"))
  }

  //= rfc5280#4.2.1.10
  //= type=test
  //# Conforming CAs MUST NOT issue certificates where name constraints is an empty sequence.
  @Test(arguments: [
    NameConstraints(), NameConstraints(permitted: [.dns(ascii("a..b"))]),
    NameConstraints(permitted: [.dns(ascii(".example"))]),
    NameConstraints(permitted: [.ip(address: [1, 2, 3], mask: [255, 255, 255])]),
    NameConstraints(permitted: [.ip(address: [1, 2, 3, 0], mask: [255, 255, 255])]),
    NameConstraints(permitted: [.ip(address: [1, 2, 3, 4], mask: [255, 255, 255, 0])]),
    NameConstraints(permitted: [.ip(address: [1, 0, 3, 0], mask: [255, 0, 255, 0])]),
    NameConstraints(permitted: [.ip(address: [1, 2, 0, 0], mask: [255, 253, 0, 0])]),
    NameConstraints(excluded: [.email(ascii(""))]),
    NameConstraints(excluded: [.email(ascii("@example"))]),
    NameConstraints(excluded: [.email(ascii("a b@example"))]),
    NameConstraints(excluded: [.email(ascii("a@"))]),
    NameConstraints(excluded: [.email(ascii("a@.example"))]),
    NameConstraints(excluded: [.email(ascii("."))]),
    NameConstraints(
      excluded: [.directory(Name(commonName: [UInt8](repeating: 0x61, count: 65)))]),
  ])
  func boundsThatSayNothingAreRefused(_ constraints: NameConstraints) throws {
    let kinds = try Kinds()
    let error = #expect(throws: X509Error.self) {
      try kinds.issue(
        .confinedAuthority(pathLength: 0, constraints), Name(commonName: ascii("x")))
    }
    guard case .encoding(let wire) = error, case .invalid = wire.fault else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  /// However long the names, the array of its own is long enough.
  @Test func roomIsReckonedGenerously() throws {
    let kinds = try Kinds()
    let long = [UInt8](repeating: 0x61, count: 63)
    let host = long + [0x2e] + long + [0x2e] + long
    let name = Name(organization: long, commonName: long, serialNumber: long)
    let bounds = NameConstraints(
      permitted: [Subtree](repeating: .dns(host), count: 20)
        + [Subtree](repeating: .directory(name), count: 20),
      excluded: [Subtree](repeating: Self.net, count: 20)
        + [Subtree](repeating: .email(host), count: 20))
    var details = CertificateDetails()
    let place = URI(ascii("http://") + host)
    details.policies = (0..<20).map { OID(arcs: [2, 1 << 30, 1 << 31, 1 << 31 + $0]) }
    details.issuers = [URI](repeating: place, count: 20)
    details.revocation = .at(
      lists: [URI](repeating: place, count: 20), responders: [URI](repeating: place, count: 20))
    let der = try kinds.issue(
      .confinedAuthority(pathLength: 0, bounds), name, details: details)
    _ = try Certificate(der: der)
  }
}

private func readName(_ certificate: Certificate) throws -> Name {
  try Name(der: certificate.subject)
}

struct IssuerNameTests {
  @Test func aNameIsReadAsItIsWritten() throws {
    let kinds = try Kinds()
    for name in [
      Name(organization: ascii("O"), commonName: ascii("C"), serialNumber: ascii("S")),
      Name(commonName: Array("Ünïcode".utf8)), Name(serialNumber: ascii("S")),
    ] {
      let der = try kinds.issue(.authority(pathLength: 0), name)
      let certificate = try Certificate(der: der)
      #expect(try readName(certificate) == name)
    }
  }

  /// What we would spell otherwise is no name to issue under.
  @Test(arguments: [
    // CN as a PrintableString, C=GB, CN twice, the serial number first, two in one SET.
    "300c 310a 3008 0603550403 1301 52", "300d 310b 3009 0603550406 1302 4742",
    "3018 310a 3008 0603550403 0c01 52 310a 3008 0603550403 0c01 52",
    "3018 310a 3008 0603550405 1301 53 310a 3008 0603550403 0c01 52",
    "3016 3114 3008 0603550403 0c01 52 3008 060355040a 0c01 4f", "3100", "3000 00", "",
  ])
  func anotherSpellingIsRefused(_ der: String) {
    let der = hex(der)
    let error = #expect(throws: X509Error.self) { try Name(der: der.span) }
    #expect(error == .nameForm)
  }

  @Test func theKeyIsThatOfTheCertificate() throws {
    let kinds = try Kinds()
    let root = try Certificate(der: kinds.root)
    let error = #expect(throws: X509Error.self) {
      _ = try CertificateAuthority<OpenSSLCrypto>(
        certificate: root, key: OpenSSLCrypto.newKey()
      ).publicKey
    }
    #expect(error == .publicKeyMismatch)
  }
}
