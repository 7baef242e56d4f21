// SPDX-License-Identifier: Apache-2.0
import OpenSSLBackend
import Primitives
import TLS
import TestSupport
import Testing

/// What a peer may send that says nothing, and what it must not send.
@Suite struct RecordNoiseTests {
  static let changeCipherSpec: [UInt8] = [20, 3, 3, 0, 1, 1]
  static let hello: [UInt8] = [22, 3, 1, 0, 4, 1, 0, 0, 0]

  //= rfc8446#5
  //# An
  //# implementation may receive an unencrypted record of type
  //# change_cipher_spec consisting of the single byte value 0x01 at any
  //# time after the first ClientHello message has been sent or received
  //# and before the peer's Finished message has been received and MUST
  //# simply drop it without further processing.
  @Test func changeCipherSpecMeansNothing() throws {
    var server = Layer(.server)
    #expect(try server.arrive(Self.hello + Self.changeCipherSpec).map(\.record) == [.handshake])
    var pair = try RecordPair(0x1301, isComplete: false)
    _ = try pair.server.arrive(pair.forged(0x1301, [1, 0, 0, 0], .handshake))
    #expect(try pair.server.arrive(Self.changeCipherSpec).isEmpty)
    pair.server.records.endHandshake()
    let error = errorOf { _ = try pair.server.arrive(Self.changeCipherSpec) }
    #expect(isViolation(error, .unexpectedMessage, by: .client))
  }

  @Test(
    arguments: [
      [20, 3, 3, 0, 1, 2], [20, 3, 3, 0, 2, 1, 1], [20, 3, 3, 0, 0],
    ] as [[UInt8]])
  func otherChanges(_ record: [UInt8]) throws {
    var server = Layer(.server)
    let error = errorOf { _ = try server.arrive(Self.hello + record) }
    #expect(isViolation(error, .unexpectedMessage, by: .client))
  }

  @Test func changeBeforeTheFirstHello() throws {
    var server = Layer(.server)
    let error = errorOf { _ = try server.arrive(Self.changeCipherSpec) }
    #expect(isViolation(error, .unexpectedMessage, by: .client))
  }

  @Test func changeCipherSpecOfTLS12() throws {
    var server = Layer(.server)
    _ = try server.arrive(Self.hello)
    server.records.agree(on: .tls12)
    #expect(try server.arrive(Self.changeCipherSpec) == [Arrived(.changeCipherSpec)])
    try server.records.protectReceiving(RecordPair.keys(0xC02B, of: .client))
    let error = errorOf {
      _ = try server.arrive(RecordPair(0xC02B).forged(0xC02B, [1], .changeCipherSpec))
    }
    #expect(isViolation(error, .unexpectedMessage, by: .client))
  }

  @Test func changeCipherSpecInside() throws {
    var pair = try RecordPair(0x1301, isComplete: false)
    let error = errorOf {
      _ = try pair.server.arrive(pair.forged(0x1301, [1], .changeCipherSpec))
    }
    #expect(isViolation(error, .unexpectedMessage, by: .client))
  }

  //= rfc8446#5.4
  //# If a receiving implementation does not
  //# find a non-zero octet in the cleartext, it MUST terminate the
  //# connection with an "unexpected_message" alert.
  @Test func padding() throws {
    for zeros in [0, 1, 300, 16_000] {
      var pair = try RecordPair(0x1303)
      let inner = [5, 0, 6, 23] + [UInt8](repeating: 0, count: zeros)
      let record = try pair.forged(0x1303, inner, ContentType(code: 0))
      #expect(try pair.server.arrive(record) == [Arrived(.applicationData)])
      #expect(pair.server.plaintext() == [5, 0, 6])
    }
    for zeros in [0, 1, 300, 16_384] {
      var pair = try RecordPair(0x1303)
      let inner = [UInt8](repeating: 0, count: zeros)
      let record = try pair.forged(0x1303, inner, ContentType(code: 0))
      let error = errorOf { _ = try pair.server.arrive(record) }
      #expect(isViolation(error, .unexpectedMessage, by: .client))
    }
  }

  @Test(arguments: [0x1301, 0xC02B] as [UInt16])
  func emptyRecords(_ code: UInt16) throws {
    var pair = try RecordPair(code)
    var keys = try RecordPair.keys(code, of: .client)
    for _ in 0..<3 {
      for _ in 0..<32 {
        #expect(try pair.server.arrive(RecordPair.seal([], .applicationData, with: &keys)).isEmpty)
      }
      _ = try pair.server.arrive(RecordPair.seal([1], .applicationData, with: &keys))
    }
    #expect(pair.server.plaintext() == [1, 1, 1])
    for _ in 0..<32 {
      _ = try pair.server.arrive(RecordPair.seal([], .applicationData, with: &keys))
    }
    let error = errorOf {
      _ = try pair.server.arrive(RecordPair.seal([], .applicationData, with: &keys))
    }
    #expect(isViolation(error, .tooMuch, by: .client))
  }

