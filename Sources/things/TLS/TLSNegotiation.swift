// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import TLS

/// What may be agreed on.
struct TLSNegotiation: ParsableArguments {
  @Option(help: "The only version to speak: 1.2 or 1.3 (default: both).")
  var tls: VersionChoice?

  @OptionGroup var suites: SuiteOptions

  @Option(
    help: "Groups to agree in, the preferred one first, with colons between: x25519:secp256r1.")
  var groups: String?

  @Option(help: "An application protocol (ALPN), the preferred one first; give one for each.")
  var alpn: [String] = []

  @Option(help: "Bytes of plaintext in a record that we take, 64 to 16384 (RFC 8449).")
  var recordSize: Int?

  func configure(_ configuration: inout TLSConfiguration) throws {
    if let tls { configuration.versions = tls.version...tls.version }
    configuration.suites = try suites.all()
    configuration.groups = try (groups ?? "").split(separator: ":").map(Self.group)
    configuration.applicationProtocols = alpn.map { Array($0.utf8) }
    if let recordSize { configuration.recordSizeLimit = recordSize }
  }

  private static func group(_ name: Substring) throws -> NamedGroup {
    switch name.lowercased() {
    case "x25519": return .x25519
    case "secp256r1", "p-256", "prime256v1": return .secp256r1
    default:
      throw ValidationError(
        "there is no group '\(name)' that we would agree in; choose x25519 or secp256r1")
    }
  }
}

enum VersionChoice: String, CaseIterable, ExpressibleByArgument {
  case tls12 = "1.2"
  case tls13 = "1.3"

  var version: TLSVersion { self == .tls12 ? .tls12 : .tls13 }
}
