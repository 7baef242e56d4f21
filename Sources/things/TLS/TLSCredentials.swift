// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Certificates
import TLS

/// Who we are and whom we believe, in all the ways that TLS knows: certificates, bare public
/// keys, or a key that was shared before.
struct TLSCredentials: ParsableArguments {
  @Option(help: "PEM file with the certificates to trust.")
  var roots: String?

  @Option(help: "PEM file with our own certificate chain, the end entity first.")
  var cert: String?

  @Option(help: "PEM file with our private key (PKCS #8), or device:FOLDER.")
  var key: String?

  @Flag(help: "Show our bare public key instead of a certificate (RFC 7250); needs --key alone.")
  var rawPublicKey = false

  @Option(
    help: "PEM file with a peer's public key, or its certificate, to believe; give one for each.")
  var trustedKey: [String] = []

  @OptionGroup var shared: SharedKeyOptions

  @Option(help: "How TLS 1.3 uses a shared key: ecdhe, or alone, which keeps no secret for later.")
  var pskMode = PreSharedKeyMode.ecdhe

  func validate() throws {
    if rawPublicKey {
      guard key != nil, cert == nil else {
        throw ValidationError("--raw-public-key shows the public half of --key, and no --cert")
      }
    } else {
      guard (cert == nil) == (key == nil) else {
        throw ValidationError("--cert and --key go together; give both or neither")
      }
    }
    guard roots == nil || trustedKey.isEmpty else {
      throw ValidationError("give --roots or --trusted-key, not both")
    }
    guard !shared.isGiven || (cert == nil && key == nil && roots == nil && trustedKey.isEmpty)
    else {
      throw ValidationError(
        "a pre-shared key proves both sides; leave --roots, --trusted-key, --cert and --key")
    }
    guard pskMode == .ecdhe || shared.isGiven else {
      throw ValidationError("--psk-mode is for a pre-shared key; give --psk-identity and its key")
    }
  }

  /// All but whom to trust by certificate, which is another question for each role.
  func identify(_ configuration: inout TLSConfiguration) throws {
    if let cert { configuration.chain = try Credentials.certificates(cert) }
    if let key { try KeySource(key).identify(&configuration) }
    if rawPublicKey { configuration.ownCertificateType = .rawPublicKey }
    configuration.trustedKeys = try trustedKey.map(Credentials.publicKey)
    configuration.preSharedKeys = try shared.keys()
    configuration.preSharedKeyModes = pskMode == .alone ? .alone : .withAgreement
  }
}

enum PreSharedKeyMode: String, CaseIterable, ExpressibleByArgument { case ecdhe, alone }

/// The same for who connects: it must always know whom.
struct TLSClientCredentials: ParsableArguments {
  @OptionGroup var own: TLSCredentials

  @Flag(help: "Trust the public roots of this system, which know no devices, only servers.")
  var systemRoots = false

  @Option(name: .customLong("name"), help: "The name the server must prove (default: the host).")
  var expectedName: String?

  func validate() throws {
    guard own.roots == nil || !systemRoots else {
      throw ValidationError("give --roots or --system-roots, not both")
    }
    let trusts = own.roots != nil || systemRoots || !own.trustedKey.isEmpty
    guard trusts != own.shared.isGiven else {
      throw ValidationError(
        "give either --roots, or --trusted-key, or --psk-identity with its key, and not both")
    }
    guard !own.shared.isGiven || expectedName == nil else {
      throw ValidationError("a pre-shared key proves both sides; leave out --name")
    }
    guard own.trustedKey.isEmpty || !systemRoots else {
      throw ValidationError("give --system-roots or --trusted-key, not both")
    }
  }

  func configure(_ configuration: inout TLSConfiguration, for host: String) throws {
    try own.identify(&configuration)
    if let roots = own.roots { configuration.trust(servers: try Credentials.serverRoots(roots)) }
    if systemRoots { configuration.trust(servers: try Credentials.systemRoots()) }
    if !own.shared.isGiven { configuration.expectedName = ServerName(expectedName ?? host) }
  }
}

/// The same for who is connected to: it must always prove itself.
struct TLSServerCredentials: ParsableArguments {
  @OptionGroup var own: TLSCredentials

  @Flag(help: "Serve also clients that prove nothing.")
  var noClientCertificate = false

  func validate() throws {
    guard own.key != nil || own.shared.isGiven else {
      throw ValidationError(
        "a server must prove itself; give --cert and --key, or --raw-public-key and --key, or "
          + "--psk-identity")
    }
    guard !own.shared.isGiven || !noClientCertificate else {
      throw ValidationError("a pre-shared key proves both sides; leave out --no-client-certificate")
    }
    let trusts = own.roots != nil || !own.trustedKey.isEmpty
    guard own.shared.isGiven || trusts != noClientCertificate else {
      throw ValidationError(
        "say which clients may come in: those that --roots have issued, those with a "
          + "--trusted-key, or all, with --no-client-certificate")
    }
  }

  func configure(_ configuration: inout TLSConfiguration) throws {
    try own.identify(&configuration)
    if let roots = own.roots { configuration.trust(devices: try Credentials.deviceRoots(roots)) }
    if noClientCertificate { configuration.clientCertificate = .none }
  }
}

extension Credentials {
  /// The DER of the public key in the file, which may be in a certificate.
  static func publicKey(_ path: String) throws -> [UInt8] {
    let text = try Files.read(path, as: "public key")
    var certificate: [UInt8]?
    do throws(PEMError) {
      var reader = PEMReader(text.span)
      while certificate == nil, let block = try reader.next() {
        if block.isLabelled(.publicKey) { return try block.bytes() }
        if block.isLabelled(.certificate) { certificate = try block.bytes() }
      }
    } catch { throw Unreadable(path: path, reason: error) }
    guard let certificate else { throw FileError.holdsNo(what: "public key", path: path) }
    let parsed: Certificate
    do throws(DERError) { parsed = try Certificate(der: certificate) } catch {
      throw Unreadable(path: path, reason: error)
    }
    return keyInfo(of: parsed)
  }

  private static func keyInfo(of certificate: Certificate) -> [UInt8] {
    let information = certificate.subjectPublicKeyInfo
    return information.withUnsafeBufferPointer { Array($0) }
  }
}
