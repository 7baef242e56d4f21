// SPDX-License-Identifier: Apache-2.0
import GRDB

/// Why the ledger could not be read or written; nothing that was in it is lost.
public enum LedgerError: Error, Equatable, Sendable {
  /// No room on the disk, or no more of it allowed.
  case full(String)
  case cannotOpen(String, reason: String)
  case cannotWrite(String, reason: String)
  /// Not a database, or one with damage.
  case damaged(String, reason: String)
  /// Another process has been writing to it all the while.
  case busy(String)
  /// A newer version of this program has changed its form.
  case newer(String)
  /// The authority has had this number before: its random source repeats itself.
  case serialNumberTaken(String)
  case noSuchCertificate(String, ledger: String)
  case alreadyRevoked(String, reason: String)
  case noSuchAuthority(String)
}

extension LedgerError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .full(let path):
      """
      there is no room left to write \(path), so nothing was issued or changed; \
      make room on its disk and do it again
      """
    case .cannotOpen(let path, let reason):
      "cannot open the ledger \(path): \(reason); check the path and its permissions"
    case .cannotWrite(let path, let reason):
      """
      cannot write the ledger \(path), so nothing was issued or changed: \(reason); \
      check its disk and its permissions
      """
    case .damaged(let path, let reason):
      "\(path) is damaged or no ledger: \(reason); put back the last good copy of it"
    case .busy(let path):
      "another process keeps writing to \(path); wait until it ends, or end it"
    case .newer(let path):
      "a newer version of this program has written \(path); use that version"
    case .serialNumberTaken(let serial):
      """
      the serial number \(serial) was drawn before, so nothing was issued; \
      mend the random source, which repeats itself
      """
    case .noSuchCertificate(let serial, let path):
      "no certificate with the serial number \(serial) stands in \(path); list those that do"
    case .alreadyRevoked(let serial, let reason):
      "\(serial) was revoked already (\(reason)), and stays so; nothing is to be done"
    case .noSuchAuthority(let path):
      "\(path) does not know this authority; use the folder in which it was made"
    }
  }

  init(_ error: any Error, path: String, opening: Bool = false) {
    guard let error = error as? DatabaseError else {
      self = error as? LedgerError ?? .cannotWrite(path, reason: "\(error)")
      return
    }
    let reason = error.message ?? error.resultCode.description
    switch error.resultCode {
    case .SQLITE_FULL: self = .full(path)
    case .SQLITE_BUSY, .SQLITE_LOCKED: self = .busy(path)
    case .SQLITE_CORRUPT, .SQLITE_NOTADB: self = .damaged(path, reason: reason)
    default:
      self = opening ? .cannotOpen(path, reason: reason) : .cannotWrite(path, reason: reason)
    }
  }
}