  //= rfc8446#5.1
  //# Implementations
  //# MUST NOT send zero-length fragments of Handshake types, even if those
  //# fragments contain padding.
  @Test func emptyHandshakeRecords() throws {
    var pair = try RecordPair(0x1301, isComplete: false)
    var error = errorOf { _ = try pair.server.arrive(pair.forged(0x1301, [], .handshake)) }
    #expect(isViolation(error, .unexpectedMessage, by: .client))
    var server = Layer(.server)
    error = errorOf { _ = try server.arrive([22, 3, 1, 0, 0]) }
    #expect(isViolation(error, .unexpectedMessage, by: .client))
  }

  //= rfc8446#5
  //# If a TLS implementation receives an unexpected record type, it MUST
  //# terminate the connection with an "unexpected_message" alert.
  @Test func unknownTypes() throws {
    for type in [0, 19, 24, 25, 255] as [UInt8] {
      var server = Layer(.server)
      _ = try server.arrive(Self.hello)
      var error = errorOf { _ = try server.arrive([type, 3, 3, 0, 1, 1]) }
      #expect(isViolation(error, .unexpectedMessage, by: .client))
      guard type > 0 else { continue }
      var pair = try RecordPair(0x1301)
      let record = try pair.forged(0x1301, [1], ContentType(code: type))
      error = errorOf { _ = try pair.server.arrive(record) }
      #expect(isViolation(error, .unexpectedMessage, by: .client))
    }
  }

  @Test(arguments: ["GET / HTTP/1.1\r\n", "SSH-2.0-OpenSSH_9.2\r\n", "\u{10}\u{2f}\0\u{4}MQTT"])
  func whatIsNoTLS(_ text: String) throws {
    var server = Layer(.server)
    #expect(errorOf { _ = try server.arrive(Array(text.utf8)) }?.cause == .notTLS)
    var client = Layer(.client)
    try client.send([1, 0, 0, 0])
    #expect(errorOf { _ = try client.arrive(Array(text.utf8)) }?.cause == .notTLS)
  }

  @Test func dataBeforeTheEnd() throws {
    for code in [0x1301, 0xC02B] as [UInt16] {
      var pair = try RecordPair(code, isComplete: false)
      let record = try pair.forged(code, [1], .applicationData)
      let error = errorOf { _ = try pair.server.arrive(record) }
      #expect(isViolation(error, .unexpectedMessage, by: .client))
      #expect(errorOf { try pair.client.send(data: [1]) }?.cause == .notConnected)
    }
    var server = Layer(.server)
    let error = errorOf { _ = try server.arrive(Self.hello + [23, 3, 3, 0, 1, 1]) }
    #expect(isViolation(error, .unexpectedMessage, by: .client))
  }

  @Test func plainHandshakeUnderKeys() throws {
    var pair = try RecordPair(0x1301, isComplete: false)
    let error = errorOf { _ = try pair.server.arrive(Self.hello) }
    #expect(isViolation(error, .unexpectedMessage, by: .client))
  }

  /// Whatever comes, a layer takes it or refuses it, and holds no more than it was given.
  @Test(arguments: [0, 0x1301, 0x1305, 0xC02B, 0xCCA9] as [UInt16], 0..<40)
  func anyBytes(_ code: UInt16, _ seed: Int) throws {
    var random = SeededRandom(seed: UInt64(seed))
    for _ in 0..<20 {
      var client = Layer(.client)
      var server = Layer(.server)
      if code != 0 {
        try client.records.protectSending(RecordPair.keys(code, of: .client))
        try server.records.protectReceiving(RecordPair.keys(code, of: .client))
        client.records.endHandshake()
        if Bool.random(using: &random) { server.records.endHandshake() }
        if Bool.random(using: &random) { server.records.skipEarlyData(upTo: 1000) }
        for size in [0, 1, 300] { try client.send(data: counting(size)) }
      }
      for size in [1, 40, 700] { try client.send(counting(size)) }
      try client.records.send(Alert(code: 0))
      var stream = try client.output()
      for _ in 0..<Int.random(in: 0...3, using: &random) {
        let place = Int.random(in: 0..<stream.count, using: &random)
        switch Int.random(in: 0..<4, using: &random) {
        case 0: stream[place] = UInt8.random(in: 0...255, using: &random)
        case 1: stream.remove(at: place)
        case 2: stream.insert(contentsOf: stream.prefix(place % 30), at: place)
        default: stream.removeSubrange(place..<min(place + 20, stream.count - 1))
        }
      }
      var given = 0
      var rest = stream[...]
      while !rest.isEmpty {
        let piece = Array(rest.prefix(Int.random(in: 1...200, using: &random)))
        rest = rest.dropFirst(piece.count)
        guard
          errorOf({ given += try server.arrive(piece).map(\.content.count).reduce(0, +) }) == nil
        else { break }
        if Bool.random(using: &random) { given += server.plaintext(7).count }
      }
      given += server.plaintext().count
      #expect(given <= stream.count)
      server.records.discard()
      #expect(server.plaintext().isEmpty)
    }
  }
}
