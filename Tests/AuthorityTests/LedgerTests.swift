// SPDX-License-Identifier: Apache-2.0
import Authority
import Certificates
import Foundation
import GRDB
import OpenSSLBackend
import TestSupport
import Testing

struct LedgerTests {
  @Test func whatIsIssuedStandsInTheLedger() throws {
    let office = try Office()
    let issued = try office.issue(
      .server([.dns(ascii("a.example"))]),
      to: Name(organization: ascii("Things"), commonName: ascii("a")))
    let again = try Ledger(path: office.path)
    let entry = try #require(try again.certificate(issued.serialNumber.bytes))
    #expect(entry.der == issued.der && entry.state == .valid && entry.revocation == nil)
    #expect(entry.subject == "O=Things, CN=a" && entry.profile == "server")
    #expect(entry.notBefore == now.secondsSince1970)
    #expect(entry.notAfter == now.secondsSince1970 + 365 * 86_400)
    #expect(try again.count() == 2, "the root stands there too")
    #expect(try again.authorities().map(\.state) == [.current])
    #expect(try again.authorities().map(\.certificate) == [office.root])
    #expect(try again.certificate([1, 2, 3]) == nil)
  }

  /// RFC 5280, 4.1.2.2: unique, positive, at most 20 octets; and in the ledger the very octets
  /// that stand in the certificate.
  @Test func serialNumbersAreUniqueAndWholeAndTheSameInBoth() throws {
    let office = try Office()
    var seen = Set<[UInt8]>()
    for _ in 0..<50 {
      let issued = try office.issue()
      let number = try serialNumber(of: issued.der)
      #expect(number == issued.serialNumber.bytes && number.count == 20 && number[0] < 0x80)
      #expect(seen.insert(number).inserted)
    }
  }

  @Test func aRandomSourceThatRepeatsItselfIsFoundOut() throws {
    let office = try Office(random: StuckRandom())
    let error = #expect(throws: LedgerError.self) { try office.issue() }
    let taken = String(repeating: "07", count: 19)
    #expect(error == .serialNumberTaken("47" + taken))
    #expect(try office.ledger.count() == 1)
  }

