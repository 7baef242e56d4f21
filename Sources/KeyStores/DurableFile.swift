// SPDX-License-Identifier: Apache-2.0
import Identity
import Primitives

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A small file that a power cut leaves either as it was or as it is to be.
///
/// Its folder is held open, so that whoever renames it meanwhile does not lead us elsewhere.
struct DurableFile: ~Copyable {
  /// No file of ours is longer.
  static let limit = 1 << 16

  private let folder: CInt
  private let name: String

  /// Makes the folder if it is not there; the one above it must be.
  init(_ path: String) throws(KeyStoreError) {
    let slash = path.lastIndex(of: "/")
    let name = slash.map { String(path[path.index(after: $0)...]) } ?? path
    let parent = slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
    guard !name.isEmpty, name != ".", name != ".." else { throw .medium(Int(EISDIR)) }
    guard mkdir(parent, 0o700) == 0 || errno == EEXIST else { throw .fromSystem }
    let folder = open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard folder >= 0 else { throw .fromSystem }
    self.folder = folder
    self.name = name
  }

  deinit { close(folder) }

  /// Nil if there is none; `.medium(EFBIG)` for one that we never wrote.
  func read() throws(KeyStoreError) -> [UInt8]? {
    guard try exists() else { return nil }
    let file = try OpenFile(folder, name, O_RDONLY | O_NOFOLLOW)
    let bytes = try [UInt8](capacity: Self.limit + 1) { out throws(KeyStoreError) in
      try file.read(into: &out)
    }
    guard bytes.count <= Self.limit else { throw .medium(Int(EFBIG)) }
    return bytes
  }

  /// Throws `.medium(EINVAL)` if it is of another length, and `.medium(EPERM)` if anybody but its
  /// owner can open it.
  func secret(count: Int) throws(KeyStoreError) -> Secret {
    let file = try OpenFile(folder, name, O_RDONLY | O_NOFOLLOW)
    try file.checkOwnersAlone()
    return try Secret(count: count) { place throws(KeyStoreError) in
      let filled = try place.withUnsafeMutableBufferPointer { room throws(KeyStoreError) in
        try file.read(into: room)
      }
      guard filled == count, try file.isAtEnd() else { throw .medium(Int(EINVAL)) }
    }
  }

  func exists() throws(KeyStoreError) -> Bool {
    if faccessat(folder, name, F_OK, 0) == 0 { return true }
    guard errno == ENOENT else { throw .fromSystem }
    return false
  }

  /// Written beside, put onto the disk, renamed, and the name put onto the disk too.
  func replace(with bytes: Span<UInt8>) throws(KeyStoreError) {
    let beside = name + ".new"
    do throws(KeyStoreError) {
      let file = try OpenFile(folder, beside, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW)
      try file.keepForOwner()
      try file.writeAll(bytes)
      try file.sync()
    } catch {
      unlinkat(folder, beside, 0)
      throw error
    }
    guard renameat(folder, beside, folder, name) == 0 else { throw .fromSystem }
    try sync()
  }

  /// Held until the file is closed. If another holds it, waits or throws `.medium(EWOULDBLOCK)`.
  func lock(waits: Bool) throws(KeyStoreError) -> OpenFile {
    let file = try OpenFile(folder, name, O_RDWR | O_CREAT | O_NOFOLLOW)
    try file.keepForOwner()
    try file.lock(waits: waits)
    return file
  }

  /// One process at a time.
  func locked(_ body: () throws(KeyStoreError) -> Void) throws(KeyStoreError) {
    let file = try lock(waits: true)
    defer { file.unlock() }
    try body()
  }

  private func sync() throws(KeyStoreError) {
    while fsync(folder) != 0 {
      guard errno == EINTR else { throw .fromSystem }
    }
  }
}
