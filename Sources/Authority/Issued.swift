// SPDX-License-Identifier: Apache-2.0
import Certificates
import Foundation
import GRDB

extension Ledger {
  /// Finds an authority, or enters it into a ledger that has none: with another key than
  /// those of the ledger nothing is issued here.
  public func enrol(certificate: [UInt8], publicKey: [UInt8]) throws(LedgerError) -> Int64 {
    try write { db in
      if let id = try Int64.fetchOne(
        db, sql: "SELECT id FROM authority WHERE publicKey = ?", arguments: [publicKey.data])
      {
        return id
      }
      guard try Int.fetchOne(db, sql: "SELECT count(*) FROM authority") == 0 else {
        throw LedgerError.otherAuthority(path)
      }
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
          id: try row.value("id"), certificate: try row.bytes("certificate"),
          publicKey: try row.bytes("publicKey"),
          state: LedgerAuthority.State(rawValue: try row.value("state")) ?? .retired)
      }
    }
  }

  /// Enters certificates, all or none; they are on the disk when it returns.
  public func record(_ entries: [LedgerEntry]) throws(LedgerError) {
    try write { db in for entry in entries { try insert(entry, db) } }
  }

  func insert(_ entry: LedgerEntry, _ db: Database) throws {
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

  /// The newest that an authority has issued under this profile.
  public func lastCertificate(
    by authority: Int64, profile: String
  ) throws(LedgerError) -> LedgerEntry? {
    try read { db in
      try Row.fetchOne(
        db,
        sql: Self.entries + " WHERE certificate.authority = ? AND certificate.profile = ?"
          + " ORDER BY certificate.id DESC",
        arguments: [authority, profile]
      ).map(entry)
    }
  }

  /// Shows every certificate in the order of issue, one at a time.
  public func each(_ body: (LedgerEntry) throws -> Void) throws(LedgerError) {
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

  private func entry(_ row: Row) throws -> LedgerEntry {
    LedgerEntry(
      authority: try row.value("authority"), serialNumber: try row.bytes("serialNumber"),
      subject: try row.value("subject"), profile: try row.value("profile"),
      notBefore: try row.value("notBefore"), notAfter: try row.value("notAfter"),
      der: try row.bytes("der"),
      state: LedgerEntry.State(rawValue: try row.value("state")) ?? .revoked,
      revocation: try row.revocation(),
      replaces: (try row.value("oldNumber") as Data?).map { [UInt8]($0) })
  }
}

extension Row {
  /// A damaged ledger may hold anything, and must be no more than an error.
  func value<T: DatabaseValueConvertible & StatementColumnConvertible>(
    _ column: String
  ) throws -> T {
    try decode(T.self, forColumn: column)
  }

  func bytes(_ column: String) throws -> [UInt8] { [UInt8](try value(column) as Data) }

  /// From the columns `reason` and `time`; `nil` if they are empty.
  func revocation() throws -> Revocation? {
    guard let time: Int64 = try value("time"), let reason: UInt8 = try value("reason") else {
      return nil
    }
    return Revocation(
      date: Time(secondsSince1970: time), reason: RevocationReason(rawValue: reason))
  }
}
