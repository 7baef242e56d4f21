// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Authority
import Certificates
import Foundation

struct CARevokeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "revoke",
    abstract: "Take a certificate back, for good.",
    discussion: """
      Who asks learns of it from the next list (things ca crl) or from the responder
      (things ca ocsp).

      Examples:
        things ca revoke --directory pki --certificate pki/device.pem --reason keyCompromise
        things ca revoke --directory pki --serial 5f0c…
      """)

  @OptionGroup var authority: AuthorityOptions
  @OptionGroup var which: WhichCertificate

  @Option(help: "Why: \(RevocationReason.lasting.map { "\($0.name)" }.joined(separator: ", ")).")
  var reason = RevocationReason.unspecified

  func run() async throws {
    let ledger = try authority.folder().ledger()
    let serialNumber = try which.serialNumber()
    try ledger.revoke(serialNumber, reason: reason, at: .now)
    print("revoked \(hexadecimal(serialNumber)): \(reason.name)")
  }
}

extension RevocationReason: ExpressibleByArgument {
  /// Those that do not take a revocation back some day.
  static var lasting: [RevocationReason] {
    allCases.filter { $0 != .certificateHold && $0 != .removeFromCRL }
  }

  public init?(argument: String) {
    guard let found = Self.lasting.first(where: { "\($0.name)" == argument }) else { return nil }
    self = found
  }

  public var defaultValueDescription: String { "\(name)" }
  public static var allValueStrings: [String] { lasting.map { "\($0.name)" } }
}
