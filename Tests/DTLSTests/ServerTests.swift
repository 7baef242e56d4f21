// SPDX-License-Identifier: Apache-2.0
import DTLS
import MbedTLSBackend
import OpenSSLBackend
import TLS
import TestSupport
import Testing
import Wire

/// One socket, many peers, and nobody who can hurt another; over each library.
@Suite struct ServerTests {
  @Test(arguments: Library.allCases)
  func fiftyPeersEachGetTheirOwn(library: Library) throws {
    switch library {
    case .openssl: try fiftyPeers(OpenSSLEngine.self)
    case .mbedtls: try fiftyPeers(MbedTLSEngine.self)
    }
  }

  private func fiftyPeers<Engine: DTLSEngine>(_: Engine.Type) throws {
    let crowd = try Crowd<Engine>()
    for number in 0..<50 { try crowd.join(number) }
    crowd.settle()
    #expect(crowd.members.allSatisfy { $0.isConnected && $0.error == nil })
    #expect(crowd.server.count == 50)
    for (number, member) in crowd.members.enumerated() {
      try crowd.send([UInt8(number), 1], from: member)
      try crowd.server.send([UInt8(number), 2].span, to: member.address)
    }
    crowd.wait(.milliseconds(1))
    for (number, member) in crowd.members.enumerated() {
      #expect(crowd.data(from: member.address) == [[UInt8(number), 1]])
      #expect(member.received == [[UInt8(number), 2]])
    }
  }

  @Test(arguments: Library.allCases)
  func nothingIsKeptForWhoeverDoesNotReturnTheCookie(library: Library) throws {
    switch library {
    case .openssl: try spoofed(OpenSSLEngine.self)
    case .mbedtls: try spoofed(MbedTLSEngine.self)
    }
  }

  private func spoofed<Engine: DTLSEngine>(_: Engine.Type) throws {
    let crowd = try Crowd<Engine>()
    let hello = try #require(crowd.drain(try crowd.join(0)).first)
    for number in 1...1_000 { crowd.inject(hello, from: Crowd<Engine>.address(number)) }
    #expect(crowd.server.count == 0)
    #expect(crowd.server.counters.verifying == 1_000)
    #expect(crowd.server.counters.accepted == 0)
    for number in 1...1_000 {
      #expect(crowd.sentTo[Crowd<Engine>.address(number)] ?? 0 <= hello.count)
    }
  }

  @Test(arguments: Library.allCases)
  func aCookieIsGoodForOneAddress(library: Library) throws {
    switch library {
    case .openssl: try stolenCookie(OpenSSLEngine.self)
    case .mbedtls: try stolenCookie(MbedTLSEngine.self)
    }
  }

  private func stolenCookie<Engine: DTLSEngine>(_: Engine.Type) throws {
    let crowd = try Crowd<Engine>()
    let member = try crowd.join(0)
    crowd.settle()
    let withCookie = member.sent[1]
    crowd.inject(withCookie, from: Crowd<Engine>.address(9))
    #expect(crowd.server.count == 1)
    #expect(crowd.server.counters.accepted == 1)
    #expect(!crowd.isConnected(Crowd<Engine>.address(9)))
  }

  @Test(arguments: Library.allCases)
  func aPeerThatHasForgottenComesBack(library: Library) throws {
    switch library {
    case .openssl: try reboot(OpenSSLEngine.self)
    case .mbedtls: try reboot(MbedTLSEngine.self)
    }
  }

