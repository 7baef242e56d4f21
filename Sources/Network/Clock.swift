// SPDX-License-Identifier: Apache-2.0
import NIOCore
import Wire

extension Instant {
  /// The event loop's monotonic clock, as the chapters' machines count time.
  init(_ deadline: NIODeadline) { self.init(nanoseconds: deadline.uptimeNanoseconds) }
}

extension NIODeadline {
  init(_ instant: Instant) { self = .uptimeNanoseconds(instant.nanoseconds) }
}
