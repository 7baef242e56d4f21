// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Certificates
import Primitives
import TLS

/// Whom we trust and who we are: certificates from PEM files, or a key that was shared before.
struct CredentialOptions: ParsableArguments {
  @Option(help: "PEM file with the certificates to trust.")
  var roots: String?

  @Flag(help: "Trust the public roots of this system, which know no devices, only servers.")
  var systemRoots = false

  @Option(help: "PEM file with our own certificate chain, the end entity first.")
  var cert: String?

  @Option(help: "PEM file with the certificate's private key (PKCS #8), or device:FOLDER.")
  var key: String?

  @OptionGroup var shared: SharedKeyOptions

  @Option(name: .customLong("name"), help: "The name the server must prove (default: the host).")
  var expectedName: String?

  @OptionGroup var suites: SuiteOptions

  func validate() throws {
    guard (cert == nil) == (key == nil) else {
      throw ValidationError("--cert and --key go together; give both or neither")
    }
    guard roots == nil || !systemRoots else {
      throw ValidationError("give --roots or --system-roots, not both")
    }
    guard (roots == nil && !systemRoots) == shared.isGiven else {
      throw ValidationError("give either --roots, or --psk-identity with its key, and not both")
    }
    guard !shared.isGiven || cert == nil && expectedName == nil else {
      throw ValidationError("a pre-shared key proves both sides; leave --cert, --key and --name")
    }
  }

  func configuration(for host: String) throws -> TLSConfiguration {
    var configuration = TLSConfiguration()
    if let roots { configuration.trust(servers: try Credentials.serverRoots(roots)) }
    if systemRoots { configuration.trust(servers: try Credentials.systemRoots()) }
    if let cert, let key {
      configuration.chain = try Credentials.certificates(cert)
      try KeySource(key).identify(&configuration)
    }
    configuration.preSharedKeys = try shared.keys()
    if !shared.isGiven { configuration.expectedName = ServerName(expectedName ?? host) }
    configuration.suites = try suites.all()
    return configuration
  }
}

/// The same for a server, which must always prove itself.
struct ServerCredentialOptions: ParsableArguments {
  @Option(help: "PEM file with the certificates that may issue clients' certificates.")
  var roots: String?

  @Option(help: "PEM file with the server's certificate chain, the end entity first.")
  var cert: String?

  @Option(help: "PEM file with the certificate's private key (PKCS #8), or device:FOLDER.")
  var key: String?

  @OptionGroup var shared: SharedKeyOptions
  @OptionGroup var suites: SuiteOptions

  var isGiven: Bool { cert != nil || shared.isGiven }

  func validate() throws {
    let given = [roots, cert, key].count { $0 != nil }
    guard given == 0 || given == 3 else {
      throw ValidationError("--roots, --cert and --key go together; give all three or none")
    }
    guard given == 0 || !shared.isGiven else {
      throw ValidationError("give certificates or a pre-shared key, not both")
    }
  }

  func configuration() throws -> TLSConfiguration {
    var configuration = TLSConfiguration()
    if let roots, let cert, let key {
      configuration.trust(devices: try Credentials.deviceRoots(roots))
      configuration.chain = try Credentials.certificates(cert)
      try KeySource(key).identify(&configuration)
    }
    configuration.preSharedKeys = try shared.keys()
    configuration.suites = try suites.all()
    return configuration
  }
}

/// A key that both sides have known before, spelt as `openssl` spells it.
struct SharedKeyOptions: ParsableArguments {
  @Option(help: "The identity of a pre-shared key; it goes over the network in the clear.")
  var pskIdentity: String?

  @Option(help: "The key in hexadecimal, for tries: other users of this machine can see it.")
  var psk: String?

  @Option(help: "File with the key in hexadecimal.")
  var pskFile: String?

  var isGiven: Bool { pskIdentity != nil }

  func validate() throws {
    let given = [psk, pskFile].count { $0 != nil }
    guard given == (isGiven ? 1 : 0) else {
      throw ValidationError("--psk-identity needs --psk-file or --psk, and they need it")
    }
  }

  func keys() throws -> [PreSharedKey] {
    guard let pskIdentity else { return [] }
    let text =
      if let pskFile { String(decoding: try Files.read(pskFile, as: "key"), as: UTF8.self) } else {
        psk ?? ""
      }
    let digits = text.filter { !$0.isWhitespace }
    let values = digits.compactMap(\.hexDigitValue)
    guard values.count == digits.count, values.count.isMultiple(of: 2) else {
      throw NotHexadecimal(source: pskFile ?? "--psk")
    }
    let bytes = stride(from: 0, to: values.count, by: 2).map {
      UInt8(values[$0] * 16 + values[$0 + 1])
    }
    return [PreSharedKey(identity: Array(pskIdentity.utf8), key: Secret(copying: bytes.span))]
  }

  struct NotHexadecimal: Error, CustomStringConvertible {
    var source: String
    var description: String {
      "the key in \(source) is not hexadecimal; write two digits for each of its bytes"
    }
  }
}

struct SuiteOptions: ParsableArguments {
  @Option(
    help: "Cipher suites by IANA's names, with colons between (default: the engine's choice).")
  var ciphers: String?

  func all() throws -> [CipherSuite] {
    try (ciphers ?? "").split(separator: ":").map { name in
      let known = (0...UInt16.max).lazy.map(CipherSuite.init(code:))
      guard let suite = known.first(where: { $0.name?.description == String(name) }) else {
        throw ValidationError(
          "there is no cipher suite '\(name)' that we would use; names are IANA's, such as "
            + "TLS_ECDHE_ECDSA_WITH_AES_128_CCM_8")
      }
      return suite
    }
  }
}
