// SPDX-License-Identifier: Apache-2.0
import CoAP
import TestSupport
import Testing

@Suite("SLIP")
struct SLIPTests {
  private func read(_ line: [UInt8], maximumSize: Int = 64) -> (datagrams: [[UInt8]], spoilt: Int) {
    var reader = SLIPReader(maximumSize: maximumSize)
    var datagrams: [[UInt8]] = []
    for byte in line { if let datagram = reader.next(byte) { datagrams.append(datagram) } }
    return (datagrams, reader.spoilt)
  }

  @Test("the two special bytes, as RFC 1055 has them")
  func golden() {
    let line = hex("c0 01 db dc db dd 02 c0")
    #expect(slip(hex("01 c0 db 02").span) == line)
    #expect(read(line).datagrams == [hex("01 c0 db 02")])
  }

  @Test("any datagrams come out as they went in, one after the other", arguments: 1...100)
  func roundTrip(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    let datagrams = (0..<10).map { _ in
      random.bytes(Int.random(in: 1...64, using: &random)).map {
        $0 % 3 == 0 ? 0xC0 &+ $0 % 32 : $0
      }
    }
    let result = read(datagrams.flatMap { slip($0.span) })
    #expect(result.datagrams == datagrams)
    #expect(result.spoilt == 0)
  }

  @Test("noise in front costs nothing behind it")
  func noise() {
    let result = read(hex("ff 00 db dc") + slip([1, 2].span))
    #expect(result.datagrams.last == [1, 2])
  }

  @Test("too long, escaped without need, or cut within an escape: dropped and counted")
  func spoilt() {
    let long = read(slip([UInt8](repeating: 7, count: 65).span) + slip([1].span))
    #expect(long.datagrams == [[1]] && long.spoilt == 1)
    let escape = read(hex("c0 01 db 41 02 c0") + slip([1].span))
    #expect(escape.datagrams == [[1]] && escape.spoilt == 1)
    let cut = read(hex("c0 01 db c0") + slip([1].span))
    #expect(cut.datagrams == [[1]] && cut.spoilt == 1)
  }

  @Test("whatever comes over the line, no datagram is longer than the limit", arguments: 1...50)
  func anything(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    let line = random.bytes(5_000).map { $0 < 40 ? UInt8(0xC0) : $0 < 80 ? 0xDB : $0 }
    #expect(read(line, maximumSize: 16).datagrams.allSatisfy { 1...16 ~= $0.count })
  }
}
