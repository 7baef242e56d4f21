// SPDX-License-Identifier: Apache-2.0
import Certificates
import OpenSSLBackend
import Primitives
import TestSupport
import Testing
import Wire

struct RevocationListTests {
  //= rfc5280#5.3.1
  //= type=test
  //# the reason code CRL entry extension SHOULD be absent instead of using the unspecified (0)
  //# reasonCode value.
  /// What `FixedCrypto` takes back: every field that we write.
  @Test func everyByteIsAsTheGrammarSays() throws {
    var authority = try CertificateAuthority<FixedCrypto>(
      name: Name(commonName: ascii("R")), key: FixedCrypto.P256())
    let der = try authority.revocationList(
      [
        RevokedCertificate(serialNumber: [0, 255], Revocation(date: moment)),
        RevokedCertificate(
          serialNumber: [127],
          Revocation(
            date: moment, reason: .keyCompromise,
            invalidityDate: Time(secondsSince1970: 1_600_000_000))),
        RevokedCertificate(
          serialNumber: [1], Revocation(date: moment, reason: .unspecified)),
      ], number: 128, thisUpdate: moment, nextUpdate: Time(secondsSince1970: 2_524_608_000))
    let entries = tlv(
      0x30, hex("3013 020200ff 170d3233313131343232313332305a"),
      tlv(
        0x30, hex("02017f 170d3233313131343232313332305a"),
        tlv(
          0x30, hex("300a 0603551d15 04030a0101"),
          hex("3018 0603551d18 0411 180f"), ascii("20200913122640Z"))),
      hex("3012 020101 170d3233313131343232313332305a"))
    let expected = tlv(
      0x30,
      tlv(
        0x30, hex("020101"), ecdsaWithSHA256, name(0x0c, ascii("R")),
        tlv(0x17, ascii("231114221320Z")), tlv(0x18, ascii("20500101000000Z")), entries,
        tlv(
          0xa0,
          tlv(
            0x30,
            hex("301f 0603551d23 0418 3016 8014 000102030405060708090a0b0c0d0e0f10111213"),
            hex("300b 0603551d14 0404 02020080")))),
      ecdsaWithSHA256, hex("0309003006020101020102"))
    #expect(hexString(der) == hexString(expected))

    let list = try RevocationList(der: der)
    #expect(list.version == 2)
    #expect(list.signatureAlgorithm == .ecdsa(.sha256))
    #expect(list.thisUpdate == moment)
    #expect(list.nextUpdate == Time(secondsSince1970: 2_524_608_000))
    #expect(copied(list.number) == [128])
    #expect(copied(list.authorityKeyIdentifier) == Array(0..<20))
    #expect(array(list.issuer) == name(0x0c, ascii("R")))
    #expect(
      try entriesOf(list).map(\.serialNumber) == [[255], [127], [1]])
    #expect(
      try entriesOf(list).map(\.revocation) == [
        Revocation(date: moment),
        Revocation(
          date: moment, reason: .keyCompromise,
          invalidityDate: Time(secondsSince1970: 1_600_000_000)),
        Revocation(date: moment),
      ])
  }

  @Test func aListOfNobody() throws {
    let pki = try RevocationPKI(OpenSSLCrypto.self)
    let list = try pki.list()
    #expect(try entriesOf(list).isEmpty)
    #expect(copied(list.number) == [7])
    #expect(!list.extensions.isDelta && !list.extensions.isIndirect)
  }

  @Test func timesInTheWrongOrderAreNotWritten() throws {
    let pki = try RevocationPKI(OpenSSLCrypto.self)
    #expect(throws: X509Error.endsBeforeItBegins) {
      try pki.list(from: moment, until: seconds(moment, plus: -1))
    }
    // A date that the form cannot hold.
    let early = RevokedCertificate(
      serialNumber: [1], Revocation(date: Time(secondsSince1970: -9_000_000_000)))
    #expect(throws: X509Error.self) { try pki.list([early]) }
  }

  /// Ten thousand entries need no more places than one.
  @Test func aLongList() throws {
    let pki = try RevocationPKI(OpenSSLCrypto.self)
    var random = SeededRandom(seed: 5)
    let revoked = (0..<10_000).map { _ in
      RevokedCertificate(
        serialNumber: [1] + random.bytes(19), Revocation(date: moment, reason: .superseded))
    }
    let list = try pki.list(revoked + [pki.server.revoked()])
    #expect(list.der.count > 65_536)
    #expect(try entriesOf(list).count == 10_001)
    #expect(throws: PathFailure.self) {
      try pki.validate(RevocationPolicy(.endEntity, lists: [list]))
    }
  }

  // MARK: What is refused

  private let parts = ListParts(issuer: name(0x0c, ascii("R")))

  //= rfc5280#5.2.3
  //= type=test
  //# CRL verifiers MUST be able to handle CRLNumber values up to 20 octets.
  @Test func aListFromItsParts() throws {
    let list = try RevocationList(der: parts.der)
    #expect(list.version == 2)
    #expect(copied(list.number) == nil)
    let longest = [UInt8](repeating: 1, count: 20)
    var numbered = parts
    numbered.extensions = [ListParts.with("551d14", tlv(0x02, longest))]
    let farNumbered = try RevocationList(der: numbered.der)
    #expect(copied(farNumbered.number) == longest)
    var old = parts
    old.version = []
    old.nextUpdate = []
    old.entries = [ListParts.entry([5])]
    let read = try RevocationList(der: old.der)
    #expect(read.version == 1)
    #expect(read.nextUpdate == nil)
    #expect(try entriesOf(read).map(\.serialNumber) == [[5]])
  }

  //= rfc5280#5.1.1.2
  //= type=test
  //# This field MUST contain the same algorithm identifier as the signature field in the sequence
  //# tbsCertList (Section 5.1.2.2).
  //= rfc5280#5.1.2.6
  //= type=test
  //# When there are no revoked certificates, the revoked certificates list MUST be absent.
  @Test(arguments: [
    "version 1, written", "version 3", "another algorithm", "an empty list",
    "extensions in version 1", "an entry's extensions in version 1", "a negative number",
    "reason 7", "reason 11", "removeFromCRL in a complete list", "a double extension",
    "a long number", "an empty distribution point", "a false that is written",
    "something behind it", "no extensions, written", "a negative serial number",
  ])
  func aSpoiltList(_ what: String) throws {
    var spoilt = parts
    let number = ListParts.with("551d14", hex("020101"))
    switch what {
    case "version 1, written": spoilt.version = hex("020100")
    case "version 3": spoilt.version = hex("020102")
    case "another algorithm": spoilt.algorithm = hex("300a06082a8648ce3d040303")
    case "an empty list": spoilt.entries = []
    case "extensions in version 1": (spoilt.version, spoilt.extensions) = ([], [number])
    case "an entry's extensions in version 1":
      spoilt.version = []
      spoilt.entries = [ListParts.entry([5], ListParts.with("551d15", hex("0a0101")))]
    case "a negative number": spoilt.extensions = [ListParts.with("551d14", hex("0201ff"))]
    case "reason 7":
      spoilt.entries = [ListParts.entry([5], ListParts.with("551d15", hex("0a0107")))]
    case "reason 11":
      spoilt.entries = [ListParts.entry([5], ListParts.with("551d15", hex("0a010b")))]
    case "removeFromCRL in a complete list":
      spoilt.entries = [ListParts.entry([5], ListParts.with("551d15", hex("0a0108")))]
    case "a double extension": spoilt.extensions = [number, number]
    case "a long number":
      spoilt.extensions = [
        ListParts.with("551d14", tlv(0x02, [UInt8](repeating: 1, count: 21)))
      ]
    case "an empty distribution point": spoilt.extensions = [ListParts.distribution()]
    case "a false that is written":
      spoilt.extensions = [ListParts.distribution(hex("810100"))]
    case "something behind it": spoilt.thisUpdate += hex("0500")
    case "no extensions, written": spoilt.extensions = [[]]
    case "a negative serial number": spoilt.entries = [ListParts.entry([0x80])]
    default: Issue.record("\(what)?")
    }
    #expect(throws: DERError.self) { try RevocationList(der: spoilt.der) }
  }

  @Test func theSmallestMendingMakesThemGood() throws {
    var delta = parts
    delta.entries = [ListParts.entry([5], ListParts.with("551d15", hex("0a0108")))]
    delta.extensions = [ListParts.with("551d1b", critical: true, hex("020101"))]
    #expect(try RevocationList(der: delta.der).extensions.isDelta)
    var number = parts
    number.extensions = [ListParts.with("551d14", tlv(0x02, [UInt8](repeating: 1, count: 20)))]
    let long = try RevocationList(der: number.der)
    #expect(copied(long.number)?.count == 20)
    var flag = parts
    flag.extensions = [ListParts.distribution(hex("8101ff"))]
    let distribution = try RevocationList(der: flag.der).extensions.distribution
    #expect(distribution?.onlyContainsUserCerts == true)
    #expect(distribution?.onlyContainsCACerts == false)
  }

  @Test func cutOffAnywhere() throws {
    let pki = try RevocationPKI(OpenSSLCrypto.self)
    let der = try pki.list([pki.server.revoked()]).der
    for count in der.indices {
      #expect(throws: DERError.self) { try RevocationList(der: Array(der.prefix(count))) }
    }
    #expect(throws: DERError.self) { try RevocationList(der: der + [0]) }
  }

  /// No change makes a program fall, and none makes a good list of it.
  @Test func changedAnywhere() throws {
    let pki = try RevocationPKI(OpenSSLCrypto.self)
    let der = try pki.list([pki.issuing.revoked()]).der
    _ = try pki.validate(
      RevocationPolicy(.endEntity, lists: [RevocationList(der: der)]))
    var random = SeededRandom(seed: 280)
    var (read, refused) = (0, 0)
    for _ in 0..<3000 {
      var changed = der
      for _ in 0..<Int.random(in: 1...3, using: &random) {
        changed[Int.random(in: changed.indices, using: &random)] = UInt8.random(
          in: 0...255, using: &random)
      }
      guard changed != der else { continue }
      guard let list = try? RevocationList(der: changed) else {
        refused += 1
        continue
      }
      read += 1
      #expect(throws: PathFailure.self) {
        try pki.validate(RevocationPolicy(.endEntity, lists: [list]))
      }
    }
    #expect(read > 100 && refused > 100)
  }
}

struct CopiedEntry {
  var serialNumber: [UInt8]
  var revocation: Revocation
}

func entriesOf(_ list: RevocationList) throws -> [CopiedEntry] {
  var all: [CopiedEntry] = []
  var entries = list.entries
  while let entry = try entries.next() {
    all.append(
      CopiedEntry(serialNumber: array(entry.serialNumber), revocation: entry.revocation))
  }
  return all
}
