// SPDX-License-Identifier: Apache-2.0
import NIOCore
import Wire

/// What one poll of a machine said, with the bytes that go with it.
enum Polled<Event> {
  case transmit(ByteBuffer)
  case event(Event, ByteBuffer)
  case wait(until: Instant?)
}

/// Polls a machine into NIO's buffers, and gives it a larger one when it asks.
struct Polling {
  private let allocator: ByteBufferAllocator
  private var capacity: Int

  init(allocator: ByteBufferAllocator, capacity: Int = 4096) {
    self.allocator = allocator
    self.capacity = capacity
  }

  mutating func poll<M: Machine & SendableMetatype & ~Copyable>(_ machine: inout M) -> Polled<
    M.Event
  > {
    while true {
      var buffer = allocator.buffer(capacity: capacity)
      var answer = Output<M.Event>.wait(until: nil)
      buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: capacity) { raw in
        let bytes = raw.bindMemory(to: UInt8.self)
        var out = OutputSpan(buffer: bytes, initializedCount: 0)
        answer = machine.poll(into: &out)
        return out.finalize(for: bytes)
      }
      switch answer {
      case .transmit: return .transmit(buffer)
      case .event(let event): return .event(event, buffer)
      case .wait(let until): return .wait(until: until)
      case .bufferTooSmall(let needed): capacity = max(needed, capacity * 2)
      }
    }
  }
}

extension ByteBuffer {
  /// Hands the readable bytes to a machine, without a copy.
  func withSpan<E: Error>(_ body: (Span<UInt8>) throws(E) -> Void) throws(E) {
    var failure: E?
    readableBytesView.withContiguousStorageIfAvailable { bytes in
      do throws(E) { try body(bytes.span) } catch { failure = error }
    }
    if let failure { throw failure }
  }
}
