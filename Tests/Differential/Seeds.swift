// SPDX-License-Identifier: Apache-2.0
import Certificates
import Foundation
import OpenSSLBackend

/// Good chains to begin with: root, intermediate, server, written by three programs.
struct Seeds {
  var chains: [Chain]

  init(keys: [TestKey]) throws {
    var dice = Dice(seed: 1)
    chains = [
      try Self.ours(keys), try Builder(keys: keys).chain(&dice, plain: true),
    ]
    if let third = try Self.certtool(keys) { chains.append(third) }
    let rich = try Self.rich(keys)
    chains.append(rich)
  }

  private static func ours(_ keys: [TestKey]) throws -> Chain {
    let validity = try Validity(
      notBefore: Time(secondsSince1970: Question.time - 86_400 * 100),
      notAfter: Time(secondsSince1970: Question.time + 86_400 * 100))
    var root = try CertificateAuthority<OpenSSLCrypto>(
      name: Name(organization: Array("Things".utf8), commonName: Array("Root".utf8)),
      key: keys[0].ours())
    let middleName = Name(organization: Array("Things".utf8), commonName: Array("Middle".utf8))
    var middle = try CertificateAuthority<OpenSSLCrypto>(name: middleName, key: keys[1].ours())
    func serial(_ number: UInt8) throws -> SerialNumber {
      try SerialNumber(random: [UInt8](repeating: number, count: 16))
    }
    let rootDER = try root.root(pathLength: 1, serialNumber: serial(1), validity: validity)
    let middleDER = try root.issue(
      .authority(pathLength: 0), to: middleName, publicKey: keys[1].publicKey(),
      serialNumber: serial(2), validity: validity)
    let leaf = try middle.issue(
      .server([.dns(Array("device.example".utf8)), .ip([192, 0, 2, 1])]),
      to: Name(commonName: Array("device.example".utf8)), publicKey: keys[2].publicKey(),
      serialNumber: serial(3), validity: validity)
    return Chain(
      certificates: [leaf, middleDER, rootDER], keys: [keys[2], keys[1], keys[0]], source: "book")
  }

  /// OpenSSL's chain with one of every extension that a reader should know.
  private static func rich(_ keys: [TestKey]) throws -> Chain {
    let folder = try temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let configuration = """
      [root]
      basicConstraints=critical,CA:TRUE
      keyUsage=critical,keyCertSign,cRLSign
      subjectKeyIdentifier=hash
      [middle]
      basicConstraints=critical,CA:TRUE,pathlen:0
      keyUsage=critical,keyCertSign,cRLSign
      subjectKeyIdentifier=hash
      authorityKeyIdentifier=keyid
      nameConstraints=critical,permitted;DNS:example,permitted;email:example,\
      permitted;IP:192.0.2.0/255.255.255.0,permitted;dirName:base,permitted;URI:.example
      certificatePolicies=1.2.3.4
      [leaf]
      basicConstraints=CA:FALSE
      keyUsage=critical,digitalSignature
      extendedKeyUsage=serverAuth,clientAuth
      subjectKeyIdentifier=hash
      authorityKeyIdentifier=keyid
      subjectAltName=DNS:device.example,DNS:*.example,IP:192.0.2.1,email:x@example,\
      URI:https://device.example/
      certificatePolicies=1.2.3.4
      crlDistributionPoints=URI:http://crl.example/a
      authorityInfoAccess=OCSP;URI:http://ocsp.example/
      [base]
      O=Things
      """
    try configuration.write(toFile: "\(folder)/extensions", atomically: true, encoding: .utf8)
    let parts = ["root", "middle", "leaf"]
    for (i, part) in parts.enumerated() {
      try keys[i].pem().write(toFile: "\(folder)/\(part).key", atomically: true, encoding: .utf8)
      try program(
        "openssl",
        [
          "req", "-new", "-key", "\(folder)/\(part).key", "-subj", "/O=Things/CN=\(part)", "-out",
          "\(folder)/\(part).csr",
        ])
      let issuer =
        i == 0
        ? ["-signkey", "\(folder)/root.key"]
        : ["-CA", "\(folder)/\(parts[i - 1]).der", "-CAkey", "\(folder)/\(parts[i - 1]).key"]
      try program(
        "openssl",
        ["x509", "-req", "-in", "\(folder)/\(part).csr", "-days", "3650"] + issuer
          + [
            "-set_serial", "\(i + 1000)", "-extfile", "\(folder)/extensions", "-extensions", part,
            "-outform", "DER", "-out", "\(folder)/\(part).der",
          ])
    }
    let ders = try parts.reversed().map { try read("\(folder)/\($0).der") }
    return Chain(certificates: ders, keys: [keys[2], keys[1], keys[0]], source: "openssl")
  }

