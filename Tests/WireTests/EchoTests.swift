// SPDX-License-Identifier: Apache-2.0
import TestSupport
import Testing
import Wire

/// What a driver of the machine sees: what it must send, and what it tells the application.
struct Seen: Equatable {
  var sent: [UInt8] = []
  var frames: [[UInt8]] = []
  var deadline: Instant?
}

/// Polls until `.wait`, as every driver does, from a buffer of `room` bytes that grows on demand.
func drain(_ echo: inout Echo, into seen: inout Seen, room: Int = 2048) {
  var room = room
  while true {
    var output = Output<Echo.Event>.wait(until: nil)
    let bytes = [UInt8](capacity: room) { out in output = echo.poll(into: &out) }
    switch output {
    case .transmit: seen.sent += bytes
    case .event(.frame): seen.frames.append(bytes)
    case .bufferTooSmall(let needed):
      #expect(needed > room && bytes.isEmpty)
      room = needed
    case .wait(let until):
      #expect(bytes.isEmpty)
      seen.deadline = until
      return
    }
  }
}

private let start = Instant(nanoseconds: 5_000)

@Test func aFrameIsReportedAndSentBack() throws {
  var echo = Echo(now: start)
  var seen = Seen()
  drain(&echo, into: &seen)
  #expect(seen == Seen(deadline: start + .seconds(30)))
  try echo.handle(hex("0003 414243 0000").span, now: start + .seconds(1))
  drain(&echo, into: &seen)
  #expect(
    seen
      == Seen(
        sent: hex("0003 414243 0000"), frames: [hex("414243"), []],
        deadline: start + .seconds(31)))
}

@Test(arguments: 0..<UInt64(50)) func aStreamMayBeCutAnywhere(seed: UInt64) throws {
  var random = SeededRandom(seed: seed)
  var stream: [UInt8] = []
  var frames: [[UInt8]] = []
  for _ in 0..<20 {
    let frame = random.bytes(Int(random.next() % (random.next() % 2 == 0 ? 4 : 1_025)))
    frames.append(frame)
    stream += [UInt8(frame.count >> 8), UInt8(frame.count & 0xFF)] + frame
  }
  var echo = Echo(now: start)
  var seen = Seen()
  var rest = stream[...]
  while !rest.isEmpty {
    let piece = [UInt8](rest.prefix(1 + Int(random.next() % 700)))
    rest = rest.dropFirst(piece.count)
    try echo.handle(piece.span, now: start)
    if random.next() % 2 == 0 { drain(&echo, into: &seen, room: Int(random.next() % 64)) }
  }
  drain(&echo, into: &seen)
  #expect(seen.sent == stream)
  #expect(seen.frames == frames)
}

@Test func aBufferThatIsTooSmallLosesNothing() throws {
  var echo = Echo(now: start)
  try echo.handle(hex("0002 4142").span, now: start)
  var output = Output<Echo.Event>.transmit
  let none = [UInt8](capacity: 1) { out in output = echo.poll(into: &out) }
  #expect(output == .bufferTooSmall(needed: 2) && none.isEmpty)
  let frame = [UInt8](capacity: 2) { out in output = echo.poll(into: &out) }
  #expect(output == .event(.frame) && frame == hex("4142"))
  let three = [UInt8](capacity: 3) { out in output = echo.poll(into: &out) }
  #expect(output == .bufferTooSmall(needed: 4) && three.isEmpty)
}

@Test func theLongestFrameIsStillAccepted() throws {
  var echo = Echo(now: start)
  let frame = hex("0400") + [UInt8](repeating: 7, count: Echo.longestFrame)
  try echo.handle(frame.span, now: start)
  var seen = Seen()
  drain(&echo, into: &seen)
  #expect(seen.sent == frame)
}

@Test func aThrowLeavesTheMachineClosed() {
  var echo = Echo(now: start)
  #expect(throws: Echo.Failure.frameTooLong(1_025)) {
    try echo.handle(hex("0401").span, now: start)
  }
  #expect(throws: Echo.Failure.closed) { try echo.handle(hex("0000").span, now: start) }
  #expect(throws: Echo.Failure.closed) { try echo.handleTimeout(now: start) }
  var seen = Seen(deadline: start)
  drain(&echo, into: &seen)
  #expect(seen == Seen(), "nothing to send, nothing to wait for")
}

@Test func aPeerThatSaysNothingIsLeftWhenItsTimeIsUp() throws {
  var echo = Echo(now: start)
  try echo.handle(hex("0005 41").span, now: start + .seconds(20))
  try echo.handleTimeout(now: start + .seconds(30))
  var seen = Seen()
  drain(&echo, into: &seen)
  #expect(seen.deadline == start + .seconds(50), "too early changes nothing")
  #expect(throws: Echo.Failure.idle) { try echo.handleTimeout(now: start + .seconds(50)) }
  #expect(throws: Echo.Failure.closed) {
    try echo.handle([UInt8](repeating: 0, count: 1).span, now: start)
  }
}
