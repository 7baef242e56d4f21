// SPDX-License-Identifier: Apache-2.0
import CLocalPeer

/// What the system has agreed to do for a process that has keys.
public struct Hardening: Sendable {
  /// Nobody but root may trace it or read its memory.
  public let isUndumpable: Bool
  /// When it crashes, no core of it is written.
  public let isWithoutCore: Bool
  /// Its memory is not written into the swap space. Only where it may lock all of it.
  public let isLocked: Bool

  /// Of this process, from now on.
  public static func apply() -> Hardening {
    Hardening(
      isUndumpable: things_forbid_dumps() == 0, isWithoutCore: things_forbid_core() == 0,
      isLocked: things_lock_memory() == 0)
  }
}