  private func reboot<Engine: DTLSEngine>(_: Engine.Type) throws {
    let crowd = try Crowd<Engine>()
    let before = try crowd.join(0)
    crowd.settle()
    try crowd.send([1], from: before)
    //= rfc6347#4.2.8
    //= type=test
    //# In cases where a server believes it has an existing association on a given
    //# host/port quartet and it receives an epoch=0 ClientHello, it SHOULD proceed with
    //# a new handshake but MUST NOT destroy the existing association until the client
    //# has demonstrated reachability either by completing a cookie exchange or by
    //# completing a complete handshake including delivering a verifiable Finished
    //# message.
    let stranger = try Crowd<Engine>()
    let forged = try #require(stranger.drain(try stranger.join(0)).first)
    crowd.inject(forged, from: before.address)
    #expect(crowd.isConnected(before.address))
    try crowd.send([2], from: before)
    #expect(crowd.data(from: before.address) == [[1], [2]])

    let after = try crowd.join(0)
    crowd.members.removeFirst()
    crowd.settle()
    #expect(after.isConnected && after.error == nil)
    #expect(crowd.server.count == 1)
    try crowd.send([3], from: after)
    #expect(crowd.data(from: after.address) == [[1], [2], [3]])
  }

  @Test(arguments: Library.allCases)
  func flightsThatAreHeardTwiceDoNothingTwice(library: Library) throws {
    switch library {
    case .openssl: try replayed(OpenSSLEngine.self)
    case .mbedtls: try replayed(MbedTLSEngine.self)
    }
  }

  private func replayed<Engine: DTLSEngine>(_: Engine.Type) throws {
    let crowd = try Crowd<Engine>()
    let member = try crowd.join(0)
    crowd.settle()
    try crowd.send([7], from: member)
    for datagram in member.sent { crowd.inject(datagram, from: member.address) }
    for datagram in member.sent.reversed() { crowd.inject(datagram, from: member.address) }
    crowd.settle()
    #expect(crowd.data(from: member.address) == [[7]])
    #expect(crowd.isConnected(member.address))
    try crowd.send([8], from: member)
    #expect(crowd.data(from: member.address) == [[7], [8]])
  }

  @Test(arguments: Library.allCases)
  func whereThereIsNoRoomTheOthersStay(library: Library) throws {
    switch library {
    case .openssl: try limits(OpenSSLEngine.self)
    case .mbedtls: try limits(MbedTLSEngine.self)
    }
  }

  private func limits<Engine: DTLSEngine>(_: Engine.Type) throws {
    var options = DTLSServerOptions()
    options.maximumPeers = 3
    let crowd = try Crowd<Engine>(options)
    for number in 0..<4 { try crowd.join(number) }
    crowd.settle()
    #expect(crowd.members.count(where: \.isConnected) == 3)
    #expect(crowd.server.count == 3)
    #expect(crowd.server.counters.refused >= 1)
    for (number, member) in crowd.members.enumerated() where member.isConnected {
      try crowd.send([UInt8(number)], from: member)
      #expect(crowd.data(from: member.address) == [[UInt8(number)]])
    }
  }

  @Test(arguments: Library.allCases)
  func whoStopsInTheMiddleIsForgotten(library: Library) throws {
    switch library {
    case .openssl: try halfOpen(OpenSSLEngine.self)
    case .mbedtls: try halfOpen(MbedTLSEngine.self)
    }
  }

  private func halfOpen<Engine: DTLSEngine>(_: Engine.Type) throws {
    var options = DTLSServerOptions()
    options.maximumHandshakes = 2
    let crowd = try Crowd<Engine>(options)
    for number in 0..<3 {
      let member = try crowd.join(number)
      // The ClientHello, and again with its cookie; then it is never heard of again.
      for _ in 0..<2 {
        for datagram in crowd.drain(member) { crowd.inject(datagram, from: member.address) }
      }
    }
    #expect(crowd.server.count == 2)
    #expect(crowd.server.counters.refused == 1)
    crowd.members = []
    for _ in 0..<70 { crowd.wait(.seconds(1)) }
    #expect(crowd.server.count == 0)
    let late = try crowd.join(9)
    crowd.settle()
    #expect(late.isConnected)
    for _ in 0..<3_602 { crowd.wait(.seconds(1)) }
    #expect(crowd.server.count == 0, "silent for longer than an hour")
  }

