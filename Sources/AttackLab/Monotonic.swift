// SPDX-License-Identifier: Apache-2.0
import NIOCore
import Wire

/// Now, on the clock that the sockets use.
func monotonicNow() -> Wire.Instant {
  Wire.Instant(nanoseconds: NIODeadline.now().uptimeNanoseconds)
}
