// SPDX-License-Identifier: Apache-2.0
import Certificates
import MbedTLSBackend
import OpenSSLBackend
import Primitives
import TestSupport
import Testing

/// Paths that are good but for one thing, judged by every provider, and by OpenSSL.
@Suite(.peer("openssl", package: "openssl"))
struct PathTests {
  @Test(arguments: SignatureCheckTests.providers)
  func aGoodPath(provider: Provider) throws {
    let pki = try TestPKI()
    let server = try pki.server(by: pki.intermediate)
    let path = try validate(
      server, through: [pki.intermediateCertificate], to: [pki.root], provider.type)
    #expect(path.certificates == [server, pki.intermediateCertificate, pki.root])
    #expect(path.endEntity == server)
    try openSSL(server, [pki.intermediateCertificate], [pki.root], accepts: true)
  }

  @Test func aPathThroughNothing() throws {
    let pki = try TestPKI()
    let server = try pki.server(by: pki.rootAuthority)
    #expect(try validate(server, to: [pki.root]).certificates == [server, pki.root])
    refuse(server, [], [], .noTrustedIssuer, 0)
    try openSSL(server, [], [pki.root], accepts: true)
  }

  @Test func aMissingOrForgedIssuer() throws {
    let pki = try TestPKI()
    let server = try pki.server(by: pki.intermediate)
    refuse(server, [], [pki.root], .noTrustedIssuer, 0)
    try openSSL(server, [], [pki.root], accepts: false)
    // An authority of the same name with another key.
    let other = try TestPKI()
    refuse(
      server, [other.intermediateCertificate], [pki.root],
      .signature(.crypto(.invalidSignature)), 0)
    refuse(
      server, [pki.intermediateCertificate], [other.root],
      .signature(.crypto(.invalidSignature)), 1)
    try openSSL(server, [pki.intermediateCertificate], [other.root], accepts: false)
  }

  @Test func timesOfEachCertificate() throws {
    let pki = try TestPKI()
    let server = try pki.server(by: pki.intermediate, from: 1000, until: 2000)
    let through = [pki.intermediateCertificate]
    for (time, rule) in [(999, PathRule.notYetValid), (2001, .expired)] as [(Int64, PathRule)] {
      refuse(server, through, [pki.root], rule, 0, time: time)
    }
    for time: Int64 in [1000, 2000] {
      _ = try validate(server, through: through, to: [pki.root], time: time)
    }
    let short = try pki.intermediate(from: 0, until: 1500)
    refuse(server, [short], [pki.root], .expired, 1, time: 1501)
    try openSSL(server, [short], [pki.root], accepts: false, time: 1501)
    // The last second belongs to it (RFC 5280, 4.1.2.5: "inclusive"); OpenSSL leaves it out.
    _ = try validate(server, through: [short], to: [pki.root], time: 1500)
    try openSSL(server, [short], [pki.root], accepts: false, time: 1500)
    try openSSL(server, [short], [pki.root], accepts: true, time: 1499)
  }

  /// Of two certificates for the same authority one has expired: the other one is found,
  /// in whichever order they come.
  @Test func aSearchTurnsRound() throws {
    let pki = try TestPKI()
    let server = try pki.server(by: pki.intermediate)
    let expired = try pki.intermediate(from: 0, until: 10)
    for through in [
      [expired, pki.intermediateCertificate], [pki.intermediateCertificate, expired],
    ] {
      let path = try validate(server, through: through, to: [pki.root])
      #expect(path.certificates[1] == pki.intermediateCertificate)
    }
  }

  @Test func whoIsNoAuthority() throws {
    let pki = try TestPKI()
    let bulb = try TestAuthority("bulb.example")
    let bulbCertificate = try pki.rootAuthority.certify(
      .server([.dns(Array("bulb.example".utf8))]), bulb.name, bulb.publicKey)
    let bank = try pki.server(by: bulb)
    refuse(bank, [bulbCertificate], [pki.root], .notAnAuthority, 1)
    try openSSL(bank, [bulbCertificate], [pki.root], accepts: false)
  }

  @Test func aPathThatIsTooLong() throws {
    let pki = try TestPKI()
    let third = try TestAuthority("Third")
    let thirdCertificate = try pki.intermediate.certify(
      .authority(pathLength: 0), third.name, third.publicKey)
    let server = try pki.server(by: third)
    let through = [thirdCertificate, pki.intermediateCertificate]
    refuse(server, through, [pki.root], .pathTooLong(allowed: 0), 2)
    try openSSL(server, through, [pki.root], accepts: false)
  }

