// SPDX-License-Identifier: Apache-2.0
import Certificates
import Primitives
import TestSupport
import Testing
import Wire

/// The same certificates, issued by `openssl ca` with the same keys: all that is signed must be
/// the same bytes. (The signatures differ, for each is made with a random number of its own.)
@Suite(.peer("openssl", package: "openssl"))
struct PeerCertificateTests {
  @Test(arguments: providers)
  func openSSLSignsTheSameBytes(provider: Provider) throws { try compare(provider.type) }

  private func compare<Crypto: CryptoProvider>(_: Crypto.Type) throws {
    let key = try Crypto.newKey()
    let folder = try TemporaryFolder()
    try write(key, "ca", folder)
    let authorityKey = try publicKey(key)
    var ca = try CertificateAuthority<Crypto>(name: rootName, key: key)
    let always = try Validity(
      notBefore: Time(secondsSince1970: begins), notAfter: .noExpiry)
    let years = try Validity(
      notBefore: Time(secondsSince1970: begins), notAfter: Time(secondsSince1970: ends))
    let serial = hex("f002020202020202")
    let serialNumber = try SerialNumber(random: serial)

    let root = try ca.root(pathLength: 1, serialNumber: serialNumber, validity: always)
    let peerRoot = try peer(
      folder, name: "ca", issuer: nil, subject: "O=Things\nCN=Things Test Root",
      until: "99991231235959Z", serial,
      """
      basicConstraints = critical,CA:TRUE,pathlen:1
      keyUsage = critical,keyCertSign,cRLSign
      subjectKeyIdentifier = \(try keyIdentifier(authorityKey))
      """)
    #expect(try hexString(signed(root)) == hexString(signed(peerRoot)))

    let serverKey = try Crypto.newKey()
    try write(serverKey, "server", folder)
    let serverPoint = try publicKey(serverKey)
    let server = try ca.issue(
      .server(serverNames), to: Name(commonName: ascii("Brökér 1")), publicKey: serverPoint,
      serialNumber: serialNumber, validity: years)
    let peerServer = try peer(
      folder, name: "server", issuer: "ca", subject: "CN=Brökér 1", until: "20351231235959Z",
      serial,
      """
      basicConstraints = critical,CA:FALSE
      keyUsage = critical,digitalSignature
      extendedKeyUsage = serverAuth
      subjectAltName = DNS:broker.example,DNS:localhost,IP:127.0.0.1,IP:::1
      subjectKeyIdentifier = \(try keyIdentifier(serverPoint))
      authorityKeyIdentifier = keyid
      """)
    #expect(try hexString(signed(server)) == hexString(signed(peerServer)))

    let deviceKey = try Crypto.newKey()
    try write(deviceKey, "device", folder)
    let devicePoint = try publicKey(deviceKey)
    let device = try ca.issue(
      .device, to: Name(organization: ascii("Things"), serialNumber: ascii("SN-0001")),
      publicKey: devicePoint, serialNumber: serialNumber, validity: always)
    let peerDevice = try peer(
      folder, name: "device", issuer: "ca", subject: "O=Things\nserialNumber=SN-0001",
      until: "99991231235959Z", serial,
      """
      basicConstraints = critical,CA:FALSE
      keyUsage = critical,digitalSignature
      extendedKeyUsage = clientAuth
      subjectKeyIdentifier = \(try keyIdentifier(devicePoint))
      authorityKeyIdentifier = keyid
      """)
    #expect(try hexString(signed(device)) == hexString(signed(peerDevice)))
  }

  /// What OpenSSL issues for `name.key`, signed by `issuer.key` or by itself, in DER.
  private func peer(
    _ folder: TemporaryFolder, name: String, issuer: String?, subject: String, until: String,
    _ serial: [UInt8], _ extensions: String
  ) throws -> [UInt8] {
    let path = { (file: String) in "\(folder.path)/\(file)" }
    try folder.write("index", [])
    try folder.write("serial", ascii(hexString(serial) + "\n"))
    let configuration = """
      [ca]
      default_ca = authority
      [authority]
      database = \(path("index"))
      serial = \(path("serial"))
      new_certs_dir = \(folder.path)
      default_md = sha256
      policy = anything
      preserve = yes
      [anything]
      organizationName = optional
      commonName = optional
      serialNumber = optional
      [req]
      distinguished_name = subject
      prompt = no
      utf8 = yes
      string_mask = utf8only
      [subject]
      \(subject)
      [extensions]
      \(extensions)

      """
    let file = try folder.write("\(name).cnf", ascii(configuration))
    let key = path("\(name).key")
    let request = path("\(name).csr")
    try openssl(["req", "-new", "-utf8", "-config", file, "-key", key, "-out", request])
    let signer =
      issuer.map { ["-cert", path("\($0).pem"), "-keyfile", path("\($0).key")] }
      ?? ["-selfsign", "-keyfile", key]
    try openssl(
      [
        "ca", "-config", file, "-batch", "-in", request, "-extensions", "extensions",
        "-startdate", "20260101000000Z", "-enddate", until, "-notext",
        "-out", path("\(name).pem"),
      ] + signer)
    let text = try folder.read("\(name).pem")
    return try PEMReader.all(.certificate, in: text.span)[0]
  }

  private func write<Key: Signer & ~Copyable>(
    _ key: borrowing Key, _ name: String, _ folder: TemporaryFolder
  ) throws {
    let text = try PrivateKeyInfo(key).pem()
    try folder.write("\(name).key", array(text.bytes))
  }

  private func keyIdentifier(_ publicKey: [UInt8]) throws -> String {
    let digest = try openssl(["dgst", "-sha256", "-r"], input: publicKey).prefix(40)
    return stride(from: 0, to: 40, by: 2).map {
      String(digest.dropFirst($0).prefix(2))
    }.joined(separator: ":")
  }

  /// The certificate's first element.
  private func signed(_ certificate: [UInt8]) throws -> [UInt8] {
    let (_, content) = try #require(untlv(certificate))
    // A tbsCertificate of 256 bytes or more, as all of these are, has a header of four bytes.
    try #require(content[1] == 0x82)
    return Array(content.prefix(4 + Int(content[2]) << 8 + Int(content[3])))
  }
}

func array(_ bytes: Span<UInt8>) -> [UInt8] { bytes.indices.map { bytes[$0] } }
