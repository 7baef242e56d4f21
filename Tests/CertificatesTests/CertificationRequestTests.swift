// SPDX-License-Identifier: Apache-2.0
import Certificates
import Identity
import OpenSSLBackend
import Primitives
import TestSupport
import Testing

/// A request, field by field, so that one can be spoilt; its signature is made up.
private struct RequestParts {
  static let names = hex("3010 0603551d11 0409 3007 8205") + ascii("a.b.c")
  static let extensionRequest = request(names)

  var version = hex("020100")
  var key = tlv(
    0x30, hex("30130607 2a8648ce3d0201 0608 2a8648ce3d030107"),
    tlv(0x03, hex("0004"), [UInt8](repeating: 1, count: 64)))
  var attributes = [extensionRequest]
  var attributesTag: UInt8 = 0xa0
  var signature = hex("0309003006020101020102")

  static func request(_ extensions: [UInt8]...) -> [UInt8] {
    attribute(hex("06092a864886f70d01090e"), tlv(0x30, extensions.flatMap { $0 }))
  }

  static func attribute(_ type: [UInt8], _ values: [UInt8]...) -> [UInt8] {
    tlv(0x30, type, tlv(0x31, values.flatMap { $0 }))
  }

  var der: [UInt8] {
    let info = tlv(
      0x30, version, name(0x0c, ascii("subject")), key,
      tlv(attributesTag, attributes.flatMap { $0 }))
    return tlv(0x30, info, hex("300a06082a8648ce3d040302"), signature)
  }

  init(_ change: (inout RequestParts) -> Void = { _ in }) { change(&self) }
}

struct CertificationRequestTests {
  private let validity = try! Validity(
    notBefore: Time(secondsSince1970: begins), notAfter: Time(secondsSince1970: ends))
  private let serial = try! SerialNumber(random: hex("0102030405060708"))

  @Test func everyFieldIsWhereItIs() throws {
    let password = RequestParts.attribute(
      hex("06092a864886f70d010907"), tlv(0x0c, ascii("open")))
    let parts = RequestParts { $0.attributes.append(password) }
    let request = try CertificationRequest(der: parts.der)
    #expect(array(request.subject) == name(0x0c, ascii("subject")))
    #expect(request.subjectPublicKeyInfo.der == parts.key)
    #expect(request.publicKeyAlgorithm == .p256 && request.publicKey.count == 65)
    #expect(request.signatureAlgorithm == .ecdsa(.sha256))
    #expect(
      array(request.subjectAltName) == hex("30078205") + ascii("a.b.c"))
    #expect(array(request.challengePassword) == ascii("open"))
    #expect(array(request.signature) == hex("3006020101020102"))
    #expect(!request.hasUnknownAttribute && !request.extensions.hasUnknownCritical)

