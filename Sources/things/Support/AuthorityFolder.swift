// SPDX-License-Identifier: Apache-2.0
import Authority
import Certificates
import Foundation

/// Where an authority lives: `ca.key`, `ca.pem` and its ledger, `ca.sqlite`.
struct AuthorityFolder: Sendable {
  var folder: Folder

  init(_ path: String) throws { folder = try Folder(path) }

  /// One that is there already; a wrong path must not make a folder.
  init(existing path: String) throws {
    guard FileManager.default.fileExists(atPath: path) else { throw NoAuthority(path: path) }
    folder = try Folder(path)
  }

  init(_ folder: Folder) { self.folder = folder }

  var keyFile: String { folder.file("ca.key") }
  var certificateFile: String { folder.file("ca.pem") }
  var ledgerFile: String { folder.file("ca.sqlite") }

  var rootFile: String { folder.file("root.pem") }

  var isTaken: Bool { [keyFile, ledgerFile].contains { Self.isThere($0) } }
  /// What of an authority is there.
  var taken: String { Self.isThere(keyFile) ? keyFile : ledgerFile }

  private static func isThere(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: path)
  }

  func key() throws -> PrivateKeyInfo {
    try Credentials.privateKeyInfo(Files.read(keyFile, as: "authority's key"), keyFile)
  }

  func certificate() throws -> Certificate {
    let der = try Credentials.certificates(certificateFile)[0]
    do throws(DERError) { return try Certificate(der: der) } catch {
      throw Credentials.Unreadable(path: certificateFile, reason: error)
    }
  }

  func saveKey(_ key: borrowing PrivateKeyInfo) throws {
    try folder.write("ca.key", key.pem().array, secret: true)
  }

  /// Its own certificate, and those above it up to the root.
  func saveCertificate(_ der: [UInt8], below chain: [[UInt8]] = []) throws {
    try folder.write("ca.pem", pemText([der] + chain))
  }

  /// What goes with a certificate that this authority issues, so that whoever knows the root
  /// can follow: nothing if it is the root.
  func chain() throws -> [[UInt8]] {
    let own = try Credentials.certificates(certificateFile)
    return try certificate().isSelfSigned ? [] : own
  }

  /// The root above all.
  func root() throws -> [UInt8] {
    try Credentials.certificates(Self.isThere(rootFile) ? rootFile : certificateFile)[0]
  }

  func newLedger() throws -> Ledger { try Ledger(path: ledgerFile) }

  /// An authority without its ledger does not know what it has issued, and must not go on.
  /// One from before there were ledgers, which left its name in a file, gets one.
  func ledger() throws -> Ledger {
    let old = folder.file("ca.name")
    let isOld = Self.isThere(old)
    guard isOld || Self.isThere(ledgerFile) else {
      guard Self.isThere(certificateFile) else { throw NoAuthority(path: folder.path) }
      throw LedgerMissing(path: ledgerFile)
    }
    let ledger = try newLedger()
    if isOld { unlink(old) }
    return ledger
  }

  /// Away with an authority, so that another one can be made here.
  func clear() {
    let names = [
      "ca.pem", "ca.sqlite", "ca.sqlite-wal", "ca.sqlite-shm", "ca.name", "ca.key", "root.pem",
    ]
    for name in names { unlink(folder.file(name)) }
  }

  struct NoAuthority: Error, CustomStringConvertible {
    var path: String
    var description: String {
      "there is no authority in \(path); make one with things ca init --directory \(path)"
    }
  }

  struct LedgerMissing: Error, CustomStringConvertible {
    var path: String
    var description: String {
      """
      \(path) is missing, and without it nobody knows what this authority has issued; \
      put back the last copy of it, or make a new authority
      """
    }
  }
}

/// Certificates in one file, in this order.
func pemText(_ certificates: [[UInt8]]) -> [UInt8] {
  certificates.flatMap { pem(.certificate, $0.span) }
}

extension LedgerEntry {
  var text: String { String(decoding: pem(.certificate, der.span), as: UTF8.self) }
}

extension Certificate {
  /// Or at least from one of its own name.
  fileprivate var isSelfSigned: Bool {
    issuer.withUnsafeBufferPointer { issuer in
      subject.withUnsafeBufferPointer { issuer.elementsEqual($0) }
    }
  }
}
