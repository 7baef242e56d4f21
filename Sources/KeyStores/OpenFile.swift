// SPDX-License-Identifier: Apache-2.0
import Identity

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A file while it is open. A signal in between is no failure, and half a write no whole one.
struct OpenFile: ~Copyable {
  private let descriptor: CInt

  init(_ folder: CInt, _ name: String, _ flags: CInt) throws(KeyStoreError) {
    var opened: CInt
    repeat {
      opened = openat(folder, name, flags | O_CLOEXEC, 0o600)
    } while opened < 0 && errno == EINTR
    guard opened >= 0 else { throw .fromSystem }
    descriptor = opened
  }

  /// A lock is given back by name: a child that was forked meanwhile has the descriptor too, until
  /// it begins its own program, and would keep the lock for as long.
  deinit {
    unlock()
    close(descriptor)
  }

  /// As much as there is, at most until `out` is full.
  func read(into out: inout OutputSpan<UInt8>) throws(KeyStoreError) {
    try out.withUnsafeMutableBufferPointer { room, count throws(KeyStoreError) in
      count += try read(into: UnsafeMutableBufferPointer(rebasing: room[count...]))
    }
  }

  /// How many bytes there were, at most as many as there is room for.
  func read(into room: UnsafeMutableBufferPointer<UInt8>) throws(KeyStoreError) -> Int {
    var filled = 0
    while filled < room.count, let start = room.baseAddress {
      let got = systemRead(descriptor, start + filled, room.count - filled)
      if got < 0, errno == EINTR { continue }
      guard got >= 0 else { throw .fromSystem }
      if got == 0 { break }
      filled += got
    }
    return filled
  }

  func isAtEnd() throws(KeyStoreError) -> Bool {
    var byte: UInt8 = 0
    return try withUnsafeMutablePointer(to: &byte) { place throws(KeyStoreError) in
      try read(into: UnsafeMutableBufferPointer(start: place, count: 1)) == 0
    }
  }

  func writeAll(_ bytes: Span<UInt8>) throws(KeyStoreError) {
    let failure: KeyStoreError? = bytes.withUnsafeBufferPointer { all in
      var written = 0
      while written < all.count {
        let count = write(descriptor, all.baseAddress! + written, all.count - written)
        if count < 0, errno == EINTR { continue }
        // A write of nothing, without a reason, would go on for ever.
        guard count > 0 else { return count < 0 ? .fromSystem : .medium(Int(EIO)) }
        written += count
      }
      return nil
    }
    if let failure { throw failure }
  }

  func sync() throws(KeyStoreError) {
    while fsync(descriptor) != 0 {
      guard errno == EINTR else { throw .fromSystem }
    }
  }

  func keepForOwner() throws(KeyStoreError) {
    guard fchmod(descriptor, 0o600) == 0 else { throw .fromSystem }
  }

  /// Throws `.medium(EPERM)` if the file is another's, or if anybody else can open it.
  func checkOwnersAlone() throws(KeyStoreError) {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw .fromSystem }
    guard status.st_uid == geteuid(), status.st_mode & 0o077 == 0 else {
      throw .medium(Int(EPERM))
    }
  }

  func lock(waits: Bool) throws(KeyStoreError) {
    while flock(descriptor, waits ? LOCK_EX : LOCK_EX | LOCK_NB) != 0 {
      guard errno == EINTR else { throw .fromSystem }
    }
  }

  func unlock() { flock(descriptor, LOCK_UN) }
}

/// The method of this name hides it.
private func systemRead(_ file: CInt, _ out: UnsafeMutableRawPointer, _ room: Int) -> Int {
  read(file, out, room)
}