    let bare = try CertificationRequest(der: RequestParts { $0.attributes = [] }.der)
    #expect(bare.subjectAltName == nil && bare.challengePassword == nil)
    let other = RequestParts.attribute(hex("060101"), hex("0500"), hex("0500"))
    let more = try CertificationRequest(der: RequestParts { $0.attributes.append(other) }.der)
    #expect(more.hasUnknownAttribute)
  }

  private static let unsound: [(name: String, der: [UInt8], DERError.Fault, field: String)] = [
    ("version 2", RequestParts { $0.version = hex("020101") }.der, .value, "version"),
    (
      "an extension twice",
      RequestParts { $0.attributes = [RequestParts.request(names, names)] }.der, .value, "extnID"
    ),
    (
      "an attribute twice", RequestParts { $0.attributes += $0.attributes }.der, .value, "type"
    ),
    (
      "an unknown attribute twice",
      RequestParts {
        let other = RequestParts.attribute(hex("060101"), hex("0500"))
        $0.attributes = [other, RequestParts.extensionRequest, other]
      }.der, .value, "type"
    ),
    (
      "two values",
      RequestParts {
        let one = tlv(0x30, names)
        $0.attributes = [RequestParts.attribute(hex("06092a864886f70d01090e"), one, one)]
      }.der, .leftover(18 + 2), "values"
    ),
    (
      "no values",
      RequestParts { $0.attributes = [RequestParts.attribute(hex("06092a864886f70d01090e"))] }.der,
      .empty, "values"
    ),
    (
      "no extensions", RequestParts { $0.attributes = [RequestParts.request()] }.der, .empty,
      "Extensions"
    ),
    (
      "attributes with another tag", RequestParts { $0.attributesTag = 0x31 }.der,
      .wrongTag(found: 0x31, expected: 0xa0), "attributes"
    ),
    (
      "seventeen attributes",
      RequestParts {
        $0.attributes = (0..<17).map { RequestParts.attribute([0x06, 1, $0], hex("0500")) }
      }.der, .value, "type"
    ),
    (
      "a compressed key",
      RequestParts {
        $0.key = tlv(
          0x30, hex("301306072a8648ce3d020106082a8648ce3d030107"),
          tlv(0x03, hex("0002"), [UInt8](repeating: 1, count: 32)))
      }.der, .value, "subjectPublicKey"
    ),
    (
      "unused bits", RequestParts { $0.signature = hex("0309013006020101020102") }.der, .value,
      "signature"
    ),
    ("a byte more", RequestParts().der + [0], .leftover(1), "CertificationRequest"),
    (
      "a length in too many octets", [0x30, 0x82, 0x00] + RequestParts().der.dropFirst(),
      .lengthNotMinimal, "CertificationRequest"
    ),
  ]
  private static var names: [UInt8] { RequestParts.names }

  @Test(arguments: Array(unsound.indices))
  func oneThingWrong(kind: Int) {
    let (name, der, fault, field) = Self.unsound[kind]
    let error = refusal(der)
    #expect(
      error?.fault == fault && error?.field.text.description == field,
      "\(name): \(String(describing: error))")
  }

  @Test func cutOffAnywhere() {
    let der = RequestParts().der
    for count in 0..<der.count {
      guard case .truncated = refusal(Array(der.prefix(count)))?.fault else {
        Issue.record("\(count) bytes")
        continue
      }
    }
  }

  private func refusal(_ der: [UInt8]) -> DERError? {
    do throws(DERError) {
      _ = try CertificationRequest(der: der)
      return nil
    } catch { return error }
  }

  // MARK: Peers

  /// What we write, OpenSSL and GnuTLS read, and find the signature good.
  @Test(
    .peer("openssl", package: "openssl"), .peer("certtool", package: "gnutls-bin"),
    arguments: everyProvider, KeyAlgorithm.allCases.filter(\.signs))
  func othersReadOurs(provider: Provider, algorithm: KeyAlgorithm) throws {
    try othersRead(provider.type, algorithm)
  }

  private func othersRead<Crypto: CryptoProvider>(
    _: Crypto.Type, _ algorithm: KeyAlgorithm
  ) throws {
    let subject = Name(organization: ascii("Things"), commonName: ascii("broker"))
    let names = [GeneralName.dns(ascii("broker.example")), .ip([192, 0, 2, 1])]
    var der: [UInt8] = []
    if algorithm == .ed25519 {
      guard Crypto.Ed25519.isAvailable else {
        #expect(throws: CryptoError.unsupported) {
          _ = try Crypto.Ed25519(privateKey: [UInt8](repeating: 1, count: 32).span).privateKey()
        }
        return
      }
      var random = OpenSSLCrypto.Random()
      var key = LooseKey(
        try Crypto.Ed25519.generate(using: &random), algorithm: .ed25519)
      der = try CertificationRequest.written(for: subject, names, signedBy: &key)
    } else {
      var key = LooseKey(try Crypto.newKey(), algorithm: .ecdsaP256)
      der = try CertificationRequest.written(for: subject, names, signedBy: &key)
    }
    let request = try CertificationRequest(der: der)
    try request.checkSignature(using: Crypto.self)
    let text = pem(.certificateRequest, der.span)
    let words = try openssl(["req", "-verify", "-noout", "-text"], input: text)
    #expect(words.contains("DNS:broker.example, IP Address:192.0.2.1"))
    #expect(words.contains("O = Things, CN = broker"))
    let finished = try run("certtool", ["--crq-info"], input: text)
    #expect(finished.status == 0)
    #expect(finished.outputText.contains("Self signature: verified"))
    #expect(finished.outputText.contains("DNSname: broker.example"))
  }

  static let makers: [(name: String, arguments: [String])] = [
    ("P-256", ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]),
    ("Ed25519", ["-newkey", "ed25519"]),
    ("RSA", ["-newkey", "rsa:2048"]),
    (
      "RSA-PSS",
      ["-newkey", "rsa:2048", "-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_pss_saltlen:32"]
    ),
  ]

  /// What OpenSSL asks for, we grant, as far as we wish, and OpenSSL accepts it.
  @Test(
    .peer("openssl", package: "openssl"), arguments: everyProvider, Array(makers.indices))
  func openSSLAsks(provider: Provider, maker: Int) throws {
    try openSSLAsks(provider.type, Self.makers[maker])
  }

  private func openSSLAsks<Crypto: CryptoProvider>(
    _: Crypto.Type, _ maker: (name: String, arguments: [String])
  ) throws {
    let text = ascii(
      try openssl(
        ["req", "-new", "-nodes", "-keyout", "/dev/null", "-sha256", "-subj", "/CN=bank.example"]
          + maker.arguments + ["-addext", "subjectAltName=DNS:bank.example"]))
    let request = try onlyRequest(text)
    #expect(array(request.subjectAltName) == tlv(0x30, tlv(0x82, ascii("bank.example"))))
    var ca = try CertificateAuthority<Crypto>(name: rootName, key: Crypto.newKey())
    func grant(_ request: CertificationRequest) throws(X509Error) -> [UInt8] {
      try ca.issue(
        .server([.dns(ascii("thing.example"))]), to: Name(commonName: ascii("thing")), for: request,
        serialNumber: serial, validity: validity)
    }
    guard request.publicKeyAlgorithm != .ed25519 || Crypto.Ed25519.isAvailable else {
      #expect(throws: X509Error.proofOfPossession(.crypto(.unsupported))) { try grant(request) }
      return
    }
    let certificate = try grant(request)
    let read = try Certificate(der: certificate)
    #expect(array(read.subjectPublicKeyInfo) == request.subjectPublicKeyInfo.der)
    #expect(firstPlace(of: ascii("bank"), in: certificate) == nil, "names are ours to give")
    let folder = try TemporaryFolder()
    let root = try ca.root(serialNumber: serial, validity: validity)
    let anchor = try folder.write("root.pem", pem(.certificate, root.span))
    let file = try folder.write("thing.pem", pem(.certificate, certificate.span))
    #expect(
      try complaint([
        "-attime", "\(now)", "-CAfile", anchor, "-verify_hostname", "thing.example", file,
      ]) == nil)

    // A letter of the name is another: then nobody has signed this.
    var changed = request.der
    let letter = try #require(firstPlace(of: ascii("bank"), in: changed))
    changed[letter] ^= 1
    let other = try CertificationRequest(der: changed)
    #expect(throws: X509Error.proofOfPossession(.crypto(.invalidSignature))) { try grant(other) }
  }

  @Test(.peer("certtool", package: "gnutls-bin"), arguments: everyProvider, ["ecdsa", "ed25519"])
  func gnuTLSAsks(provider: Provider, kind: String) throws { try gnuTLSAsks(provider.type, kind) }

  private func gnuTLSAsks<Crypto: CryptoProvider>(_: Crypto.Type, _ kind: String) throws {
    let folder = try TemporaryFolder()
    let key = try run(
      "certtool",
      ["--generate-privkey", "--key-type", kind]
        + (kind == "ecdsa" ? ["--curve", "secp256r1"] : []))
    let keyFile = try folder.write("key.pem", ascii(key.outputText))
    let template = try folder.write(
      "template", ascii("cn = thing\ndns_name = thing.example\nchallenge_password = open\n"))
    let made = try run(
      "certtool", ["--generate-request", "--load-privkey", keyFile, "--template", template])
    let text = ascii(made.outputText)
    let request = try onlyRequest(text)
    #expect(array(request.challengePassword) == ascii("open"))
    #expect(array(request.subjectAltName) == tlv(0x30, tlv(0x82, ascii("thing.example"))))
    if kind == "ed25519", !Crypto.Ed25519.isAvailable {
      #expect(throws: SignatureFault.crypto(.unsupported)) {
        try request.checkSignature(using: Crypto.self)
      }
    } else {
      try request.checkSignature(using: Crypto.self)
    }
    do throws(X509Error) {
      let info = try PrivateKeyInfo(pem: ascii(key.outputText).span)
      #expect(info.algorithm == (kind == "ecdsa" ? .ecdsaP256 : .ed25519))
    } catch {
      // One key in 256 begins with a zero, which GnuTLS leaves out.
      #expect(error == .privateKey(.form("privateKey")))
      let mended = try openssl(["pkcs8", "-topk8", "-nocrypt", "-in", keyFile])
      _ = try PrivateKeyInfo(pem: ascii(mended).span).algorithm
    }
  }

  /// A request that is signed by another key than the one in it shows nothing.
  @Test(arguments: everyProvider)
  func anotherKeySigned(provider: Provider) throws { try anotherKeySigned(provider.type) }

  private func anotherKeySigned<Crypto: CryptoProvider>(_: Crypto.Type) throws {
    var key = LendingKey<Crypto.P256>(
      key: try Crypto.newKey(), shown: try publicKey(Crypto.newKey()))
    let der = try CertificationRequest.written(
      for: Name(commonName: ascii("thief")), signedBy: &key)
    let request = try CertificationRequest(der: der)
    var ca = try CertificateAuthority<Crypto>(name: rootName, key: Crypto.newKey())
    #expect(throws: X509Error.proofOfPossession(.crypto(.invalidSignature))) {
      try ca.issue(
        .device, to: Name(serialNumber: ascii("1")), for: request, serialNumber: serial,
        validity: validity)
    }
  }

  /// Whoever would leave it out would sign less than was asked for, and call it the same.
  @Test(.peer("openssl", package: "openssl")) func aCriticalWishThatNobodyKnows() throws {
    let text = ascii(
      try openssl([
        "req", "-new", "-nodes", "-keyout", "/dev/null", "-subj", "/CN=a", "-newkey", "ec",
        "-pkeyopt", "ec_paramgen_curve:P-256", "-addext", "1.2.3.4=critical,DER:0500",
      ]))
    let request = try onlyRequest(text)
    #expect(request.extensions.hasUnknownCritical)
    var ca = try CertificateAuthority<OpenSSLCrypto>(
      name: rootName, key: OpenSSLCrypto.newKey())
    #expect(throws: X509Error.unknownExtensionAskedFor) {
      try ca.issue(
        .device, to: Name(serialNumber: ascii("1")), for: request, serialNumber: serial,
        validity: validity)
    }
  }

  @Test(.peer("openssl", package: "openssl")) func weakKeysAreNotCertified() throws {
    let short = ascii(
      try openssl([
        "req", "-new", "-nodes", "-keyout", "/dev/null", "-subj", "/CN=a", "-newkey", "rsa:1024",
      ]))
    let p384 = ascii(
      try openssl([
        "req", "-new", "-nodes", "-keyout", "/dev/null", "-subj", "/CN=a", "-newkey", "ec",
        "-pkeyopt", "ec_paramgen_curve:P-384",
      ]))
    var ca = try CertificateAuthority<OpenSSLCrypto>(
      name: rootName, key: OpenSSLCrypto.newKey())
    for (text, fault) in [(short, SignatureFault.shortKey(bits: 1024)), (p384, .unknownAlgorithm)] {
      let request = try onlyRequest(text)
      #expect(throws: X509Error.proofOfPossession(fault)) {
        try ca.issue(
          .device, to: Name(serialNumber: ascii("1")), for: request, serialNumber: serial,
          validity: validity)
      }
      #expect(throws: X509Error.publicKeyForm) {
        try ca.issue(
          .device, to: Name(serialNumber: ascii("1")), key: request.subjectPublicKeyInfo,
          serialNumber: serial, validity: validity)
      }
    }
  }

  @Test func whatCannotBeWrittenLeavesNothing() {
    let long = Name(commonName: [UInt8](repeating: 0x61, count: 65))
    let error: X509Error? = TestSupportedRefusal.request(for: long)
    guard case .encoding(let wire) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(wire.fault == .invalid(65))
    #expect(TestSupportedRefusal.request(for: rootName) == .keyStore(.unreachable))
  }
}

