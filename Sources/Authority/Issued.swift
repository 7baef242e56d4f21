// SPDX-License-Identifier: Apache-2.0
import Foundation
import GRDB

extension Ledger {
  /// Enters an authority, or finds it; a new one is the current one, and any before it retires.
  public func enrol(certificate: [UInt8], publicKey: [UInt8]) throws(LedgerError) -> Int64 {
    try write { db in
      if let id = try Int64.fetchOne(
        db, sql: "SELECT id FROM authority WHERE publicKey = ?", arguments: [publicKey.data])
      {
        return id
      }
      try db.execute(sql: "UPDATE authority SET state = 'retired'")
      try db.execute(
        sql: "INSERT INTO authority (certificate, publicKey, state) VALUES (?, ?, 'current')",
        arguments: [certificate.data, publicKey.data])
      return db.lastInsertedRowID
    }
  }

  /// All of them, the oldest first.
  public func authorities() throws(LedgerError) -> [LedgerAuthority] {
    try read { db in
      try Row.fetchAll(db, sql: "SELECT * FROM authority ORDER BY id").map { row in
        LedgerAuthority(
          id: row["id"], certificate: bytes(row["certificate"]), publicKey: bytes(row["publicKey"]),
          state: LedgerAuthority.State(rawValue: row["state"]) ?? .retired)
      }
    }
  }

  /// Enters certificates, all or none; they are on the disk when it returns.
  public func record(_ entries: [LedgerEntry]) throws(LedgerError) {
    try write { db in for entry in entries { try insert(entry, db) } }
  }

  private func insert(_ entry: LedgerEntry, _ db: Database) throws {
    var replaced: Int64?
    if let replaces = entry.replaces {
      replaced = try id(of: replaces, db)
      // What is revoked stays revoked.
      try db.execute(
        sql: "UPDATE certificate SET state = 'replaced' WHERE id = ? AND state = 'valid'",
        arguments: [replaced])
    }
    do {
      try db.execute(
        sql: """
          INSERT INTO certificate
            (authority, serialNumber, subject, profile, notBefore, notAfter, der, state, replaces)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
          """,
        arguments: [
          entry.authority, entry.serialNumber.data, entry.subject, entry.profile, entry.notBefore,
          entry.notAfter, entry.der.data, entry.state.rawValue, replaced,
        ])
    } catch let error as DatabaseError
      where error.extendedResultCode == .SQLITE_CONSTRAINT_UNIQUE
    {
      throw LedgerError.serialNumberTaken(hexadecimal(entry.serialNumber))
    }
  }

  /// The row of the newest certificate with this number.
  func id(of serialNumber: [UInt8], _ db: Database) throws -> Int64 {
    guard
      let id = try Int64.fetchOne(
        db, sql: "SELECT id FROM certificate WHERE serialNumber = ? ORDER BY id DESC",
        arguments: [serialNumber.data])
    else {
      throw LedgerError.noSuchCertificate(hexadecimal(serialNumber), ledger: path)
    }
    return id
  }

  /// The certificate with this number, `nil` if there is none.
  public func certificate(_ serialNumber: [UInt8]) throws(LedgerError) -> LedgerEntry? {
    try read { db in
      try Row.fetchOne(
        db, sql: Self.entries + " WHERE certificate.serialNumber = ? ORDER BY certificate.id DESC",
        arguments: [serialNumber.data]
      ).map(entry)
    }
  }

  /// Shows every certificate in the order of issue, one at a time.
  public func forEach(_ body: (LedgerEntry) throws -> Void) throws(LedgerError) {
    try read { db in
      let rows = try Row.fetchCursor(db, sql: Self.entries + " ORDER BY certificate.id")
      while let row = try rows.next() { try body(entry(row)) }
    }
  }

  public func count() throws(LedgerError) -> Int {
    try read { db in try Int.fetchOne(db, sql: "SELECT count(*) FROM certificate") ?? 0 }
  }

  private static var entries: String {
    """
    SELECT certificate.*, revocation.reason, revocation.time, old.serialNumber AS oldNumber
    FROM certificate
    LEFT JOIN revocation ON revocation.certificate = certificate.id
    LEFT JOIN certificate AS old ON old.id = certificate.replaces
    """
  }

  private func entry(_ row: Row) -> LedgerEntry {
    var revocation: LedgerEntry.Revocation?
    if let time: Int64 = row["time"], let reason: UInt8 = row["reason"] {
      revocation = LedgerEntry.Revocation(reason: reason, time: time)
    }
    return LedgerEntry(
      authority: row["authority"], serialNumber: bytes(row["serialNumber"]),
      subject: row["subject"], profile: row["profile"], notBefore: row["notBefore"],
      notAfter: row["notAfter"], der: bytes(row["der"]),
      state: LedgerEntry.State(rawValue: row["state"]) ?? .revoked, revocation: revocation,
      replaces: (row["oldNumber"] as Data?).map { [UInt8]($0) })
  }
}
