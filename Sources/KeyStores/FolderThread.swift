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

/// Runs `body` on a thread whose current folder is this one, and whose new files are its
/// owner's alone; nobody else in this process notices. One body at a time in the whole
/// process, since PSA of mbedTLS 2.28 is not made for more.
func inFolder(
  _ folder: CInt, _ body: () throws(KeyStoreError) -> Void
) throws(KeyStoreError) {
  var failure: KeyStoreError?
  withoutActuallyEscaping(
    {
      do throws(KeyStoreError) {
        guard things_thread_leaves_folder() == 0 else {
          throw errno == ENOSYS ? .unsupported : .fromSystem
        }
        guard fchdir(folder) == 0 else { throw .fromSystem }
        umask(0o077)
        try body()
      } catch { failure = error }
    },
    do: { work in
      pthread_mutex_lock(OneBody.mutex)
      defer { pthread_mutex_unlock(OneBody.mutex) }
      if !joined(Work(work)) { failure = .medium(Int(EAGAIN)) }
    })
  if let failure { throw failure }
}

private enum OneBody {
  nonisolated(unsafe) static let mutex: UnsafeMutablePointer<pthread_mutex_t> = {
    let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    pthread_mutex_init(mutex, nil)
    return mutex
  }()
}

private final class Work {
  let body: () -> Void

  init(_ body: @escaping () -> Void) { self.body = body }
}

/// False if the system has no thread left.
private func joined(_ work: Work) -> Bool {
  #if canImport(Darwin)
  var thread: pthread_t?
  #else
  var thread = pthread_t()
  #endif
  let code = pthread_create(
    &thread, nil,
    { raw in
      #if canImport(Darwin)
      let raw: UnsafeMutableRawPointer? = raw
      #endif
      if let raw { Unmanaged<Work>.fromOpaque(raw).takeUnretainedValue().body() }
      return nil
    }, Unmanaged.passUnretained(work).toOpaque())
  guard code == 0 else { return false }
  #if canImport(Darwin)
  if let thread { pthread_join(thread, nil) }
  #else
  pthread_join(thread, nil)
  #endif
  return withExtendedLifetime(work) { true }
}
