// SPDX-License-Identifier: Apache-2.0
import Wire

/// The bytes that `write` appends to an output with room for `capacity`.
func written(
  capacity: Int = 1 << 18, _ write: (inout OutputSpan<UInt8>) throws(WireError) -> Void
) throws(WireError) -> [UInt8] {
  try [UInt8](capacity: capacity) { out throws(WireError) in try write(&out) }
}

/// The error that `body` throws, or nil.
func wireError(_ body: () throws(WireError) -> Void) -> WireError? {
  do throws(WireError) { try body() } catch { return error }
  return nil
}
