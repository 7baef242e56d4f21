// SPDX-License-Identifier: Apache-2.0
import Identity

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

extension KeyStoreError {
  /// What the system has just refused, by its own number.
  static var fromSystem: KeyStoreError { .medium(Int(errno)) }
}
