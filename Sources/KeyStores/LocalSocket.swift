// SPDX-License-Identifier: Apache-2.0
import CLocalPeer
import Identity
import Primitives
import Wire

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// One end of a connection on this machine, or the place where such connections arrive.
struct LocalSocket: ~Copyable {
  let descriptor: CInt

  init(owning descriptor: CInt) throws(KeyStoreError) {
    self.descriptor = descriptor
    #if canImport(Darwin)
    var on: CInt = 1
    setsockopt(descriptor, SOL_SOCKET, SO_NOSIGPIPE, &on, socklen_t(MemoryLayout<CInt>.size))
    #endif
    guard fcntl(descriptor, F_SETFD, FD_CLOEXEC) == 0 else { throw .fromSystem }
  }

  init() throws(KeyStoreError) {
    #if canImport(Glibc)
    let opened = socket(AF_UNIX, CInt(SOCK_STREAM.rawValue), 0)
    #else
    let opened = socket(AF_UNIX, SOCK_STREAM, 0)
    #endif
    guard opened >= 0 else { throw .fromSystem }
    try self.init(owning: opened)
  }

  deinit { close(descriptor) }

  /// Throws `.unreachable` if nobody listens there, `.refused` if the folder's owner does not let
  /// this user in.
  func connect(to path: String) throws(KeyStoreError) {
    // A listener that accepts nobody would otherwise be waited for without end.
    try sendNoLonger(than: 10)
    let failure = try withAddress(of: path) { address, length in
      systemConnect(descriptor, address, length) == 0 ? 0 : errno
    }
    switch failure {
    case 0: return
    case ENOENT, ENOTDIR, ECONNREFUSED, EAGAIN: throw .unreachable
    case EACCES, EPERM: throw .refused
    default: throw .medium(Int(failure))
    }
  }

  func listen(at path: String) throws(KeyStoreError) {
    // Nobody's, until its permissions have been set.
    let mask = umask(0o177)
    let failure = try withAddress(of: path) { address, length in
      bind(descriptor, address, length) == 0 ? 0 : errno
    }
    umask(mask)
    guard failure == 0 else { throw .medium(Int(failure)) }
    guard systemListen(descriptor, 16) == 0 else { throw .fromSystem }
  }

  /// Nil if nobody waits any more.
  func accept() throws(KeyStoreError) -> LocalSocket? {
    let accepted = systemAccept(descriptor, nil, nil)
    guard accepted >= 0 else {
      switch errno {
      case EAGAIN, EWOULDBLOCK, EINTR, ECONNABORTED: return nil
      default: throw .fromSystem
      }
    }
    return try LocalSocket(owning: accepted)
  }

  /// Whom the system sees at the other end.
  func peer() throws(KeyStoreError) -> AgentCaller {
    var (user, process): (UInt32, UInt32) = (0, 0)
    guard things_peer(descriptor, &user, &process) == 0 else { throw .fromSystem }
    return AgentCaller(user: user, process: process)
  }

  func neverWait() throws(KeyStoreError) {
    let flags = fcntl(descriptor, F_GETFL)
    guard flags >= 0, fcntl(descriptor, F_SETFL, flags | O_NONBLOCK) == 0 else {
      throw .fromSystem
    }
  }

  private func sendNoLonger(than seconds: Int) throws(KeyStoreError) {
    var time = timeval(tv_sec: seconds, tv_usec: 0)
    let length = socklen_t(MemoryLayout<timeval>.size)
    guard setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &time, length) == 0 else {
      throw .fromSystem
    }
  }

  /// How many of the bytes the system took; nil if the other end is gone.
  func send(_ bytes: Span<UInt8>) throws(KeyStoreError) -> Int? {
    #if canImport(Darwin)
    let flags: CInt = 0
    #else
    let flags = CInt(MSG_NOSIGNAL)
    #endif
    while true {
      let count = bytes.withUnsafeBufferPointer {
        systemSend(descriptor, $0.baseAddress, $0.count, flags)
      }
      if count >= 0 { return count }
      switch errno {
      case EINTR: continue
      case EPIPE, ECONNRESET: return nil
      case EAGAIN, EWOULDBLOCK: return 0
      default: throw .fromSystem
      }
    }
  }

  /// How many bytes there were; nil if the other end is gone.
  func receive(into bytes: inout MutableSpan<UInt8>) throws(KeyStoreError) -> Int? {
    while true {
      let count = bytes.withUnsafeMutableBufferPointer {
        recv(descriptor, $0.baseAddress, $0.count, 0)
      }
      if count >= 0 { return count == 0 ? nil : count }
      switch errno {
      case EINTR: continue
      case ECONNRESET: return nil
      case EAGAIN, EWOULDBLOCK: return 0
      default: throw .fromSystem
      }
    }
  }
}

/// Throws `.medium(ENAMETOOLONG)` for a path that has no room in an address: 108 bytes on Linux,
/// 104 elsewhere, and a zero behind them.
private func withAddress(
  of path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> CInt
) throws(KeyStoreError) -> CInt {
  var address = sockaddr_un()
  address.sun_family = sa_family_t(AF_UNIX)
  let bytes = Array(path.utf8)
  let fits = withUnsafeMutableBytes(of: &address.sun_path) { place in
    guard !bytes.isEmpty, bytes.count < place.count else { return false }
    place.copyBytes(from: bytes)
    return true
  }
  guard fits else { throw .medium(Int(ENAMETOOLONG)) }
  return withUnsafePointer(to: &address) {
    $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
      body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
    }
  }
}

// Methods of these names hide them.
private func systemConnect(
  _ socket: CInt, _ address: UnsafePointer<sockaddr>, _ length: socklen_t
) -> CInt { connect(socket, address, length) }
private func systemListen(_ socket: CInt, _ backlog: CInt) -> CInt { listen(socket, backlog) }
private func systemAccept(
  _ socket: CInt, _ address: UnsafeMutablePointer<sockaddr>?,
  _ length: UnsafeMutablePointer<socklen_t>?
) -> CInt { accept(socket, address, length) }
private func systemSend(
  _ socket: CInt, _ bytes: UnsafeRawPointer?, _ count: Int, _ flags: CInt
) -> Int { send(socket, bytes, count, flags) }

/// What a monotonic clock says.
func monotonicNow() -> Instant {
  var time = timespec()
  clock_gettime(CLOCK_MONOTONIC, &time)
  return Instant(nanoseconds: 0) + .seconds(time.tv_sec)
    + Duration(nanoseconds: UInt64(time.tv_nsec))
}

/// For `poll`: milliseconds, rounded up, that it may wait; -1 for ever.
func pollTimeout(until deadline: Instant?) -> CInt {
  guard let deadline else { return -1 }
  let wait = deadline - monotonicNow() + Duration(nanoseconds: 999_999)
  return CInt(min(wait.milliseconds, 60_000))
}
