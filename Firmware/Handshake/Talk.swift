// SPDX-License-Identifier: Apache-2.0
import CBoard
import Primitives
import TLS
import Wire

/// The channel, and what was said through it so far.
struct Talk<Crypto: CryptoProvider>: ~Copyable {
  private var channel: TLSChannel<Crypto, BoardRandom, NoObserver>
  private var received = 0
  private var isAnswered = false

  init(_ channel: consuming TLSChannel<Crypto, BoardRandom, NoObserver>) {
    self.channel = channel
  }

  /// `nil`, or what was missing when the time was over.
  mutating func run(seconds: Int) throws(TLSError) -> StaticString? {
    let end = now + .seconds(seconds)
    try step()
    while now < end, !isAnswered {
      var batch = InlineArray<64, UInt8>(repeating: 0)
      var count = 0
      while count < 64 {
        let byte = board_receive(0)
        guard byte >= 0 else { break }
        batch[count] = UInt8(truncatingIfNeeded: byte)
        count += 1
      }
      guard count > 0 else { continue }
      try channel.handle(batch.span.extracting(0..<count), now: now)
      try step()
    }
    guard isAnswered else { return "the answer did not come in time" }
    try channel.close()
    try step()
    return nil
  }

  private mutating func step() throws(TLSError) {
    while true {
      var output = Output<ChannelEvent>.wait(until: nil)
      var connected = false
      let bytes = [UInt8](capacity: 64) { out in output = channel.poll(into: &out) }
      switch output {
      case .transmit: for byte in bytes { board_send(0, byte) }
      case .event(.connected): connected = true
      case .event(.applicationData): take(bytes)
      case .event: break
      case .wait, .bufferTooSmall: return
      }
      if connected { try channel.send(line.span) }
    }
  }

  private mutating func take(_ bytes: [UInt8]) {
    for byte in bytes {
      guard received < answer.count, byte == answer[received] else {
        received = answer.count + 1
        return
      }
      received += 1
    }
    isAnswered = received == answer.count
  }
}

/// "21.5" and its mirror image.
private let line: [UInt8] = [0x32, 0x31, 0x2E, 0x35, 0x0A]
private let answer: [UInt8] = [0x35, 0x2E, 0x31, 0x32, 0x0A]