  /// A new key of the same authority is no new authority.
  @Test func aSelfIssuedStepDoesNotCount() throws {
    let pki = try TestPKI()
    let renewed = try TestAuthority("Intermediate")
    let step = try pki.intermediate.certify(
      .authority(pathLength: 0), renewed.name, renewed.publicKey)
    let server = try pki.server(by: renewed)
    let path = try validate(server, through: [step, pki.intermediateCertificate], to: [pki.root])
    #expect(path.certificates.count == 4)
    try openSSL(server, [step, pki.intermediateCertificate], [pki.root], accepts: true)
  }

  @Test func purposes() throws {
    let pki = try TestPKI()
    let through = [pki.intermediateCertificate]
    let device = try pki.intermediate.certify(
      .device, Name(serialNumber: Array("SN-1".utf8)), TestAuthority("key").publicKey)
    refuse(device, through, [pki.root], .otherPurpose, 0, server: nil)
    _ = try validate(device, through: through, to: [pki.root], purpose: .client, server: nil)
    try openSSL(device, through, [pki.root], accepts: false, host: nil)
    let server = try pki.server(by: pki.intermediate)
    refuse(server, through, [pki.root], .otherPurpose, 0, purpose: .client, server: nil)
    // An authority's key signs certificates, and not handshakes.
    refuse(pki.intermediateCertificate, [], [pki.root], .otherPurpose, 0, server: nil)
  }

  @Test func names() throws {
    let pki = try TestPKI()
    let server = try pki.server(by: pki.intermediate)
    let through = [pki.intermediateCertificate]
    refuse(server, through, [pki.root], .otherName, 0, server: "other.example")
    _ = try validate(server, through: through, to: [pki.root], server: nil)
    try openSSL(server, through, [pki.root], accepts: false, host: "other.example")
  }

  //= rfc5280#4.2
  //# A certificate-using system MUST reject the certificate if it encounters
  //# a critical extension it does not recognize or a critical extension
  //# that contains information that it cannot process.
  @Test func aCriticalExtensionThatIsNotKnown() throws {
    var parts = Parts()
    parts.extensions = [tlv(0x30, hex("06022a03"), hex("0101ff"), hex("0400"))]
    let strange = try Certificate(der: parts.der)
    refuse(
      strange, [], [], .unknownCriticalExtension, 0, server: nil, time: 1_600_000_000)
  }

  /// Two that have signed each other, and nobody else: the search ends.
  @Test func aLoopEnds() throws {
    let (a, b) = (try TestAuthority("A"), try TestAuthority("B"))
    let pki = try TestPKI()
    let loop = [
      try a.certify(.authority(pathLength: 8), b.name, b.publicKey),
      try b.certify(.authority(pathLength: 8), a.name, a.publicKey),
    ]
    let server = try pki.server(by: a)
    refuse(server, loop, [pki.root], .noTrustedIssuer, 2)
  }

