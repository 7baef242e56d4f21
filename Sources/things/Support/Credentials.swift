// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Certificates
import Primitives
import TLS

/// Whom we trust and who we are, from PEM files.
struct CredentialOptions: ParsableArguments {
  @Option(help: "PEM file with the certificates to trust.")
  var roots: String

  @Option(help: "PEM file with our own certificate chain, the end entity first.")
  var cert: String?

  @Option(help: "PEM file with the certificate's private key (PKCS #8).")
  var key: String?

  @Option(name: .customLong("name"), help: "The name the server must prove (default: the host).")
  var expectedName: String?

  func validate() throws {
    guard (cert == nil) == (key == nil) else {
      throw ValidationError("--cert and --key go together; give both or neither")
    }
  }

  func configuration(for host: String) throws -> TLSConfiguration {
    var configuration = TLSConfiguration()
    configuration.roots = try Credentials.certificates(roots)
    if let cert, let key {
      configuration.chain = try Credentials.certificates(cert)
      configuration.privateKey = try Credentials.privateKey(key)
    }
    configuration.expectedName = ServerName(expectedName ?? host)
    return configuration
  }
}
