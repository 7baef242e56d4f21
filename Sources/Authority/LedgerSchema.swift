// SPDX-License-Identifier: Apache-2.0
import GRDB

/// The tables, and the steps that led to them. A step that was ever released is never changed:
/// ledgers out there have taken it already.
enum LedgerSchema {
  static var migrator: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("issued and revoked") { db in
      try db.execute(
        sql: """
          CREATE TABLE authority (
            id INTEGER PRIMARY KEY,
            certificate BLOB NOT NULL,
            publicKey BLOB NOT NULL UNIQUE,
            state TEXT NOT NULL CHECK (state IN ('current', 'retired'))
          ) STRICT;
          CREATE TABLE certificate (
            id INTEGER PRIMARY KEY,
            authority INTEGER NOT NULL REFERENCES authority (id),
            serialNumber BLOB NOT NULL,
            subject TEXT NOT NULL,
            profile TEXT NOT NULL,
            notBefore INTEGER NOT NULL,
            notAfter INTEGER NOT NULL,
            der BLOB NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('valid', 'replaced', 'revoked')),
            replaces INTEGER REFERENCES certificate (id),
            UNIQUE (authority, serialNumber)
          ) STRICT;
          CREATE INDEX certificateBySerialNumber ON certificate (serialNumber);
          CREATE TABLE revocation (
            certificate INTEGER PRIMARY KEY REFERENCES certificate (id),
            reason INTEGER NOT NULL,
            time INTEGER NOT NULL
          ) STRICT;
          CREATE TABLE revocationList (
            authority INTEGER NOT NULL REFERENCES authority (id),
            number INTEGER NOT NULL,
            thisUpdate INTEGER NOT NULL,
            nextUpdate INTEGER NOT NULL,
            der BLOB NOT NULL,
            PRIMARY KEY (authority, number)
          ) STRICT;
          """)
    }
    return migrator
  }
}
