// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
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

  @Option(help: "Why: \(RevocationWord.allCases.map(\.rawValue).joined(separator: ", ")).")
  var reason = RevocationWord.unspecified

  func run() async throws {
    let ledger = try authority.folder().ledger()
    let serialNumber = try which.serialNumber()
    try ledger.revoke(
      serialNumber, reason: reason.code, at: Int64(Date().timeIntervalSince1970))
    print("revoked \(hexadecimal(serialNumber)): \(reason.rawValue)")
  }
}

/// CRLReason (RFC 5280, 5.3.1), but for those that take a revocation back.
enum RevocationWord: String, CaseIterable, ExpressibleByArgument {
  case unspecified, keyCompromise, cACompromise, affiliationChanged, superseded
  case cessationOfOperation, privilegeWithdrawn, aACompromise

  var code: UInt8 {
    switch self {
    case .unspecified: 0
    case .keyCompromise: 1
    case .cACompromise: 2
    case .affiliationChanged: 3
    case .superseded: 4
    case .cessationOfOperation: 5
    case .privilegeWithdrawn: 9
    case .aACompromise: 10
    }
  }

  init?(code: UInt8) {
    guard let word = Self.allCases.first(where: { $0.code == code }) else { return nil }
    self = word
  }
}
