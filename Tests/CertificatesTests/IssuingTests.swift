// SPDX-License-Identifier: Apache-2.0
import Certificates
import Primitives
import TestSupport
import Testing
import Wire

/// 2026-01-01 to 2035-12-31, and a moment between.
let begins: Int64 = 1_767_225_600
let ends: Int64 = 2_082_758_399
let now: Int64 = 1_800_000_000

let rootName = Name(organization: ascii("Things"), commonName: ascii("Things Test Root"))
let serverNames = [
  GeneralName.dns(ascii("broker.example")), .dns(ascii("localhost")), .ip([127, 0, 0, 1]),
  .ip([UInt8](repeating: 0, count: 15) + [1]),
]

/// What one authority issued, as DER.
struct Issued {
  var root, intermediate, server, behindIntermediate, nameless, device, forever: [UInt8]

  init<Crypto: CryptoProvider>(_: Crypto.Type) throws {
    var ca = try CertificateAuthority<Crypto>(name: rootName, key: Crypto.newKey())
    var serial = UInt8(0)
    func next() throws -> SerialNumber {
      serial += 1
      return try SerialNumber(random: [0xf0] + [UInt8](repeating: serial, count: 19))
    }
    func key() throws -> [UInt8] { try publicKey(Crypto.newKey()) }
    let validity = try Validity(
      notBefore: Time(secondsSince1970: begins), notAfter: Time(secondsSince1970: ends))
    let always = try Validity(
      notBefore: Time(secondsSince1970: begins), notAfter: .noExpiry)
    root = try ca.root(pathLength: 1, serialNumber: next(), validity: always)
    server = try ca.issue(
      .server(serverNames), to: Name(commonName: ascii("broker")), publicKey: key(),
      serialNumber: next(), validity: validity)
    nameless = try ca.issue(
      .server(serverNames), to: Name(), publicKey: key(), serialNumber: next(), validity: validity)
    device = try ca.issue(
      .device, to: Name(organization: ascii("Things"), serialNumber: ascii("SN-0001")),
      publicKey: key(), serialNumber: next(), validity: validity)
    forever = try ca.issue(
      .device, to: Name(serialNumber: ascii("SN-0002")), publicKey: key(), serialNumber: next(),
      validity: always)

    let below = try Crypto.newKey()
    let belowName = Name(commonName: ascii("Things Factory 1"))
    intermediate = try ca.issue(
      .authority(pathLength: 0), to: belowName, publicKey: publicKey(below), serialNumber: next(),
      validity: validity)
    var belowCA = try CertificateAuthority<Crypto>(name: belowName, key: below)
    behindIntermediate = try belowCA.issue(
      .server(serverNames), to: Name(), publicKey: key(), serialNumber: next(), validity: validity)
  }

  /// Everything as PEM files in one folder.
  func folder() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    let all = [
      ("root", root), ("intermediate", intermediate), ("server", server),
      ("behind", behindIntermediate), ("nameless", nameless), ("device", device),
      ("forever", forever),
    ]
    for (name, der) in all { try folder.write("\(name).pem", pem(.certificate, der.span)) }
    return folder
  }
}

func publicKey<Key: Signer & ~Copyable>(_ key: borrowing Key) throws -> [UInt8] {
  try written(room: 65) { out throws(CryptoError) in try key.publicKey(into: &out) }
}

