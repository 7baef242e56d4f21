// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import CertificateView
import Certificates
import Foundation
import OpenSSLBackend
import Primitives

struct CertificatesInspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "What a certificate says, field by field or byte by byte.",
    discussion: """
      Reads PEM or DER; a file with several certificates shows them all. Nothing is verified here:
      anybody can write anything into a certificate. Exit code 2 if the file cannot be read.

      Examples:
        things certificates inspect server.pem
        things certificates inspect --wire server.pem
        things certificates inspect --json chain.pem
      """)

  @Argument(help: "File with one or more certificates.", completion: .file())
  var file: String

  @Flag(help: "Byte by byte: offset, bytes, and the field that they belong to.")
  var wire = false

  @Flag(help: "Print JSON.")
  var json = false

  @Option(help: "Say whether it is valid at this time, RFC 3339 (default: now).")
  var time: String?

  func validate() throws { _ = try time.map(Time.init(argument:)) }

  func run() throws {
    try orExitCode2 {
      let certificates = try CertificateFile.read(file, as: "certificate")
      if json {
        let text =
          wire
          ? try encodedJSON(certificates.map(WireShown.init))
          : try encodedJSON(certificates.map(Shown.init))
        return print(text, terminator: "")
      }
      for (i, certificate) in certificates.enumerated() {
        if certificates.count > 1 {
          print("\(i == 0 ? "" : "\n")Certificate \(i + 1) of \(certificates.count)")
        }
        print(try (wire ? wireLines(certificate) : lines(certificate)).joined(separator: "\n"))
      }
    }
  }

  private func wireLines(_ certificate: Certificate) throws -> [String] {
    CertificateWireTable.lines(
      try CertificateDissection(certificate).parts, of: certificate.der)
  }

  private func lines(_ certificate: Certificate) throws -> [String] {
    let shown = try Shown(certificate)
    let summary = shown.certificate
    let now = try time.map(Time.init(argument:)) ?? .now
    var lines: [String] = []
    func fact(_ name: String, _ value: String) { lines += Columns.fact(name, value) }
    fact("version", "\(summary.version)")
    fact("serialNumber", summary.serialNumber)
    fact("issuer", summary.issuer)
    fact("notBefore", summary.notBefore)
    fact("notAfter", summary.notAfter)
    fact("", summary.validity + "; " + standing(certificate.validity, at: now))
    fact("subject", summary.subject)
    fact("subjectPublicKey", summary.publicKeyAlgorithm)
    fact("", summary.publicKey)
    for found in summary.extensions {
      let known = found.name == found.id ? found.id : found.name
      lines += Columns.fact(known, found.critical ? "critical" : "not critical")
      for value in found.values {
        lines += Columns.fact(value.field, value.value, indent: 4, column: 24)
      }
    }
    fact("signatureAlgorithm", summary.signatureAlgorithm)
    fact("signatureValue", summary.signature)
    fact("length", "\(summary.length) bytes")
    fact("SHA-256", shown.sha256)
    fact("SHA-256 of the key", shown.publicKeySHA256)
    return lines
  }

  private func standing(_ validity: Validity, at time: Time) -> String {
    if time < validity.notBefore {
      let seconds = validity.notBefore.secondsSince1970 - time.secondsSince1970
      return "begins in " + durationText(rounded(seconds))
    }
    if validity.notAfter < time {
      let seconds = time.secondsSince1970 - validity.notAfter.secondsSince1970
      return "ended " + durationText(rounded(seconds)) + " ago"
    }
    if validity.notAfter == .noExpiry { return "valid now" }
    let seconds = validity.notAfter.secondsSince1970 - time.secondsSince1970 + 1
    return "valid for another " + durationText(rounded(seconds))
  }

  /// Of more than a day only the days count.
  private func rounded(_ seconds: Int64) -> Int64 {
    seconds > 86_400 ? seconds / 86_400 * 86_400 : seconds
  }

  struct Shown: Encodable {
    var certificate: CertificateSummary
    /// Over all of it, and over its SubjectPublicKeyInfo.
    var sha256: String
    var publicKeySHA256: String

    init(_ certificate: Certificate) throws {
      self.certificate = try CertificateSummary(certificate)
      sha256 = try Self.digest(certificate.der)
      publicKeySHA256 = try Self.digest(certificate.subjectPublicKeyInfo.array)
    }

    private static func digest(_ bytes: [UInt8]) throws -> String {
      hexText(
        try [UInt8](capacity: 32) { out throws(CryptoError) in
          var hash = try OpenSSLCrypto.SHA256()
          try hash.update(bytes.span)
          try hash.finish(into: &out)
        })
    }
  }

  struct WireShown: Encodable {
    struct Part: Encodable {
      var offset: Int
      var bytes: String
      var depth: Int
      var field: String
      var type: String
      var value: String
    }
    var length: Int
    var parts: [Part]

    init(_ certificate: Certificate) throws {
      length = certificate.der.count
      parts = try CertificateDissection(certificate).parts.map {
        Part(
          offset: $0.bytes.lowerBound, bytes: hexadecimal(certificate.der[$0.bytes]),
          depth: $0.depth, field: $0.field, type: $0.type, value: $0.value)
      }
    }
  }
}
