// SPDX-License-Identifier: Apache-2.0
import Certificates
import Identity
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
    try ledger.record([
      root.entry(
        der, serialNumber, Profile.authority(pathLength: pathLength).text, name.text, validity)
    ])
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
    _ profile: Profile, to subject: Name, key: SubjectPublicKeyInfo, validity: Validity,
    details: CertificateDetails = CertificateDetails()
  ) throws -> IssuedCertificate {
    let serialNumber = try SerialNumber.random(from: &random)
    let der = try authority.issue(
      profile, to: subject, key: key, serialNumber: serialNumber, validity: validity,
      details: details)
    try ledger.record([
      entry(der, serialNumber, profile.text, subject.text, validity)
    ])
    return IssuedCertificate(serialNumber: serialNumber, der: der)
  }

  /// Issues what the old certificate says once more, for a key and a time. Both are good as
  /// long as they last, so that nobody is without one in between. One that was revoked stays
  /// away.
  public mutating func renew(
    _ old: Certificate, key: SubjectPublicKeyInfo, validity: Validity
  ) throws -> IssuedCertificate {
    let number = old.serialNumber.withUnsafeBufferPointer { Array($0) }
    guard let known = try ledger.certificate(number), known.der == old.der else {
      throw LedgerError.noSuchCertificate(hexadecimal(number), ledger: ledger.path)
    }
    guard known.state != .revoked else { throw LedgerError.isRevoked(hexadecimal(number)) }
    let serialNumber = try SerialNumber.random(from: &random)
    let der = try authority.renew(
      old, key: key, serialNumber: serialNumber, validity: validity)
    var entry = entry(der, serialNumber, known.profile, known.subject, validity)
    entry.replaces = number
    try ledger.record([entry])
    return IssuedCertificate(serialNumber: serialNumber, der: der)
  }

  /// The next list of what this authority has taken back, in DER.
  public mutating func revocationList(
    at time: Time, until next: Time
  ) throws -> [UInt8] {
    let (last, revoked) = try ledger.revoked(authority: id)
    let number = last + 1
    let der = try authority.revocationList(
      revoked, number: UInt64(number), thisUpdate: time, nextUpdate: next)
    try ledger.recordList(
      authority: id, number: number, at: time.secondsSince1970, until: next.secondsSince1970, der)
    return der
  }

  /// A new key and root for the same authority, and a certificate for each key by the other:
  /// who trusts either root can follow to what the other has issued (RFC 4210, 4.4).
  public mutating func rotate(
    to key: consuming Crypto.P256, validity: Validity
  ) throws -> Rotation {
    let old = certificate
    let pathLength = UInt8(clamping: old.extensions.basicConstraints?.pathLength ?? 0)
    let profile = Profile.authority(pathLength: pathLength)
    var next = try CertificateAuthority<Crypto>(name: name, key: key)
    let (newKey, oldKey) = try (
      SubjectPublicKeyInfo(.ecdsaP256, next.publicKey.span),
      SubjectPublicKeyInfo(.ecdsaP256, publicKey.span)
    )
    let newRoot = try SerialNumber.random(from: &random)
    let newByOld = try SerialNumber.random(from: &random)
    let oldByNew = try SerialNumber.random(from: &random)
    // Neither vouches for the other any longer than it lasts itself.
    let overlap = try Validity(
      notBefore: validity.notBefore, notAfter: min(validity.notAfter, old.validity.notAfter))
    let rotation = Rotation(
      newRoot: try next.root(
        pathLength: pathLength, serialNumber: newRoot, validity: validity),
      newByOld: try authority.issue(
        profile, to: name, key: newKey, serialNumber: newByOld, validity: overlap),
      oldByNew: try next.issue(
        profile, to: name, key: oldKey, serialNumber: oldByNew, validity: overlap))
    try ledger.rotate(
      from: id, publicKey: next.publicKey,
      root: entry(rotation.newRoot, newRoot, profile.text, name.text, validity),
      newByOld: entry(rotation.newByOld, newByOld, "cross", name.text, overlap),
      oldByNew: entry(rotation.oldByNew, oldByNew, "cross", name.text, overlap))
    return rotation
  }

  /// A key from the same random source.
  mutating func newKey() throws -> Crypto.P256 {
    var source = SourceBox(random)
    return try Crypto.P256.generate(using: &source)
  }

  private func entry(
    _ der: [UInt8], _ serialNumber: SerialNumber, _ profile: String, _ subject: String,
    _ validity: Validity
  ) -> LedgerEntry {
    LedgerEntry(
      authority: id, serialNumber: serialNumber.bytes, subject: subject, profile: profile,
      notBefore: validity.notBefore.secondsSince1970, notAfter: validity.notAfter.secondsSince1970,
      der: der, state: .valid)
  }
}

/// A source of any kind, for a function that wants one of a certain kind.
private struct SourceBox: RandomSource {
  private var source: any RandomSource

  init(_ source: any RandomSource) { self.source = source }

  mutating func fill(_ out: inout MutableSpan<UInt8>) throws(CryptoError) {
    try source.fill(&out)
  }
}

/// The three certificates of a new key: in DER.
public struct Rotation: Sendable {
  public var newRoot: [UInt8]
  public var newByOld: [UInt8]
  public var oldByNew: [UInt8]
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