  /// GnuTLS's; nil where its program is missing.
  private static func certtool(_ keys: [TestKey]) throws -> Chain? {
    guard find("certtool") != nil else { return nil }
    let folder = try temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let times = """
      activation_date = "2026-01-01 00:00:00"
      expiration_date = "2028-01-01 00:00:00"
      organization = "Things"

      """
    let templates = [
      ("root", "cn = \"Root\"\nserial = 11\nca\ncert_signing_key\npath_len = 2\n"),
      (
        "middle",
        """
        cn = "Middle"
        serial = 12
        ca
        cert_signing_key
        path_len = 0
        nc_permit_dns = "example"
        """
      ),
      (
        "leaf",
        """
        cn = "device.example"
        serial = 13
        dns_name = "device.example"
        ip_address = "192.0.2.1"
        email = "x@example"
        signing_key
        tls_www_server
        policy1 = 1.2.3.4
        policy1_txt = "a policy"
        crl_dist_points = "http://crl.example/a"
        """
      ),
    ]
    for (i, (part, template)) in templates.enumerated() {
      try keys[i].pem().write(toFile: "\(folder)/\(part).key", atomically: true, encoding: .utf8)
      try (times + template + "\n").write(
        toFile: "\(folder)/\(part).template", atomically: true, encoding: .utf8)
      let above = i == 0 ? "" : templates[i - 1].0
      try program(
        "certtool",
        (i == 0
          ? ["--generate-self-signed"]
          : [
            "--generate-certificate", "--load-ca-certificate", "\(folder)/\(above).pem",
            "--load-ca-privkey", "\(folder)/\(above).key",
          ])
          + [
            "--load-privkey", "\(folder)/\(part).key", "--template", "\(folder)/\(part).template",
            "--outfile", "\(folder)/\(part).pem",
          ])
    }
    let ders = try ["leaf", "middle", "root"].map { part -> [UInt8] in
      try program(
        "openssl",
        [
          "x509", "-in", "\(folder)/\(part).pem", "-outform", "DER", "-out",
          "\(folder)/\(part).der",
        ])
      return try read("\(folder)/\(part).der")
    }
    return Chain(certificates: ders, keys: [keys[2], keys[1], keys[0]], source: "certtool")
  }

  private static func read(_ path: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
  }

  private static func temporaryFolder() throws -> String {
    let path = NSTemporaryDirectory() + "differential-\(ProcessInfo.processInfo.processIdentifier)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    return path
  }

  private static func find(_ name: String) -> String? {
    (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map {
      "\($0)/\(name)"
    }
    .first { FileManager.default.isExecutableFile(atPath: $0) }
  }

  private static func program(_ name: String, _ arguments: [String]) throws {
    guard let path = find(name) else { throw Broken("\(name) is not installed") }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    let error = Pipe()
    process.standardError = error
    try process.run()
    let said = error.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw Broken(
        "\(name) \(arguments.joined(separator: " ")): \(String(decoding: said, as: UTF8.self))")
    }
  }
}