  @Test func noRoomMeansNotIssuedAndNothingIsLost() throws {
    let office = try Office(maximumPages: 40)
    var issued = [[UInt8]]()
    let error = #expect(throws: LedgerError.self) {
      while issued.count < 1000 { issued.append(try office.issue().serialNumber.bytes) }
    }
    #expect(error == .full(office.path))
    #expect(issued.count > 10)
    #expect(try Office.serialNumbers(in: office.ledger) == issued)
    let roomy = try Ledger(path: office.path)
    #expect(try Office.serialNumbers(in: roomy) == issued)
    try roomy.revoke(issued.last ?? [], reason: .superseded, at: now)
    try expectIntegrity(office.path)
  }

  /// A power cut leaves of the journal what had reached the disk: the front of it, up to any
  /// byte. Every front is a ledger in which the first certificates stand and no half of one.
  @Test func aPowerCutAtAnyByteLeavesWhatWasThereBeforeOrAfter() throws {
    let office = try Office()
    var issued = [[UInt8]]()
    for _ in 0..<12 { issued.append(try office.issue().serialNumber.bytes) }
    let main = try Data(contentsOf: URL(fileURLWithPath: office.path))
    let journal = try Data(contentsOf: URL(fileURLWithPath: office.path + "-wal"))
    #expect(journal.count > 12 * 4096)
    var counts = Set<Int>()
    for cut in stride(from: 0, through: journal.count, by: 1021) + [journal.count] {
      let folder = try TemporaryFolder()
      let path = try folder.write("ca.sqlite", main)
      try folder.write("ca.sqlite-wal", journal.prefix(cut))
      let found = try Office.serialNumbers(in: Ledger(path: path))
      #expect(found == Array(issued.prefix(found.count)), "cut at \(cut)")
      counts.insert(found.count)
      try expectIntegrity(path)
    }
    #expect(counts.contains(12) && counts.count > 6)
  }

  @Test func whatIsNoLedgerIsRefusedAndLeftAlone() throws {
    let folder = try TemporaryFolder()
    let text = ascii(String(repeating: "This is no database. ", count: 400))
    let path = try folder.write("ca.sqlite", text)
    let error = #expect(throws: LedgerError.self) { try Ledger(path: path) }
    guard case .damaged(path, _) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(try [UInt8](Data(contentsOf: URL(fileURLWithPath: path))) == text)
    let nowhere = #expect(throws: LedgerError.self) { try Ledger(path: "/nowhere/ca.sqlite") }
    guard case .cannotOpen = nowhere else {
      Issue.record("\(String(describing: nowhere))")
      return
    }
  }

  @Test func aDamagedLedgerIsAnErrorAndNotACrash() throws {
    let office = try Office()
    for _ in 0..<20 { try office.issue() }
    let file = URL(fileURLWithPath: office.path)
    try DatabaseQueue(path: office.path).writeWithoutTransaction {
      _ = try $0.checkpoint(.truncate)
    }
    let whole = try [UInt8](Data(contentsOf: file))
    var random = SeededRandom(seed: 5)
    for _ in 0..<60 {
      var spoilt = whole
      for _ in 0..<40 { spoilt[Int(random.next() % UInt64(spoilt.count))] = 0xff }
      let folder = try TemporaryFolder()
      let path = try folder.write("ca.sqlite", spoilt)
      do throws(LedgerError) {
        let ledger = try Ledger(path: path)
        try ledger.each { _ in }
        try ledger.record([])
      } catch {
        #expect("\(error)".contains(path))
      }
    }
  }

  @Test func aLedgerFromTheFutureIsLeftAlone() throws {
    let office = try Office()
    try DatabaseQueue(path: office.path).write {
      try $0.execute(sql: "INSERT INTO grdb_migrations (identifier) VALUES ('quantum')")
    }
    let error = #expect(throws: LedgerError.self) { try Ledger(path: office.path) }
    #expect(error == .newer(office.path))
  }

  @Test func anotherKeyFindsNoLedgerHere() throws {
    let (office, other) = (try Office(), try Office())
    let error = #expect(throws: LedgerError.self) {
      try office.ledger.enrol(certificate: other.root, publicKey: [4, 1, 2])
    }
    #expect(error == .otherAuthority(office.path))
    #expect(try office.ledger.authorities().count == 1)
  }

  @Test func twoProcessesShareALedger() throws {
    let office = try Office()
    let other = try Ledger(path: office.path)
    let issued = try office.issue()
    try other.revoke(issued.serialNumber.bytes, reason: .keyCompromise, at: now)
    #expect(try office.ledger.certificate(issued.serialNumber.bytes)?.state == .revoked)
  }

  @Test(arguments: [
    LedgerError.full("p"), .cannotOpen("p", reason: "r"), .cannotWrite("p", reason: "r"),
    .damaged("p", reason: "r"), .busy("p"), .newer("p"), .serialNumberTaken("p"),
    .noSuchCertificate("0a", ledger: "p"), .alreadyRevoked("p", reason: "r"), .isRevoked("p"),
    .otherAuthority("p"),
  ])
  func anErrorIsOneSentenceThatSaysWhatToDo(_ error: LedgerError) {
    let text = "\(error)"
    #expect(text.contains("p") && text.contains("; ") && !text.contains("\n"))
    #expect(!text.hasSuffix("."))
  }

  private func expectIntegrity(
    _ path: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let said = try DatabaseQueue(path: path).read {
      try String.fetchAll($0, sql: "PRAGMA integrity_check")
    }
    #expect(said == ["ok"], sourceLocation: sourceLocation)
  }
}
