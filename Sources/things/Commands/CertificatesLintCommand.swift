// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import CertificateView
import Certificates
import Foundation

extension LintProfile: ExpressibleByArgument {
  public init?(argument: String) {
    guard let profile = Self.all.first(where: { $0.name == argument }) else { return nil }
    self = profile
  }

  static let all: [LintProfile] = [.rfc7925, .tls13IoT, .ieee8021AR]
  public static var allValueStrings: [String] { all.map(\.name) }

  var name: String {
    switch self {
    case .rfc7925: "rfc7925"
    case .tls13IoT: "tls13-iot"
    case .ieee8021AR: "802.1ar"
    }
  }
}

struct CertificatesLintCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lint",
    abstract: "Hold certificates against a profile for things, and count the bytes to be saved.",
    discussion: """
      A file with several certificates is taken for a chain as it is sent, the end entity first.
      Each finding says how many bytes shorter the certificate would be without it; what has to be
      added is not counted. Exit code 1 if a MUST is broken, 2 if the file cannot be read.

      Examples:
        things certificates lint device.pem
        things certificates lint --profile 802.1ar idevid.pem
        things certificates lint --json chain.pem
      """)

  @Argument(help: "File with a certificate, or a chain of them.", completion: .file())
  var file: String

  @Option(help: "\(LintProfile.allValueStrings.joined(separator: ", ")).")
  var profile: LintProfile = .tls13IoT

  @Flag(help: "Print JSON.")
  var json = false

  func run() throws {
    let shown = try orExitCode2 {
      let certificates = try CertificateFile.read(file, as: "certificate")
      return Shown(certificates, profile)
    }
    print(json ? try encodedJSON(shown) : shown.text(), terminator: "")
    let isBroken = shown.certificates.contains { $0.findings.contains { $0.severity == "must" } }
    if isBroken { throw ExitCode.failure }
  }

  struct Shown: Encodable {
    var profile: String
    var certificates: [Linted] = []
    /// Of all that is sent, certificates and what lists them.
    var length: Int
    var mendedLength: Int

    init(_ chain: [Certificate], _ profile: LintProfile) {
      self.profile = profile.name
      length = chain.reduce(0) { $0 + $1.der.count }
      for (i, certificate) in chain.enumerated() {
        var inChain: [LintFinding] = []
        profile.lint(chain: chain) { place, finding in if place == i { inChain.append(finding) } }
        certificates.append(Linted(certificate, i, profile, inChain))
      }
      mendedLength = certificates.reduce(0) { $0 + $1.mendedLength }
    }
  }

  struct Linted: Encodable {
    var index: Int
    var subject: String
    var length: Int
    /// With all of the findings mended; 0 if it need not be sent.
    var mendedLength: Int
    var findings: [Finding]

    init(
      _ certificate: Certificate, _ index: Int, _ profile: LintProfile, _ inChain: [LintFinding]
    ) {
      self.index = index
      subject = subjectText(of: certificate)
      length = certificate.der.count
      let own = certificate.findings(for: profile)
      let isSent = !inChain.contains { $0.rule == .rootSent }
      mendedLength = isSent ? certificate.length(mending: own) : 0
      findings = (inChain + own).map(Finding.init)
    }
  }

  struct Finding: Encodable {
    var rule: String
    var severity: String
    var field: String
    var offset: Int
    var length: Int
    var section: String
    var advice: String
    var saving: Int

    init(_ finding: LintFinding) {
      rule = "\(finding.rule.name)"
      severity = "\(finding.severity)"
      field = "\(finding.field.text)"
      offset = finding.place.lowerBound
      length = finding.place.count
      section = "\(finding.section)"
      advice = "\(finding.rule.advice)"
      saving = finding.saving
    }
  }
}

extension CertificatesLintCommand.Shown {
  /// For people: what weighs most first, the bytes at the right of it.
  func text() -> String {
    var lines: [String] = []
    for linted in certificates {
      let title = "certificate \(linted.index): \(linted.subject)"
      lines += Columns.wrapped(title, Columns.width - 14).enumerated().map { i, line in
        i == 0
          ? line.padded(to: Columns.width - 12) + "\(linted.length) bytes".leftPadded(to: 12) : line
      }
      if linted.findings.isEmpty { lines.append("  nothing to mend") }
      for finding in linted.findings { lines += text(finding) }
      if linted.mendedLength < linted.length {
        let saved = "\(linted.length - linted.mendedLength) bytes less"
        lines.append("  all of it".padded(to: Columns.width - 20) + saved.leftPadded(to: 20))
      }
    }
    if certificates.count > 1 {
      let total = "\(length - mendedLength) of \(length) bytes less"
      lines.append("the chain".padded(to: Columns.width - 30) + total.leftPadded(to: 30))
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func text(_ finding: CertificatesLintCommand.Finding) -> [String] {
    let saving = finding.saving > 0 ? "−\(finding.saving)" : ""
    let end = finding.offset + finding.length
    let place =
      finding.length == 0 ? finding.field : "\(finding.field), bytes \(finding.offset)–\(end - 1)"
    let head = "  \(finding.severity.padded(to: 7))\(finding.rule): \(place)"
    let below = "\(finding.advice) (\(finding.section))"
    return [head.padded(to: Columns.width - 8) + saving.leftPadded(to: 8)].map {
      $0.trimmedAtEnd
    } + Columns.wrapped(below, Columns.width - 9).map { String(repeating: " ", count: 9) + $0 }
  }
}

extension String {
  fileprivate func leftPadded(to width: Int) -> String {
    String(repeating: " ", count: max(0, width - count)) + self
  }

  fileprivate var trimmedAtEnd: String {
    var text = self
    while text.last == " " { text.removeLast() }
    return text
  }
}
