// SPDX-License-Identifier: Apache-2.0
import NIOCore
import Wire

/// Keeps the promise that every machine asks for: poll after each verb until it says wait,
/// and call again when the moment it named has come. Lives on one event loop.
final class Driver<M: Machine & SendableMetatype & ~Copyable> {
  /// What the machine wants done. All are called on the event loop.
  struct Effects {
    var transmit: (ByteBuffer) -> Void
    var deliver: (M.Event, ByteBuffer) -> Void
    /// Nothing more to send for now.
    var flush: () -> Void
    /// The machine threw: the connection is over, its last words have been sent.
    var fail: (M.Failure) -> Void
  }

  private var machine: M
  private let eventLoop: any EventLoop
  private var polling: Polling
  private var timer: Scheduled<Void>?
  private var deadline: Instant?
  private var effects: Effects?
  /// Events that came while an earlier one was being delivered.
  private var waiting = CircularBuffer<(M.Event, ByteBuffer)>()
  private var isDelivering = false

  init(_ machine: consuming M, on eventLoop: any EventLoop, bufferSize: Int = 4096) {
    self.machine = machine
    self.eventLoop = eventLoop
    polling = Polling(allocator: ByteBufferAllocator(), capacity: bufferSize)
  }

  /// From here on the machine may speak.
  func start(_ effects: Effects) {
    self.effects = effects
    drain()
  }

  /// No effect is called after this, and the timer is gone.
  func stop() {
    timer?.cancel()
    timer = nil
    effects = nil
    waiting.removeAll()
  }

  /// What arrived from the peer, or a moment that came: an error here ends the connection.
  func step(_ input: (inout M) throws(M.Failure) -> Void) {
    do throws(M.Failure) {
      try input(&machine)
      drain()
    } catch {
      // The machine may have last words, an alert say: they go out before the end.
      drain()
      waiting.removeAll()
      effects?.fail(error)
    }
  }

  func receive(_ bytes: ByteBuffer) {
    step { machine throws(M.Failure) in
      try bytes.withSpan { bytes throws(M.Failure) in
        try machine.handle(bytes, now: Instant(eventLoop.now))
      }
    }
  }

  /// A command of the machine's own; an error here is the caller's to handle.
  func perform<R>(_ command: (inout M, Instant) throws -> R) throws -> R {
    defer { drain() }
    return try command(&machine, Instant(eventLoop.now))
  }

  /// Whoever hears of an event may answer, and so call us again from within. What it says goes
  /// out at once; what it is to hear next waits until it has said everything, or else a goodbye
  /// would overtake the second half of an answer.
  private func drain() {
    while let effects {
      if !isDelivering, let (event, bytes) = waiting.popFirst() {
        isDelivering = true
        effects.deliver(event, bytes)
        isDelivering = false
        continue
      }
      switch polling.poll(&machine) {
      case .transmit(let buffer): effects.transmit(buffer)
      case .event(let event, let bytes): waiting.append((event, bytes))
      case .wait(let until):
        effects.flush()
        schedule(until)
        return
      }
    }
  }

  private func schedule(_ until: Instant?) {
    guard effects != nil, until != deadline else { return }
    deadline = until
    timer?.cancel()
    timer = nil
    guard let until else { return }
    let driver = NIOLoopBound(self, eventLoop: eventLoop)
    timer = eventLoop.scheduleTask(deadline: NIODeadline(until)) {
      let driver = driver.value
      driver.deadline = nil
      driver.step { machine throws(M.Failure) in
        try machine.handleTimeout(now: Instant(driver.eventLoop.now))
      }
    }
  }
}
