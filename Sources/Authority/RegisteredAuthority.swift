// SPDX-License-Identifier: Apache-2.0
import Certificates
import Primitives
import Randomness
import SystemRandom

/// An authority that writes down what it issues before anybody can have it.
public struct RegisteredAuthority<Crypto: CryptoProvider>: ~Copyable {
  public let ledger: Ledger
  /// Its number in the ledger.
  public let id: Int64
  public let certificate: Certificate
  private var authority: CertificateAuthority<Crypto>
  private var random: any RandomSource

  /// The authority that has this certificate and key; the ledger gets to know it if it does not.
  public init(
    certificate: Certificate, key: consuming Crypto.P256, ledger: Ledger,
    random: any RandomSource = SystemRandom()
  ) throws {
    let authority = try CertificateAuthority<Crypto>(certificate: certificate, key: key)
    let id = try ledger.enrol(certificate: certificate.der, publicKey: authority.publicKey)
    self.init(authority, id, certificate, ledger, random)
  }

  /// A new authority at the top: its own certificate is the first in the ledger.
  public static func root(
    named name: Name, key: consuming Crypto.P256, pathLength: UInt8, validity: Validity,
    ledger: Ledger, random: any RandomSource = SystemRandom()
  ) throws -> RegisteredAuthority {
    var random = random
    let serialNumber = try SerialNumber.random(from: &random)
    var authority = try CertificateAuthority<Crypto>(name: name, key: key)
    let der = try authority.root(
      pathLength: pathLength, serialNumber: serialNumber, validity: validity)
    let certificate = try Certificate(der: der)
    let id = try ledger.enrol(certificate: der, publicKey: authority.publicKey)
    let root = RegisteredAuthority(authority, id, certificate, ledger, random)
    try root.record(
      der, serialNumber, .authority(pathLength: pathLength), name, validity, replacing: nil)
    return root
  }

  private init(
    _ authority: consuming CertificateAuthority<Crypto>, _ id: Int64, _ certificate: Certificate,
    _ ledger: Ledger, _ random: any RandomSource
  ) {
    self.authority = authority
    self.id = id
    self.certificate = certificate
    self.ledger = ledger
    self.random = random
  }

  public var name: Name { authority.name }
  public var publicKey: [UInt8] { authority.publicKey }

  /// Draws a serial number, signs, and enters the certificate in the ledger. If it throws,
  /// there is no such certificate.
  public mutating func issue(
    _ profile: Profile, to subject: Name, publicKey: [UInt8], validity: Validity,
    details: CertificateDetails = CertificateDetails(), replacing old: [UInt8]? = nil
  ) throws -> IssuedCertificate {
    let serialNumber = try SerialNumber.random(from: &random)
    let der = try authority.issue(
      profile, to: subject, publicKey: publicKey, serialNumber: serialNumber, validity: validity,
      details: details)
    try record(der, serialNumber, profile, subject, validity, replacing: old)
    return IssuedCertificate(serialNumber: serialNumber, der: der)
  }

  private func record(
    _ der: [UInt8], _ serialNumber: SerialNumber, _ profile: Profile, _ subject: Name,
    _ validity: Validity, replacing old: [UInt8]?
  ) throws(LedgerError) {
    try ledger.record([
      LedgerEntry(
        authority: id, serialNumber: serialNumber.bytes, subject: subject.text,
        profile: profile.text, notBefore: validity.notBefore.secondsSince1970,
        notAfter: validity.notAfter.secondsSince1970, der: der, state: .valid, replaces: old)
    ])
  }
}

extension SerialNumber {
  /// 20 bytes, the first of them not zero: so the bytes in the certificate are the bytes in
  /// the ledger.
  public static func random(
    from source: inout any RandomSource
  ) throws(X509Error) -> SerialNumber {
    var bytes = [UInt8](repeating: 0, count: 20)
    var span = bytes.mutableSpan
    do throws(CryptoError) { try source.fill(&span) } catch { throw .crypto(error) }
    bytes[0] |= 0x40
    return try SerialNumber(random: bytes)
  }
}

extension Name {
  /// `O=Things, CN=lamp, serialNumber=SN-1`, for people.
  public var text: String {
    [("O", organization), ("CN", commonName), ("serialNumber", serialNumber)]
      .filter { !$0.1.isEmpty }
      .map { "\($0)=\(String(decoding: $1, as: UTF8.self))" }.joined(separator: ", ")
  }
}

extension Profile {
  /// One word for the ledger.
  public var text: String {
    switch self {
    case .authority, .confinedAuthority: "authority"
    case .server: "server"
    case .client: "client"
    case .device: "device"
    case .initialDevice: "initial-device"
    case .localDevice: "local-device"
    case .ocspResponder: "ocsp-responder"
    }
  }
}
