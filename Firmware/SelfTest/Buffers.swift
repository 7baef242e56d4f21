// SPDX-License-Identifier: Apache-2.0

/// Lets `body` append to `storage`, on the stack, and says how many bytes it appended.
func withOutput<let capacity: Int, E: Error>(
  _ storage: inout InlineArray<capacity, UInt8>,
  _ body: (inout OutputSpan<UInt8>) throws(E) -> Void
) throws(E) -> Int {
  var span = storage.mutableSpan
  return try span.withUnsafeMutableBufferPointer { (buffer) throws(E) in
    var out = OutputSpan(buffer: buffer, initializedCount: 0)
    try body(&out)
    return out.finalize(for: buffer)
  }
}

func equal(_ a: Span<UInt8>, _ b: Span<UInt8>) -> Bool {
  guard a.count == b.count else { return false }
  for i in a.indices where a[i] != b[i] { return false }
  return true
}
