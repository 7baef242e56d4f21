// SPDX-License-Identifier: Apache-2.0
import CAllocationCounter
import Foundation

/// The processor's time that this thread has had: whoever else is on the machine is not in it.
func clockNanoseconds() -> Int {
  var time = timespec()
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
  return time.tv_sec * 1_000_000_000 + time.tv_nsec
}

/// Nanoseconds that each end spent in its own verbs.
struct EndTimes {
  var client = 0
  var server = 0
}

/// Two ends without a network between them.
final class SpeedBench {
  private let room = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: 1 << 21)

  deinit { room.deallocate() }

  /// A whole handshake, from making both ends to letting them go, unless they are kept.
  func handshake(
    _ client: any SpeedStack, _ server: any SpeedStack, resuming session: AnyObject? = nil,
    times: inout EndTimes, keep: ((any SpeedPeer, any SpeedPeer) -> Void)? = nil
  ) throws -> AnyObject? {
    var start = clockNanoseconds()
    var ours: (any SpeedPeer)? = try client.connect(resuming: session)
    var departing = ours?.drain(into: room) ?? 0
    times.client += clockNanoseconds() - start
    start = clockNanoseconds()
    var theirs: (any SpeedPeer)? = try server.connect(resuming: nil)
    times.server += clockNanoseconds() - start
    while departing > 0 {
      start = clockNanoseconds()
      try theirs?.receive(UnsafeBufferPointer(rebasing: room[..<departing]))
      departing = theirs?.drain(into: room) ?? 0
      times.server += clockNanoseconds() - start
      guard departing > 0 else { break }
      start = clockNanoseconds()
      try ours?.receive(UnsafeBufferPointer(rebasing: room[..<departing]))
      departing = ours?.drain(into: room) ?? 0
      times.client += clockNanoseconds() - start
    }
    guard let client = ours, let server = theirs, client.isConnected, server.isConnected,
      client.isResumed == (session != nil), server.isResumed == (session != nil)
    else {
      let states = [ours, theirs].map {
        "connected \($0?.isConnected ?? false), resumed \($0?.isResumed ?? false)"
      }
      throw BenchmarkError(
        "the two ends did not connect as they should: client \(states[0]); server \(states[1])")
    }
    let next = client.session
    if let keep { keep(client, server) }
    return try release(&ours, &theirs, &times, next)
  }

  private func release(
    _ client: inout (any SpeedPeer)?, _ server: inout (any SpeedPeer)?, _ times: inout EndTimes,
    _ session: AnyObject?
  ) throws -> AnyObject? {
    let start = clockNanoseconds()
    client = nil
    let middle = clockNanoseconds()
    server = nil
    times.client += middle - start
    times.server += clockNanoseconds() - middle
    return session
  }

  /// `count` messages one way: nanoseconds of the one that sends, and of the one that receives.
  func records(
    from sender: any SpeedPeer, to receiver: any SpeedPeer, _ message: [UInt8], count: Int
  ) throws -> (sending: Int, receiving: Int) {
    let expected = receiver.received + count * message.count
    var lengths = [Int](repeating: 0, count: count)
    return try message.withUnsafeBufferPointer { message in
      let start = clockNanoseconds()
      var end = 0
      for i in 0..<count {
        try sender.send(message)
        lengths[i] = sender.drain(into: UnsafeMutableBufferPointer(rebasing: room[end...]))
        end += lengths[i]
      }
      let middle = clockNanoseconds()
      var place = 0
      let rest = UnsafeMutableBufferPointer(rebasing: room[end...])
      for length in lengths {
        try receiver.receive(UnsafeBufferPointer(rebasing: room[place..<place + length]))
        _ = receiver.drain(into: rest)
        place += length
      }
      let taken = (middle - start, clockNanoseconds() - middle)
      guard receiver.received == expected else {
        throw BenchmarkError("what was sent did not arrive")
      }
      return taken
    }
  }

  /// Calls for memory in `count` messages; nil where they cannot be counted.
  func allocations(
    from sender: any SpeedPeer, to receiver: any SpeedPeer, _ message: [UInt8], count: Int
  ) throws -> (sending: Int, receiving: Int)? {
    var calls = (sending: 0, receiving: 0)
    return try message.withUnsafeBufferPointer { message in
      for _ in 0..<count {
        things_allocations_begin()
        try sender.send(message)
        let length = sender.drain(into: room)
        things_allocations_end()
        let sent = things_allocations()
        guard sent >= 0 else { return nil }
        calls.sending += sent
        let rest = UnsafeMutableBufferPointer(rebasing: room[length...])
        things_allocations_begin()
        try receiver.receive(UnsafeBufferPointer(rebasing: room[..<length]))
        _ = receiver.drain(into: rest)
        things_allocations_end()
        calls.receiving += things_allocations()
      }
      return calls
    }
  }
}
