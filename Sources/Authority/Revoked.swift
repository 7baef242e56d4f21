// SPDX-License-Identifier: Apache-2.0
import Certificates
import Foundation
import GRDB

extension Ledger {
  /// Takes a certificate back, for good.
  public func revoke(
    _ serialNumber: [UInt8], reason: RevocationReason, at time: Time
  ) throws(LedgerError) {
    try write { db in
      let id = try id(of: serialNumber, db)
      if let before = try UInt8.fetchOne(
        db, sql: "SELECT reason FROM revocation WHERE certificate = ?", arguments: [id])
      {
        let reason = RevocationReason(rawValue: before)?.name ?? "unspecified"
        throw LedgerError.alreadyRevoked(hexadecimal(serialNumber), reason: "\(reason)")
      }
      try db.execute(
        sql: "INSERT INTO revocation (certificate, reason, time) VALUES (?, ?, ?)",
        arguments: [id, reason.rawValue, time.secondsSince1970])
      try db.execute(
        sql: "UPDATE certificate SET state = 'revoked' WHERE id = ?", arguments: [id])
    }
  }

  /// What an authority knows of one of its numbers.
  public func status(
    of serialNumber: [UInt8], authority: Int64
  ) throws(LedgerError) -> KnownStatus {
    try read { db in
      let row = try Row.fetchOne(
        db,
        sql: """
          SELECT reason, time FROM certificate
          LEFT JOIN revocation ON revocation.certificate = certificate.id
          WHERE authority = ? AND serialNumber = ?
          """, arguments: [authority, serialNumber.data])
      guard let row else { return .neverIssued }
      return try row.revocation().map { .revoked($0) } ?? .good
    }
  }

  /// The number of an authority's last list, 0 if there was none, and what the next one must
  /// name: a certificate stays until one list has named it after its end (RFC 5280, 3.3).
  func revoked(authority: Int64) throws(LedgerError) -> (last: Int64, [RevokedCertificate]) {
    try read { db in
      let last = try Row.fetchOne(
        db,
        sql: """
          SELECT number, thisUpdate FROM revocationList WHERE authority = ?
          ORDER BY number DESC
          """, arguments: [authority])
      let lastTime: Int64 = try last?.value("thisUpdate") ?? 0
      let revoked = try Row.fetchAll(
        db,
        sql: """
          SELECT serialNumber, reason, time FROM certificate
          JOIN revocation ON revocation.certificate = certificate.id
          WHERE authority = ? AND notAfter >= ? ORDER BY time, certificate.id
          """, arguments: [authority, lastTime]
      ).compactMap { row in
        let number = try row.bytes("serialNumber")
        return try row.revocation().map { RevokedCertificate(serialNumber: number, $0) }
      }
      return (try last?.value("number") ?? 0, revoked)
    }
  }

  /// Keeps a list. Of two with one number, which two processes have made at once, the second
  /// is refused: the numbers rise (RFC 5280, 5.2.3).
  func recordList(
    authority: Int64, number: Int64, at time: Int64, until next: Int64, _ der: [UInt8]
  ) throws(LedgerError) {
    try write { db in
      try db.execute(
        sql: """
          INSERT INTO revocationList (authority, number, thisUpdate, nextUpdate, der)
          VALUES (?, ?, ?, ?, ?)
          """, arguments: [authority, number, time, next, der.data])
    }
  }

  /// Enters a new key of an authority and the certificates around it, all or none.
  func rotate(
    from old: Int64, publicKey: [UInt8], root: LedgerEntry, newByOld: LedgerEntry,
    oldByNew: LedgerEntry
  ) throws(LedgerError) {
    try write { db in
      try db.execute(sql: "UPDATE authority SET state = 'retired'")
      try db.execute(
        sql: "INSERT INTO authority (certificate, publicKey, state) VALUES (?, ?, 'current')",
        arguments: [root.der.data, publicKey.data])
      let new = db.lastInsertedRowID
      for (entry, authority) in [(root, new), (newByOld, old), (oldByNew, new)] {
        var entry = entry
        entry.authority = authority
        try insert(entry, db)
      }
    }
  }
}

extension [UInt8] {
  var data: Data { Data(self) }
}
