// SPDX-License-Identifier: Apache-2.0
import Authority
import Certificates
import Identity
import OpenSSLBackend
import TestSupport
import Testing

/// A root with a new key, in the time in which some know the old one and some the new one.
@Suite(.peer("openssl", package: "openssl"))
struct RotationTests {
  private let office: Office
  private let newOffice: Office
  private let rotation: Rotation
  private let byOld: [UInt8]
  private let byNew: [UInt8]

  init() throws {
    office = try Office()
    byOld = try office.issue().der
    (rotation, newOffice) = try office.rotate()
    byNew = try newOffice.issue(to: Name(serialNumber: ascii("SN-2"))).der
  }

  @Test func bothRootsLeadToWhatEitherHasIssued() throws {
    try expect(byOld, root: office.root, through: [], accepted: true)
    try expect(byNew, root: rotation.newRoot, through: [], accepted: true)
    try expect(byNew, root: office.root, through: [rotation.newByOld], accepted: true)
    try expect(byOld, root: rotation.newRoot, through: [rotation.oldByNew], accepted: true)
  }

  @Test func withoutTheCertificatesBetweenNeitherDoes() throws {
    try expect(byNew, root: office.root, through: [], accepted: false)
    try expect(byOld, root: rotation.newRoot, through: [], accepted: false)
    try expect(byNew, root: office.root, through: [rotation.oldByNew], accepted: false)
  }

  /// An authority between keeps its place: one of the same name does not count
  /// (RFC 5280, 4.2.1.9).
  @Test func thePathIsNotLongerForIt() throws {
    let below = try newOffice.intermediate()
    try expect(
      below.leaf, root: office.root, through: [below.certificate, rotation.newByOld],
      accepted: true)
  }

  @Test func theLedgerKnowsBothKeys() throws {
    #expect(try office.ledger.authorities().map(\.state) == [.retired, .current])
    let certificates = try office.ledger.authorities().map(\.certificate)
    #expect(certificates == [office.root, rotation.newRoot])
    for der in [rotation.newRoot, rotation.newByOld, rotation.oldByNew] {
      let number = try serialNumber(of: der)
      #expect(try office.ledger.certificate(number)?.der == der)
    }
    let (old, new) = (try Certificate(der: office.root), try Certificate(der: rotation.newByOld))
    #expect(new.validity.notAfter <= old.validity.notAfter)
  }

  /// Each key's list names what that key has issued.
  @Test func theOldKeyStillTakesBack() throws {
    let number = try serialNumber(of: byOld)
    try office.ledger.revoke(number, reason: .keyCompromise, at: now)
    #expect(try office.list().contains(number))
    #expect(try !newOffice.list().contains(number))
  }

  private func expect(
    _ leaf: [UInt8], root: [UInt8], through others: [[UInt8]], accepted: Bool,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let time = now.secondsSince1970 + 60
    let folder = try TemporaryFolder()
    var arguments = ["verify", "-x509_strict", "-purpose", "sslclient", "-attime", "\(time)"]
    arguments += ["-CAfile", try folder.write("root.pem", pem(.certificate, root.span))]
    if !others.isEmpty {
      let text = others.flatMap { pem(.certificate, $0.span) }
      arguments += ["-untrusted", try folder.write("others.pem", text)]
    }
    arguments.append(try folder.write("leaf.pem", pem(.certificate, leaf.span)))
    let openSSL = try run("openssl", arguments)
    #expect(
      (openSSL.status == 0) == accepted, "\(openSSL.outputText)\(openSSL.errorText)",
      sourceLocation: sourceLocation)
    let anchors = try TrustAnchors<DevicePeer>([Certificate(der: root)])
    let device = try Certificate(der: leaf)
    let between = try others.map { try Certificate(der: $0) }
    var ours = true
    do throws(PathFailure) {
      _ = try anchors.validate(
        device: device, through: between, at: Time(secondsSince1970: time),
        using: OpenSSLCrypto.self)
    } catch { ours = false }
    #expect(ours == accepted, sourceLocation: sourceLocation)
  }
}