private enum TestSupportedRefusal {
  static func request(for subject: Name) -> X509Error? {
    refusal { out throws(X509Error) in
      var key = UnreachableKey()
      try CertificationRequest.write(for: subject, signedBy: &key, into: &out)
    }
  }
}

/// Signs with one key and shows another.
private struct LendingKey<Key: Signer & ~Copyable>: SigningKey, ~Copyable {
  var key: Key
  var shown: [UInt8]
  var algorithm: KeyAlgorithm { .ecdsaP256 }

  func publicKey() -> [UInt8] { shown }
  mutating func sign(
    _ message: Span<UInt8>, into out: inout OutputSpan<UInt8>
  ) throws(KeyStoreError) {
    do throws(CryptoError) { try key.sign(message, into: &out) } catch {
      throw KeyStoreError(error)
    }
  }
}

func firstPlace(of part: [UInt8], in whole: [UInt8]) -> Int? {
  guard whole.count >= part.count else { return nil }
  return (0...whole.count - part.count).first {
    whole[$0..<$0 + part.count].elementsEqual(part)
  }
}

private func array(_ bytes: Span<UInt8>?) -> [UInt8]? {
  guard let bytes else { return nil }
  return bytes.withUnsafeBufferPointer { Array($0) }
}

private func onlyRequest(_ text: [UInt8]) throws -> CertificationRequest {
  let all = try PEMReader.requests(in: text.span)
  try #require(all.count == 1)
  return try CertificationRequest(der: all[0])
}