@Suite(.peer("openssl", package: "openssl"))
struct IssuedCertificatesAreAcceptedTests {
  @Test(arguments: providers)
  func withTheRightPurposeNameAndTime(provider: Provider) throws {
    let folder = try Issued(provider.type).folder()
    func verify(_ name: String, _ arguments: String...) throws -> String? {
      try complaint(
        ["-attime", "\(now)", "-CAfile", "\(folder.path)/root.pem"] + arguments
          + ["\(folder.path)/\(name).pem"])
    }
    #expect(try verify("root") == nil)
    #expect(try verify("root", "-check_ss_sig") == nil)
    for server in ["server", "nameless"] {
      for check in [
        ["-verify_hostname", "broker.example"], ["-verify_hostname", "LOCALHOST"],
        ["-verify_ip", "127.0.0.1"], ["-verify_ip", "::1"],
      ] {
        #expect(try verify(server, "-purpose", "sslserver", check[0], check[1]) == nil)
      }
    }
    #expect(try verify("device", "-purpose", "sslclient") == nil)
    // Until the last second of the year 9999 but one: notAfter is part of the validity
    // (RFC 5280, 4.1.2.5), but OpenSSL lets it end there.
    #expect(try verify("forever", "-purpose", "sslclient", "-attime", "253402300798") == nil)
    #expect(try verify("intermediate") == nil)
    #expect(
      try verify(
        "behind", "-purpose", "sslserver", "-untrusted", "\(folder.path)/intermediate.pem") == nil)
  }

  /// Each chain is right but for one thing, and that is the thing that OpenSSL names.
  @Test(arguments: providers)
  func andRefusedWithAWrongOne(provider: Provider) throws {
    let folder = try Issued(provider.type).folder()
    let other = try Issued(provider.type).folder()
    func verify(
      _ name: String, _ arguments: [String], at time: Int64 = now, root: TemporaryFolder? = nil
    ) throws -> String {
      try complaint(
        ["-attime", "\(time)", "-CAfile", "\((root ?? folder).path)/root.pem"] + arguments
          + ["\(folder.path)/\(name).pem"]) ?? "accepted"
    }
    let server = ["-purpose", "sslserver"]
    let client = ["-purpose", "sslclient"]
    #expect(try verify("server", client).contains("certificate purpose"))
    #expect(try verify("device", server).contains("certificate purpose"))
    #expect(
      try verify("server", server + ["-verify_hostname", "evil.example"])
        .contains("hostname mismatch"))
    #expect(
      try verify("server", server + ["-verify_hostname", "broker"]).contains("hostname mismatch"),
      "the common name is no host name where there is a subjectAltName")
    #expect(
      try verify("server", server + ["-verify_ip", "127.0.0.2"]).contains("IP address mismatch"))
    #expect(try verify("server", server, at: begins - 1).contains("not yet valid"))
    #expect(try verify("server", server, at: ends + 1).contains("expired"))
    #expect(
      try verify("server", server, root: other).contains("unable to get local issuer")
        || verify("server", server, root: other).contains("signature failure"))
    #expect(
      try verify("behind", server + ["-untrusted", "\(folder.path)/server.pem"])
        .contains("unable to get local issuer"))
  }

  /// An authority that may not make another one makes one all the same.
  @Test(arguments: providers)
  func aPathThatIsTooLongIsRefused(provider: Provider) throws {
    try aPathThatIsTooLong(provider.type)
  }

  private func aPathThatIsTooLong<Crypto: CryptoProvider>(_: Crypto.Type) throws {
    let validity = try Validity(
      notBefore: Time(secondsSince1970: begins), notAfter: Time(secondsSince1970: ends))
    let serial = try SerialNumber(random: hex("0102030405060708"))
    var ca = try CertificateAuthority<Crypto>(name: rootName, key: Crypto.newKey())
    let belowName = Name(commonName: ascii("below"))
    let key = try Crypto.newKey()
    let below = try ca.issue(
      .authority(pathLength: 0), to: belowName, publicKey: publicKey(key), serialNumber: serial,
      validity: validity)
    var belowCA = try CertificateAuthority<Crypto>(name: belowName, key: key)
    let leaf = try belowCA.issue(
      .device, to: Name(serialNumber: ascii("1")), publicKey: basePoint, serialNumber: serial,
      validity: validity)
    let folder = try TemporaryFolder()
    let anchor = try ca.root(serialNumber: serial, validity: validity)
    let root = try folder.write("root.pem", pem(.certificate, anchor.span))
    let untrusted = try folder.write("below.pem", pem(.certificate, below.span))
    let file = try folder.write("leaf.pem", pem(.certificate, leaf.span))
    let words = try complaint([
      "-attime", "\(now)", "-CAfile", root, "-untrusted", untrusted, file,
    ])
    #expect(words?.contains("path length constraint exceeded") == true)
  }

  //= rfc5280#4.1.2.6
  //# If subject naming information is present only in the subjectAltName
  //# extension (e.g., a key bound only to an email address or URI), then the
  //# subject name MUST be an empty sequence and the subjectAltName extension
  //# MUST be critical.
  @Test func textSaysWhatWasMeant() throws {
    let issued = try Issued(providers[0].type)
    func text(_ der: [UInt8]) throws -> String {
      try openssl(["x509", "-inform", "DER", "-noout", "-text", "-nameopt", "RFC2253"], input: der)
    }
    let server = try text(issued.server)
    for words in [
      "Version: 3 (0x2)", "70:02:02:02:02:02:02:02:02:02:02:02:02:02:02:02:02:02:02:02",
      "Issuer: CN=Things Test Root,O=Things", "Subject: CN=broker",
      "Not Before: Jan  1 00:00:00 2026 GMT", "Not After : Dec 31 23:59:59 2035 GMT",
      "Signature Algorithm: ecdsa-with-SHA256", "NIST CURVE: P-256",
      "X509v3 Basic Constraints: critical\n                CA:FALSE",
      "X509v3 Key Usage: critical\n                Digital Signature\n",
      "X509v3 Extended Key Usage: \n                TLS Web Server Authentication\n",
      "X509v3 Subject Alternative Name: \n                DNS:broker.example, DNS:localhost, "
        + "IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1\n",
    ] { #expect(server.contains(words), "\(words) is not in\n\(server)") }
    #expect(try text(issued.nameless).contains("X509v3 Subject Alternative Name: critical"))
    let device = try text(issued.device)
    for words in [
      "serialNumber=SN-0001,O=Things", "TLS Web Client Authentication",
    ] { #expect(device.contains(words), "\(words) is not in\n\(device)") }
    #expect(try text(issued.forever).contains("Not After : Dec 31 23:59:59 9999 GMT"))
    let root = try text(issued.root)
    for words in [
      "CA:TRUE, pathlen:1", "Certificate Sign, CRL Sign",
    ] { #expect(root.contains(words), "\(words) is not in\n\(root)") }
    #expect(!root.contains("Authority Key Identifier"))
  }
}