  @Test(arguments: Library.allCases)
  func noDatagramFromElsewhereDisturbsASession(library: Library) throws {
    switch library {
    case .openssl: try hostile(OpenSSLEngine.self)
    case .mbedtls: try hostile(MbedTLSEngine.self)
    }
  }

  /// Strangers send noise, and what they have overheard with a few bits changed, at every step of
  /// a handshake and after it.
  private func hostile<Engine: DTLSEngine>(_: Engine.Type) throws {
    for seed in 0..<200 as Range<UInt64> {
      var random = SeededRandom(seed: seed)
      var options = DTLSServerOptions()
      options.maximumPeers = 8
      let crowd = try Crowd<Engine>(options)
      let member = try crowd.join(0)
      for _ in 0..<12 {
        for datagram in crowd.drain(member) { crowd.inject(datagram, from: member.address) }
        for _ in 0..<4 {
          let stranger = Crowd<Engine>.address(.random(in: 1...30, using: &random))
          crowd.inject(Self.noise(member.sent, &random), from: stranger)
        }
        #expect(crowd.server.count <= 8)
      }
      #expect(member.isConnected && member.error == nil, "seed \(seed)")
      try crowd.send([UInt8(truncatingIfNeeded: seed)], from: member)
      #expect(crowd.data(from: member.address) == [[UInt8(truncatingIfNeeded: seed)]])
    }
  }

  @Test(arguments: Library.allCases)
  func noiseInAPeersNameDoesNotEndItsSession(library: Library) throws {
    switch library {
    case .openssl: try spoofedNoise(OpenSSLEngine.self)
    case .mbedtls: try spoofedNoise(MbedTLSEngine.self)
    }
  }

  /// Bytes without meaning, and records without a proof, that bear the peer's own address.
  private func spoofedNoise<Engine: DTLSEngine>(_: Engine.Type) throws {
    for seed in 0..<100 as Range<UInt64> {
      var random = SeededRandom(seed: seed)
      let crowd = try Crowd<Engine>()
      let member = try crowd.join(0)
      for _ in 0..<12 {
        for datagram in crowd.drain(member) { crowd.inject(datagram, from: member.address) }
        for round in 0..<8 {
          crowd.inject(Self.record(round, &random), from: member.address)
        }
      }
      #expect(member.isConnected && crowd.isConnected(member.address), "seed \(seed)")
      guard member.isConnected, crowd.isConnected(member.address) else { continue }
      try crowd.send([1, 2], from: member)
      #expect(crowd.data(from: member.address) == [[1, 2]], "seed \(seed)")
    }
  }

  /// Noise, or a header of some type and epoch with noise behind it.
  private static func record(_ round: Int, _ random: inout SeededRandom) -> [UInt8] {
    let noise = random.bytes(Int.random(in: 1...400, using: &random))
    guard round > 0 else { return noise }
    let type = round == 1 ? UInt8.random(in: 0...255, using: &random) : UInt8(19 + round)
    let epoch = UInt8.random(in: 0...2, using: &random)
    return [type, 0xFE, 0xFD, 0, epoch] + random.bytes(6)
      + [UInt8(noise.count >> 8), UInt8(noise.count & 0xFF)] + noise
  }

  private static func noise(_ heard: [[UInt8]], _ random: inout SeededRandom) -> [UInt8] {
    guard var datagram = heard.randomElement(using: &random), !datagram.isEmpty else {
      return random.bytes(40)
    }
    switch Int.random(in: 0..<4, using: &random) {
    case 0: return random.bytes(Int.random(in: 0...300, using: &random))
    case 1: return Array(datagram.prefix(Int.random(in: 0...datagram.count, using: &random)))
    case 2: return datagram + random.bytes(20)
    default:
      for _ in 0...Int.random(in: 0...3, using: &random) {
        datagram[Int.random(in: 0..<datagram.count, using: &random)] ^=
          1 << UInt8.random(in: 0..<8, using: &random)
      }
      return datagram
    }
  }
}
