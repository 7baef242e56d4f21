// SPDX-License-Identifier: Apache-2.0
import Foundation

enum FileLimit {
  /// As many open files as the system lets this program have: each connection is one.
  static func raise() {
    var limit = rlimit()
    #if os(Linux)
    let files = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    #else
    let files = RLIMIT_NOFILE
    #endif
    guard getrlimit(files, &limit) == 0 else { return }
    limit.rlim_cur = limit.rlim_max
    _ = setrlimit(files, &limit)
  }
}
