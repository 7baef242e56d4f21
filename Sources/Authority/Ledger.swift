// SPDX-License-Identifier: Apache-2.0
import GRDB

/// What authorities have issued and taken back, in one SQLite file.
///
/// A change is on the disk before the function that makes it returns: the journal is
/// written ahead of the file and flushed with every transaction, so that a power cut leaves
/// the ledger as it was before or after.
public final class Ledger: Sendable {
  public let path: String
  private let queue: DatabaseQueue

  /// Opens the ledger, or makes one. `maximumPages`, of 4096 bytes each, keeps it small.
  public init(path: String, maximumPages: Int? = nil) throws(LedgerError) {
    self.path = path
    var configuration = Configuration()
    configuration.busyMode = .timeout(5)
    configuration.prepareDatabase { db in
      _ = try String.fetchOne(db, sql: "PRAGMA journal_mode = WAL")
      try db.execute(sql: "PRAGMA synchronous = FULL")
      if let maximumPages {
        _ = try Int.fetchOne(db, sql: "PRAGMA max_page_count = \(maximumPages)")
      }
    }
    do {
      queue = try DatabaseQueue(path: path, configuration: configuration)
      let migrator = LedgerSchema.migrator
      if try queue.read({ try migrator.hasBeenSuperseded($0) }) { throw LedgerError.newer(path) }
      try migrator.migrate(queue)
    } catch { throw LedgerError(error, path: path, opening: true) }
  }

  func write<T>(_ change: (Database) throws -> T) throws(LedgerError) -> T {
    do { return try queue.write(change) } catch { throw LedgerError(error, path: path) }
  }

  func read<T>(_ look: (Database) throws -> T) throws(LedgerError) -> T {
    do { return try queue.read(look) } catch { throw LedgerError(error, path: path) }
  }
}

/// Lower-case digits, as OpenSSL's users and ours write serial numbers.
public func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
  let digits = Array("0123456789abcdef".utf8)
  return String(
    decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
}
