// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Certificates
import Foundation
import Primitives
import TLS

enum PurposeChoice: String, CaseIterable, ExpressibleByArgument {
  case server, client

  var purpose: Purpose {
    switch self {
    case .server: .server
    case .client: .client
    }
  }
}

struct CertificatesVerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Look for a path from a certificate to a root that is trusted.",
    discussion: """
      The chain has the end entity first, any others after it, in whatever order. Without --host or
      --ip no name is checked. With --crl, nothing is fetched: the end entity is accepted only if a
      list in the file says that it is not revoked, the authorities above it unless one says that
      they are. Exit code 0 if it is accepted, 1 if it is rejected, 2 if a file
      cannot be read.

      Examples:
        things certificates verify --roots ca.pem --chain server.pem --host www.example
        things certificates verify --roots ca.pem --chain device.pem --purpose client --json
        things certificates verify --roots ca.pem --chain server.pem --explain
      """)

  @Option(help: "File with the certificates to trust.", completion: .file())
  var roots: String

  @Option(help: "File with the chain, the end entity first.", completion: .file())
  var chain: String

  @Option(help: "File with more certificates that may be on the path.", completion: .file())
  var intermediates: String?

  @Option(help: "The name of the server that was to be reached.")
  var host: String?

  @Option(help: "The address of the server that was to be reached.")
  var ip: String?

  @Option(help: "server or client.")
  var purpose: PurposeChoice = .server

  @Option(help: "When, RFC 3339 (default: now).")
  var time: String?

  @Option(help: "File with lists of revoked certificates.", completion: .file())
  var crl: String?

  @Option(help: "\(CryptoChoice.allCases.map(\.rawValue).joined(separator: ", ")).")
  var crypto: CryptoChoice = .openssl

  @Flag(help: "Tell each step of the search.")
  var explain = false

  @Flag(help: "Print JSON.")
  var json = false

  func validate() throws {
    guard host == nil || ip == nil else { throw ValidationError("give --host or --ip, not both") }
    if let host, host.isEmpty || ServerName.address(host) != nil {
      throw ValidationError("--host '\(host)' is no host name; for an address there is --ip")
    }
    if let ip, ServerName.address(ip) == nil {
      throw ValidationError("--ip '\(ip)' is no address, as 192.0.2.1 or 2001:db8::1")
    }
    _ = try time.map(Time.init(argument:))
  }

  func run() throws {
    let (trusted, given, others, lists) = try orExitCode2 {
      (
        try CertificateFile.readRoots(roots),
        try CertificateFile.read(chain, as: "chain"),
        try intermediates.map { try CertificateFile.read($0, as: "intermediates") } ?? [],
        try crl.map { try CertificateFile.readLists($0) } ?? []
      )
    }
    let through = Array(given.dropFirst()) + others
    var policy = try self.policy()
    if crl != nil { policy.revocation = RevocationPolicy(.endEntity, lists: lists) }
    let asked = policy
    func judge<Crypto: CryptoProvider>(_ crypto: Crypto.Type) -> PathVerdict {
      PathVerdict(
        given[0], through: through, to: trusted, policy: asked, using: crypto, explained: explain)
    }
    let verdict = judge(crypto.provider)
    print(json ? try encodedJSON(verdict) : verdict.text(), terminator: "")
    if !verdict.isAccepted { throw ExitCode.failure }
  }

  private func policy() throws -> PathPolicy {
    var policy = PathPolicy(
      time: try time.map(Time.init(argument:)) ?? .now, purpose: purpose.purpose)
    if let host { policy.server = .dns(Array(host.utf8)) }
    if let ip { policy.server = ServerName.address(ip).map(GeneralName.ip) }
    return policy
  }
}

extension PathVerdict {
  func text() -> String {
    var lines: [String] = []
    for (i, step) in (steps ?? []).enumerated() {
      lines += Columns.fact("\(i + 1)", step, column: 4)
    }
    lines.append(verdict)
    for step in path {
      lines += Columns.fact("\(step.index)", step.subject, column: 4)
      lines += Columns.fact("", "serial number " + step.serialNumber, column: 4)
    }
    if let reason { lines += Columns.fact("reason", reason, column: 13) }
    if let certificate {
      lines += Columns.fact(
        "certificate", "\(certificate.index), \(certificate.subject)", column: 13)
      lines += Columns.fact("", "serial number " + certificate.serialNumber, column: 13)
    }
    if let rule, let section { lines += Columns.fact("rule", "\(rule), \(section)", column: 13) }
    return lines.joined(separator: "\n") + "\n"
  }
}
