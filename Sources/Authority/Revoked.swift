// SPDX-License-Identifier: Apache-2.0
import Foundation
import GRDB

extension Ledger {
  /// Takes a certificate back, for good. `reason` is a CRLReason (RFC 5280, 5.3.1).
  public func revoke(
    _ serialNumber: [UInt8], reason: UInt8, at time: Int64
  ) throws(LedgerError) {
    try write { db in
      let id = try id(of: serialNumber, db)
      if let before = try UInt8.fetchOne(
        db, sql: "SELECT reason FROM revocation WHERE certificate = ?", arguments: [id])
      {
        throw LedgerError.alreadyRevoked(hexadecimal(serialNumber), reason: "reason \(before)")
      }
      try db.execute(
        sql: "INSERT INTO revocation (certificate, reason, time) VALUES (?, ?, ?)",
        arguments: [id, reason, time])
      try db.execute(
        sql: "UPDATE certificate SET state = 'revoked' WHERE id = ?", arguments: [id])
    }
  }

  /// What an authority has taken back, by serial number.
  public struct RevokedNumber: Equatable, Sendable {
    public var serialNumber: [UInt8]
    public var revocation: LedgerEntry.Revocation
  }

  /// Makes the authority's next list and keeps it: the numbers rise, whatever happens
  /// (RFC 5280, 5.2.3). A certificate stays on it until one list after it has ended has been
  /// (RFC 5280, 3.3).
  public func publish(
    authority: Int64, at time: Int64, until next: Int64,
    make: (_ number: Int64, _ revoked: [RevokedNumber]) throws -> [UInt8]
  ) throws(LedgerError) -> [UInt8] {
    try write { db in
      let last = try Row.fetchOne(
        db,
        sql: """
          SELECT number, thisUpdate FROM revocationList WHERE authority = ?
          ORDER BY number DESC
          """, arguments: [authority])
      let revoked = try Row.fetchAll(
        db,
        sql: """
          SELECT serialNumber, reason, time FROM certificate
          JOIN revocation ON revocation.certificate = certificate.id
          WHERE authority = ? AND notAfter >= ? ORDER BY time, certificate.id
          """, arguments: [authority, last?["thisUpdate"] ?? 0])
      let number: Int64 = (last?["number"] ?? 0) + 1
      let der = try make(
        number,
        revoked.map {
          RevokedNumber(
            serialNumber: bytes($0["serialNumber"]),
            revocation: LedgerEntry.Revocation(reason: $0["reason"], time: $0["time"]))
        })
      try db.execute(
        sql: """
          INSERT INTO revocationList (authority, number, thisUpdate, nextUpdate, der)
          VALUES (?, ?, ?, ?, ?)
          """, arguments: [authority, number, time, next, der.data])
      return der
    }
  }
}

extension [UInt8] {
  var data: Data { Data(self) }
}

func bytes(_ data: Data) -> [UInt8] { [UInt8](data) }
