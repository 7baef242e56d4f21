// SPDX-License-Identifier: Apache-2.0
import Identity

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Where an agent listens: a socket in a folder that nobody else can put anything into.
struct AgentPlace: ~Copyable {
  let listener: LocalSocket
  private let path: String

  /// `group` may come in beside the owner (folder 0750, socket 0660); without one, the owner alone
  /// may (0700, 0600).
  ///
  /// Throws `.medium(EPERM)` for a folder that is another's or that others may write to or look
  /// into, `.medium(EADDRINUSE)` if an agent answers there already, and `.medium(EEXIST)` if what
  /// lies there is no socket.
  init(_ path: String, group: UInt32?) throws(KeyStoreError) {
    let slash = path.lastIndex(of: "/")
    let folder = slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
    try Self.prepare(folder, group)
    try Self.clear(path)
    let listener = try LocalSocket()
    try listener.listen(at: path)
    try listener.neverWait()
    if let group {
      guard chown(path, .max, group) == 0, chmod(path, 0o660) == 0 else { throw .fromSystem }
    }
    self.listener = listener
    self.path = path
  }

  deinit { unlink(path) }

  private static func prepare(_ folder: String, _ group: UInt32?) throws(KeyStoreError) {
    let isNew = mkdir(folder, 0o700) == 0
    guard isNew || errno == EEXIST else { throw .fromSystem }
    if isNew, let group {
      guard chown(folder, .max, group) == 0, chmod(folder, 0o750) == 0 else { throw .fromSystem }
    }
    var status = stat()
    guard lstat(folder, &status) == 0 else { throw .fromSystem }
    guard status.st_mode & S_IFMT == S_IFDIR, status.st_uid == geteuid(),
      status.st_mode & 0o027 == 0
    else { throw .medium(Int(EPERM)) }
  }

  /// An agent that was killed leaves its socket lying.
  private static func clear(_ path: String) throws(KeyStoreError) {
    var status = stat()
    guard lstat(path, &status) == 0 else {
      guard errno == ENOENT else { throw .fromSystem }
      return
    }
    guard status.st_mode & S_IFMT == S_IFSOCK else { throw .medium(Int(EEXIST)) }
    do throws(KeyStoreError) { try LocalSocket().connect(to: path) } catch {
      guard error == .unreachable else { throw error }
      guard unlink(path) == 0 else { throw .fromSystem }
      return
    }
    throw .medium(Int(EADDRINUSE))
  }
}
