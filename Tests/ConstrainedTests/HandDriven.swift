// SPDX-License-Identifier: Apache-2.0
import Constrained
import Wire

/// One TCP, to which the test itself is the peer. The peer's sequence numbers begin at 9000.
struct HandDriven {
  struct Segment: Equatable {
    var header: SegmentHeader
    var data: [UInt8]
  }

  var tcp: TCP
  var sent: [Segment] = []
  var events: [TCP.Event] = []
  var received: [UInt8] = []
  var deadline: Instant?

  init(options: TCPOptions = TCPOptions()) { tcp = TCP(options) }

  /// What was sent since this was last asked.
  mutating func take() -> [Segment] {
    defer { sent = [] }
    return sent
  }

  mutating func poll() {
    while true {
      var output = Output<TCP.Event>.wait(until: nil)
      let bytes = [UInt8](capacity: 10_000) { out in output = tcp.poll(into: &out) }
      switch output {
      case .event(let event):
        events.append(event)
        received += bytes
      case .transmit:
        var reader = Reader(bytes.span)
        guard let header = try? SegmentHeader(&reader) else { fatalError("not a segment") }
        sent.append(Segment(header: header, data: Array(bytes[header.size...])))
      case .bufferTooSmall: fatalError("10,000 bytes were not enough")
      case .wait(let until):
        deadline = until
        return
      }
    }
  }

  mutating func hear(
    _ flags: SegmentHeader.Flags, sequence: UInt32, acknowledgement: UInt32 = 0,
    window: UInt16 = 65_535, size: UInt16? = nil, data: [UInt8] = [], at moment: Double
  ) throws {
    let header = SegmentHeader(
      sequence: sequence, acknowledgement: acknowledgement, flags: flags, window: window,
      maximumSegmentSize: size)
    let bytes = try [UInt8](capacity: data.count + 24) { out throws(WireError) in
      try header.write(into: &out)
      try out.write(bytes: data.span, "data")
    }
    try tcp.handle(bytes.span, now: milliseconds(moment))
    poll()
  }

  mutating func send(_ count: Int, at moment: Double) {
    tcp.send(some(count).span, now: milliseconds(moment))
    poll()
  }

  /// Sleeps until the machine's own deadline, and says when that was, in milliseconds.
  mutating func sleep() throws -> Double? {
    guard let moment = deadline else { return nil }
    try tcp.handleTimeout(now: moment)
    poll()
    return Double(moment.nanoseconds) / 1_000_000
  }

  /// A client whose handshake took 100 ms, and whose first sequence number is 0.
  static func connected(
    options: TCPOptions = TCPOptions(), window: UInt16 = 65_535
  ) throws -> HandDriven {
    var hand = HandDriven(options: options)
    hand.tcp.connect(now: milliseconds(0))
    hand.poll()
    try hand.hear(
      [.syn, .ack], sequence: 9000, acknowledgement: options.initialSequence &+ 1,
      window: window, size: 1220, at: 100)
    _ = hand.take()
    return hand
  }
}
