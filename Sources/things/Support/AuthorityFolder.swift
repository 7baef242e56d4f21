// SPDX-License-Identifier: Apache-2.0
import Authority
import Certificates
import Foundation
import OpenSSLBackend

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

  /// Which key of the authority's: the one that issues, or one that it had before.
  enum Generation: Equatable, Sendable {
    case current
    case retired(Int)

    var name: String {
      switch self {
      case .current: "ca"
      case .retired(let number): "ca-\(number)"
      }
    }
  }

  /// All keys that the authority has had, the oldest first.
  func generations() throws -> [Generation] {
    let all = try ledger().authorities().count
    return (1..<max(all, 1)).map { .retired($0) } + [.current]
  }

  func key(_ generation: Generation = .current) throws -> PrivateKeyInfo {
    let path = folder.file("\(generation.name).key")
    return try Credentials.privateKeyInfo(Files.read(path, as: "authority's key"), path)
  }

  func certificate(_ generation: Generation = .current) throws -> Certificate {
    try WhichCertificate.read(folder.file("\(generation.name).pem"))
  }

  func saveKey(_ key: borrowing PrivateKeyInfo) throws {
    try folder.write("ca.key", key.pem().array, secret: true)
  }

  /// Its own certificate, and those above it up to the root.
  func saveCertificate(_ der: [UInt8], below chain: [[UInt8]] = []) throws {
    try folder.write("ca.pem", pemText([der] + chain))
  }

  /// What goes with a certificate that this authority issues, so that whoever knows the root
  /// can follow: nothing if it is the root, but for what leads to it from an older one.
  func chain(crossed: Bool = true) throws -> [[UInt8]] {
    let own = try Credentials.certificates(certificateFile)
    guard try certificate().isSelfSigned else { return own }
    let cross = folder.file("new-by-old.pem")
    guard crossed, Self.isThere(cross) else { return [] }
    let end = try WhichCertificate.read(cross).validity.notAfter
    return end < .now ? [] : try Credentials.certificates(cross)
  }

  /// The root above all.
  func root() throws -> [UInt8] {
    try Credentials.certificates(Self.isThere(rootFile) ? rootFile : certificateFile)[0]
  }

  func saveNextKey(_ key: borrowing PrivateKeyInfo) throws {
    try folder.write("ca-next.key", key.pem().array, secret: true)
  }

  /// Brings the files up to what the ledger says. A rotation that was cut off before it stood
  /// there has not happened, and one that was cut off later goes on here.
  func finishRotation(_ ledger: Ledger) throws {
    let next = folder.file("ca-next.key")
    guard Self.isThere(next) else { return }
    let text = try Files.read(next, as: "authority's next key")
    let signer: OpenSSLCrypto.P256 = try Credentials.privateKeyInfo(text, next).key()
    let authorities = try ledger.authorities()
    guard let current = authorities.last, authorities.count > 1,
      current.publicKey == (try signer.writtenPublicKey())
    else {
      unlink(next)
      return
    }
    let old = authorities[authorities.count - 2]
    let retired = "ca-\(authorities.count - 1)"
    try folder.write("\(retired).key", Files.read(keyFile, as: "authority's key"), secret: true)
    try folder.write("\(retired).pem", pemText([old.certificate]))
    for (name, issuer) in [("new-by-old", old), ("old-by-new", current)] {
      let cross = try ledger.lastCertificate(by: issuer.id, profile: "cross")
      try folder.write("\(name).pem", pemText(cross.map { [$0.der] } ?? []))
    }
    try folder.write("roots.pem", pemText([current.certificate, old.certificate]))
    try saveCertificate(current.certificate)
    guard rename(next, keyFile) == 0 else {
      throw FileError.cannotWrite(keyFile, String(cString: strerror(errno)))
    }
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

  /// The names of new files are on the disk when it returns.
  func sync() throws {
    let descriptor = open(folder.path, O_RDONLY | O_CLOEXEC)
    defer { close(descriptor) }
    guard descriptor >= 0, fsync(descriptor) == 0 else {
      throw FileError.cannotWrite(folder.path, String(cString: strerror(errno)))
    }
  }

  /// Away with an authority, so that another one can be made here.
  func clear() {
    let names = [
      "ca.pem", "ca.sqlite", "ca.sqlite-wal", "ca.sqlite-shm", "ca.name", "ca.key", "root.pem",
      "ca-next.key", "roots.pem", "new-by-old.pem", "old-by-new.pem",
    ]
    for name in names { unlink(folder.file(name)) }
  }

  struct NoAuthority: Error, CustomStringConvertible {
    var path: String
    var description: String {
      "there is no authority in \(path); make one with things ca init --directory \(path)"
    }
  }

  struct OtherKey: Error, CustomStringConvertible {
    var path: String
    var description: String {
      "ca.key and ca.pem in \(path) do not belong together; put back the one that is missing"
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
