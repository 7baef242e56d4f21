// SPDX-License-Identifier: Apache-2.0
import CBench
import Primitives

extension bench_bytes {
  var buffer: UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(start: start, count: Int(count))
  }
}

func text(_ count: Int32) -> UnsafeBufferPointer<UInt8> {
  UnsafeBufferPointer(start: bench_text(), count: Int(count))
}

/// Lets `body` append to the output.
func write(_ body: (inout OutputSpan<UInt8>) throws(CryptoError) -> Void) throws(CryptoError) {
  let room = UnsafeMutableBufferPointer(start: bench_output(), count: 256)
  var out = OutputSpan(buffer: room, initializedCount: 0)
  try body(&out)
  _ = out.finalize(for: room)
}

func write(_ bytes: Span<UInt8>) {
  let room = UnsafeMutableBufferPointer(start: bench_output(), count: 256)
  for i in bytes.indices { room[i] = bytes[i] }
}

/// As bench.h numbers them; what throws `.unsupported` is missing.
func outcome(_ isAvailable: Bool, _ body: () throws(CryptoError) -> Void) -> Int32 {
  guard isAvailable else { return Int32(BENCH_MISSING) }
  do throws(CryptoError) {
    try body()
    return Int32(BENCH_DONE)
  } catch {
    return Int32(error == .unsupported ? BENCH_MISSING : BENCH_FAILED)
  }
}
