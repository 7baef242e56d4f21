// SPDX-License-Identifier: Apache-2.0
import CMbedTLS
import Identity

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A folder of its owner's alone, held open: whoever renames it meanwhile does not fool us.
final class StoreFolder: Sendable {
  let descriptor: CInt

  /// Makes the folder if it is not there; nobody else may look into it afterwards.
  init(_ path: String) throws(KeyStoreError) {
    guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw .fromSystem }
    descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .fromSystem }
    guard fchmod(descriptor, 0o700) == 0 else {
      let error = KeyStoreError.fromSystem
      close(descriptor)
      throw error
    }
  }

  deinit { close(descriptor) }

  /// One process at a time.
  func locked<R>(_ body: () throws(KeyStoreError) -> R) throws(KeyStoreError) -> R {
    while flock(descriptor, LOCK_EX) != 0 {
      guard errno == EINTR else { throw .fromSystem }
    }
    defer { flock(descriptor, LOCK_UN) }
    return try body()
  }

  /// `nil` if there is no such file; `.medium(EFBIG)` if it is longer than `limit`.
  func read(_ name: String, limit: Int) throws(KeyStoreError) -> [UInt8]? {
    let file = openat(descriptor, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
    guard file >= 0 else {
      if errno == ENOENT { return nil }
      throw .fromSystem
    }
    defer { close(file) }
    var bytes = [UInt8](repeating: 0, count: limit + 1)
    var filled = 0
    while filled < bytes.count {
      let count = bytes.withUnsafeMutableBytes {
        systemRead(file, $0.baseAddress! + filled, $0.count - filled)
      }
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw .fromSystem }
      if count == 0 { break }
      filled += count
    }
    guard filled <= limit else { throw .medium(Int(EFBIG)) }
    return Array(bytes[..<filled])
  }

  /// Written beside, made durable, then renamed: a power cut leaves the old file or the new.
  func replace(_ name: String, with bytes: [UInt8]) throws(KeyStoreError) {
    let beside = name + ".new"
    let file = openat(
      descriptor, beside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard file >= 0 else { throw .fromSystem }
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes {
        write(file, $0.baseAddress! + written, $0.count - written)
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { break }
      written += count
    }
    let isWhole = written == bytes.count && fsync(file) == 0
    let error = KeyStoreError.fromSystem
    close(file)
    guard isWhole else {
      unlinkat(descriptor, beside, 0)
      throw error
    }
    guard renameat(descriptor, beside, descriptor, name) == 0, fsync(descriptor) == 0 else {
      throw .fromSystem
    }
  }

  /// What others have written into this folder without waiting for the disk.
  func makeDurable() throws(KeyStoreError) {
    guard things_sync_folder(descriptor) == 0 else { throw .fromSystem }
  }
}

/// `StoreFolder.read` would hide it.
private func systemRead(_ file: CInt, _ out: UnsafeMutableRawPointer, _ room: Int) -> Int {
  read(file, out, room)
}