  /// At each of six steps two authorities of one name: as many paths as it takes.
  @Test func anExponentialGraphEnds() throws {
    let pki = try TestPKI()
    var others: [Certificate] = []
    var above = [try TestAuthority("step 6"), try TestAuthority("step 6")]
    for step in (0..<6).reversed() {
      let below = [try TestAuthority("step \(step)"), try TestAuthority("step \(step)")]
      for issuer in above {
        for subject in below {
          others.append(
            try issuer.certify(.authority(pathLength: 8), subject.name, subject.publicKey))
        }
      }
      above = below
    }
    let server = try pki.server(by: above[0])
    let error = #expect(throws: PathFailure.self) {
      try validate(server, through: others, to: [pki.root])
    }
    #expect(error?.rule == .searchTooLong)
  }

  @Test(arguments: [
    PathRule.noTrustedIssuer, .notYetValid, .expired, .signature(.brokenHash), .notAnAuthority,
    .pathTooLong(allowed: 0), .keyMayNotSign, .otherPurpose, .unknownCriticalExtension,
    .nameNotPermitted, .tooManyNames, .otherName, .searchTooLong, .weakHash, .weakKey(bits: 1024),
    .noValidPolicy, .anyPolicyMapped, .tooManyPolicies, .lengthLimit(8),
  ])
  func aFailureNamesCertificateAndSection(_ rule: PathRule) {
    let said = PathFailure(rule: rule, certificate: 7).description
    #expect(said.hasPrefix("certificate 7 of the path "))
    #expect(said.hasSuffix("(\(rule.section))"))
    #expect(said.contains("; ") || said.contains(": "))
  }

  private func validate(
    _ endEntity: Certificate, through others: [Certificate] = [], to roots: [Certificate],
    purpose: Purpose = .server, server: String? = "www.example", time: Int64 = 1_700_000_000,
    _ crypto: any CryptoProvider.Type = OpenSSLCrypto.self
  ) throws -> ValidatedPath {
    var policy = PathPolicy(time: Time(secondsSince1970: time), purpose: purpose)
    policy.server = server.map { .dns(Array($0.utf8)) }
    func run<Crypto: CryptoProvider>(_ crypto: Crypto.Type) throws(PathFailure) -> ValidatedPath {
      try ValidatedPath(
        from: endEntity, through: others, to: roots, policy: policy, using: crypto)
    }
    return try run(crypto)
  }

  private func refuse(
    _ endEntity: Certificate, _ others: [Certificate], _ roots: [Certificate],
    _ rule: PathRule, _ certificate: Int, purpose: Purpose = .server,
    server: String? = "www.example", time: Int64 = 1_700_000_000,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    for provider in SignatureCheckTests.providers {
      let error = #expect(throws: PathFailure.self, sourceLocation: sourceLocation) {
        try validate(
          endEntity, through: others, to: roots, purpose: purpose, server: server, time: time,
          provider.type)
      }
      #expect(error?.rule == rule, sourceLocation: sourceLocation)
      #expect(error?.certificate == certificate, sourceLocation: sourceLocation)
    }
  }

  private func openSSL(
    _ endEntity: Certificate, _ others: [Certificate], _ roots: [Certificate], accepts: Bool,
    host: String? = "www.example", time: Int64 = 1_700_000_000,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let folder = try TemporaryFolder()
    var arguments = ["-purpose", "sslserver", "-attime", "\(time)"]
    if let host { arguments += ["-verify_hostname", host] }
    for (option, certificates) in [("-untrusted", others), ("-trusted", roots)] {
      let text = certificates.flatMap { pem(.certificate, $0.der.span) }
      if text.isEmpty { continue }
      arguments += [option, try folder.write("\(option).pem", text)]
    }
    arguments.append(try folder.write("chain.pem", pem(.certificate, endEntity.der.span)))
    let said = try complaint(arguments)
    #expect((said == nil) == accepts, "\(said ?? "accepted")", sourceLocation: sourceLocation)
  }
}

/// An authority of the tests, with a key that nobody else has.
private final class TestAuthority {
  private var authority: CertificateAuthority<OpenSSLCrypto>
  private var serial: UInt8 = 0
  let name: Name
  let publicKey: [UInt8]

  init(_ name: String) throws {
    self.name = Name(commonName: Array(name.utf8))
    authority = try CertificateAuthority(name: self.name, key: OpenSSLCrypto.newKey())
    publicKey = authority.publicKey
  }

  func certify(
    _ profile: Profile, _ subject: Name, _ publicKey: [UInt8], from: Int64 = 0,
    until: Int64 = 4_000_000_000
  ) throws -> Certificate {
    serial += 1
    return try Certificate(
      der: authority.issue(
        profile, to: subject, publicKey: publicKey,
        serialNumber: SerialNumber(random: [1, 2, 3, 4, 5, 6, 7, serial]),
        validity: Validity(
          notBefore: Time(secondsSince1970: from), notAfter: Time(secondsSince1970: until))))
  }
}

private struct TestPKI {
  let rootAuthority: TestAuthority
  let root: Certificate
  let intermediate: TestAuthority
  let intermediateCertificate: Certificate

  init() throws {
    rootAuthority = try TestAuthority("Root")
    root = try rootAuthority.certify(
      .authority(pathLength: 1), rootAuthority.name, rootAuthority.publicKey)
    intermediate = try TestAuthority("Intermediate")
    intermediateCertificate = try rootAuthority.certify(
      .authority(pathLength: 0), intermediate.name, intermediate.publicKey)
  }

  func intermediate(from: Int64, until: Int64) throws -> Certificate {
    try rootAuthority.certify(
      .authority(pathLength: 0), intermediate.name, intermediate.publicKey, from: from,
      until: until)
  }

  func server(
    by issuer: TestAuthority, from: Int64 = 0, until: Int64 = 4_000_000_000
  ) throws -> Certificate {
    try issuer.certify(
      .server([.dns(Array("www.example".utf8))]), Name(commonName: Array("www".utf8)),
      TestAuthority("key").publicKey, from: from, until: until)
  }
}
