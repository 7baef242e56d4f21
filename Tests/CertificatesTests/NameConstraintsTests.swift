// SPDX-License-Identifier: Apache-2.0
import Certificates
import OpenSSLBackend
import TestSupport
import Testing

/// OpenSSL's authority is confined, and issues all the same; OpenSSL and we are asked.
@Suite(.peer("openssl", package: "openssl"))
struct NameConstraintsTests {
  @Test(arguments: [
    ("permitted;DNS:example", "DNS:a.example", true),
    ("permitted;DNS:example", "DNS:EXAMPLE", true),
    ("permitted;DNS:example", "DNS:badexample", false),
    ("permitted;DNS:example", "DNS:a.example,DNS:other.test", false),
    ("permitted;DNS:example", "IP:192.0.2.1", true),
    ("excluded;DNS:example", "DNS:a.example", false),
    ("excluded;DNS:example", "DNS:a.test", true),
    ("permitted;DNS:example,excluded;DNS:bad.example", "DNS:bad.example", false),
    ("permitted;DNS:example,excluded;DNS:bad.example", "DNS:good.example", true),
    ("permitted;DNS:example,permitted;DNS:test", "DNS:a.test", true),
    ("permitted;IP:192.0.2.0/255.255.255.0", "IP:192.0.2.7", true),
    ("permitted;IP:192.0.2.0/255.255.255.0", "IP:192.0.3.7", false),
    ("permitted;IP:192.0.2.0/255.255.255.0", "IP:::1", false),
    ("excluded;IP:0.0.0.0/0.0.0.0", "IP:192.0.2.7", false),
    ("permitted;email:example", "email:a@example", true),
    ("permitted;email:example", "email:a@b.example", false),
    ("permitted;email:.example", "email:a@b.example", true),
    ("permitted;email:.example", "email:a@example", false),
    ("permitted;email:a@example", "email:a@EXAMPLE", true),
    ("permitted;email:a@example", "email:b@example", false),
    ("permitted;URI:.example", "URI:https://a.example/x", true),
    ("permitted;URI:.example", "URI:https://example/", false),
    ("permitted;URI:example", "URI:https://example:8443/x", true),
    ("permitted;URI:example", "URI:https://a.example/", false),
  ])
  func names(_ constraints: String, _ names: String, _ accepted: Bool) throws {
    let folder = try TemporaryFolder()
    let root = try issue(
      folder, "ca", by: nil,
      [
        "basicConstraints=critical,CA:TRUE", "keyUsage=critical,keyCertSign",
        "nameConstraints=critical,\(constraints)",
      ])
    let server = try issue(
      folder, "server", by: "ca",
      [
        "basicConstraints=critical,CA:FALSE", "keyUsage=critical,digitalSignature",
        "subjectAltName=\(names)",
      ])
    let policy = PathPolicy(time: server.validity.notBefore, purpose: .server)
    do throws(PathFailure) {
      _ = try ValidatedPath(
        from: server, through: [], to: [root], policy: policy, using: OpenSSLCrypto.self)
      #expect(accepted)
    } catch {
      #expect(!accepted)
      #expect(error == PathFailure(rule: .nameNotPermitted, certificate: 0))
    }
    let said = try complaint(
      ["-trusted", "\(folder.path)/ca.pem", "\(folder.path)/server.pem"])
    #expect((said == nil) == accepted, "\(said ?? "accepted")")
  }

  @Test(arguments: [
    "3000", "3004 a002 3000", "300a a008 3006 8204 61626364 00",
    "300b a009 3007 8705 0102030405", "300d a00b 3009 8204 61626364 800100",
    "3004 a000 a100",
  ])
  func whatIsNoConstraintIsNotRead(_ der: String) {
    var parts = Parts()
    parts.extensions = [tlv(0x30, hex("0603551d1e"), hex("0101ff"), tlv(0x04, hex(der)))]
    #expect(throws: DERError.self) { try Certificate(der: parts.der) }
  }

  private func issue(
    _ folder: TemporaryFolder, _ name: String, by issuer: String?, _ extensions: [String]
  ) throws -> Certificate {
    let path = { (file: String) in "\(folder.path)/\(file)" }
    let configuration = try folder.write(
      "empty.cnf", Array("[req]\ndistinguished_name = dn\n[dn]\n".utf8))
    try openssl([
      "genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out",
      path("\(name).key"),
    ])
    var arguments = [
      "req", "-x509", "-new", "-config", configuration, "-key", path("\(name).key"), "-subj",
      "/O=\(name)", "-days", "30", "-out", path("\(name).pem"),
    ]
    if let issuer {
      arguments += ["-CA", path("\(issuer).pem"), "-CAkey", path("\(issuer).key")]
    }
    for text in ["subjectKeyIdentifier=hash", "authorityKeyIdentifier=keyid"] + extensions {
      arguments += ["-addext", text]
    }
    try openssl(arguments)
    let text = try folder.read("\(name).pem")
    return try Certificate(der: PEMReader.all(.certificate, in: text.span)[0])
  }
}
