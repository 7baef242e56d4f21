// SPDX-License-Identifier: Apache-2.0
import Authority
import Certificates
import Foundation
import OpenSSLBackend
import TestSupport
import Testing

@Suite(.peer("openssl", package: "openssl"))
struct RevocationTests {
  /// What OpenSSL's path validation says: nil if it accepts, else its own words.
  private func complaint(
    _ office: Office, _ leaf: [UInt8], list: [UInt8], at time: Int64 = now.secondsSince1970 + 60
  ) throws -> String? {
    let folder = office.folder
    let root = office.root
    let finished = try run(
      "openssl",
      [
        "verify", "-x509_strict", "-crl_check", "-attime", "\(time)", "-CAfile",
        folder.write("root.pem", pem(.certificate, root.span)), "-CRLfile",
        folder.write("list.pem", pem(.revocationList, list.span)),
        folder.write("leaf.pem", pem(.certificate, leaf.span)),
      ])
    return finished.status == 0 ? nil : finished.outputText + finished.errorText
  }

  @Test func theRevokedIsRefusedAndTheOtherIsNot() throws {
    let office = try Office()
    let (good, bad) = (try office.issue(), try office.issue())
    let before = try office.list()
    #expect(try complaint(office, bad.der, list: before) == nil)
    try office.ledger.revoke(bad.serialNumber.bytes, reason: .keyCompromise, at: now)
    let after = try office.list()
    #expect(try complaint(office, good.der, list: after) == nil)
    let said = try complaint(office, bad.der, list: after)
    #expect(said?.contains("certificate revoked") == true, "\(said ?? "accepted")")
    let late = now.secondsSince1970 + 25 * 3600
    let stale = try complaint(office, good.der, list: after, at: late)
    #expect(stale?.contains("CRL has expired") == true, "\(stale ?? "accepted")")
    let text = try run(
      "openssl", ["crl", "-inform", "DER", "-noout", "-text"], input: after
    ).outputText
    for words in [
      "X509v3 CRL Number: \n                2", "Key Compromise",
      hexadecimal(bad.serialNumber.bytes).uppercased(),
    ] { #expect(text.contains(words), "\(words) is not in\n\(text)") }
    #expect(!text.contains(hexadecimal(good.serialNumber.bytes).uppercased()))
  }

  /// RFC 5280, 5.2.3 and 3.3.
  @Test func listsAreNumberedAndForgetWhatIsOver() throws {
    let office = try Office()
    let issued = try office.issue()
    try office.ledger.revoke(issued.serialNumber.bytes, reason: .superseded, at: now)
    let end = now.secondsSince1970 + 365 * 86_400
    func names(_ list: [UInt8]) -> Bool { list.contains(issued.serialNumber.bytes) }
    #expect(names(try office.list(at: Time(secondsSince1970: end - 10))))
    #expect(names(try office.list(at: Time(secondsSince1970: end + 10))), "once after its end")
    #expect(!names(try office.list(at: Time(secondsSince1970: end + 20))))
    let text = try run(
      "openssl", ["crl", "-inform", "DER", "-noout", "-crlnumber"],
      input: office.list(at: Time(secondsSince1970: end + 30))
    ).outputText
    #expect(text.contains("crlNumber=0x04"), "\(text)")
  }

  @Test func aRevocationIsForGood() throws {
    let office = try Office()
    let number = try office.issue().serialNumber.bytes
    try office.ledger.revoke(number, reason: .keyCompromise, at: now)
    let again = #expect(throws: LedgerError.self) {
      try office.ledger.revoke(number, reason: .superseded, at: now)
    }
    #expect(again == .alreadyRevoked(hexadecimal(number), reason: "keyCompromise"))
    #expect(
      try office.ledger.certificate(number)?.revocation
        == Revocation(date: now, reason: .keyCompromise))
    let unknown = #expect(throws: LedgerError.self) {
      try office.ledger.revoke([9], reason: .superseded, at: now)
    }
    #expect(unknown == .noSuchCertificate("09", ledger: office.path))
  }

  @Test func aRenewalSaysTheSameAndOverlaps() throws {
    let office = try Office()
    let old = try office.issue(.server([.dns(ascii("a.example")), .ip([127, 0, 0, 1])]))
    let later = Time(secondsSince1970: now.secondsSince1970 + 300 * 86_400)
    let new = try office.renew(old.der, validity: days(365, from: later))
    let (first, second) = (try Certificate(der: old.der), try Certificate(der: new.der))
    #expect(second.validity.notBefore < first.validity.notAfter)
    #expect(try text(old.der, "subjectAltName") == text(new.der, "subjectAltName"))
    #expect(try text(old.der, "extendedKeyUsage") == text(new.der, "extendedKeyUsage"))
    #expect(try text(old.der, "subjectKeyIdentifier") != text(new.der, "subjectKeyIdentifier"))
    let number = old.serialNumber.bytes
    #expect(try office.ledger.certificate(number)?.state == .replaced)
    #expect(try office.ledger.certificate(new.serialNumber.bytes)?.replaces == number)
    let list = try office.list(at: later)
    for der in [old.der, new.der] {
      #expect(
        try complaint(office, der, list: list, at: later.secondsSince1970 + 60) == nil,
        "both are good in between")
    }
    try office.ledger.revoke(number, reason: .keyCompromise, at: later)
    let error = #expect(throws: LedgerError.self) {
      try office.renew(old.der, validity: days(365, from: later))
    }
    #expect(error == .isRevoked(hexadecimal(number)))
    #expect(try office.ledger.certificate(new.serialNumber.bytes)?.state == .valid)
  }

  @Test func onlyWhatWasIssuedHereIsRenewed() throws {
    let (office, other) = (try Office(), try Office())
    let theirs = try other.issue()
    let error = #expect(throws: LedgerError.self) {
      try office.renew(theirs.der, validity: days(365))
    }
    guard case .noSuchCertificate = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  private func text(_ der: [UInt8], _ extension: String) throws -> String {
    try run(
      "openssl", ["x509", "-inform", "DER", "-noout", "-ext", `extension`], input: der
    ).outputText
  }
}
