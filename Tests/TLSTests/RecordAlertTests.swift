// SPDX-License-Identifier: Apache-2.0
import OpenSSLBackend
import Primitives
import TLS
import TestSupport
import Testing

@Suite struct RecordAlertTests {
  //= rfc8446#6
  //# All the alerts listed in Section 6.2 MUST be sent with
  //# AlertLevel=fatal and MUST be treated as error alerts when received
  //# regardless of the AlertLevel in the message.
  @Test func levels() throws {
    for level in [0, 1, 2, 3] as [UInt8] {
      var pair = try RecordPair(0x1301)
      let error = errorOf { _ = try pair.server.arrive(pair.forged(0x1301, [level, 40], .alert)) }
      #expect(error?.cause == .peerAlert(Alert(code: 40)))
      #expect(error?.peer == .client)
    }
    for code in [0, 10, 40, 90] as [UInt8] {
      var layer = Layer(.client)
      try layer.records.send(Alert(code: code))
      let level: UInt8 = code == 0 || code == 90 ? 1 : 2
      #expect(try layer.output() == [21, 3, 3, 0, 2, level, code])
    }
  }

  @Test(arguments: [0x1301, 0xC02B] as [UInt16])
  func goodbye(_ code: UInt16) throws {
    var pair = try RecordPair(code)
    try pair.client.send(data: [1, 2])
    try pair.client.records.send(Alert(code: 0))
    let arrived = try pair.server.arrive(pair.client.output())
    #expect(arrived.map(\.record) == [.applicationData, .closed])
    #expect(pair.server.plaintext() == [1, 2])
  }

  /// TLS 1.2 knows warnings; so does a server that has not told its version yet.
  @Test func warnings() throws {
    var pair = try RecordPair(0xC02B)
    var keys = try RecordPair.keys(0xC02B, of: .client)
    for _ in 0..<32 {
      #expect(try pair.server.arrive(RecordPair.seal([1, 100], .alert, with: &keys)).isEmpty)
    }
    let error = errorOf {
      _ = try pair.server.arrive(RecordPair.seal([1, 100], .alert, with: &keys))
    }
    #expect(isViolation(error, .tooMuch, by: .client))

    var client = Layer(.client)
    try client.send([1, 0, 0, 0])
    #expect(try client.arrive([21, 3, 3, 0, 2, 1, 112]).isEmpty)
    #expect(
      errorOf { _ = try client.arrive([21, 3, 3, 0, 2, 2, 112]) }?.cause
        == .peerAlert(Alert(code: 112)))
  }

  @Test func userCanceled() throws {
    var pair = try RecordPair(0x1301)
    #expect(try pair.server.arrive(pair.forged(0x1301, [1, 90], .alert)).isEmpty)
  }

  @Test(arguments: [[], [2], [2, 40, 2, 40], [2, 40, 0]] as [[UInt8]])
  func otherLengths(_ content: [UInt8]) throws {
    var pair = try RecordPair(0x1301)
    let error = errorOf { _ = try pair.server.arrive(pair.forged(0x1301, content, .alert)) }
    #expect(isViolation(error, .malformedMessage, by: .client))
  }

  /// A client that cannot read a ServerHello has no keys.
  @Test func alertsInTheClear() throws {
    let alert: [UInt8] = [21, 3, 3, 0, 2, 2, 47]
    var pair = try RecordPair(0x1301, isComplete: false)
    #expect(
      errorOf { _ = try pair.server.arrive(alert) }?.cause == .peerAlert(Alert(code: 47)))
    pair = try RecordPair(0x1301, isComplete: false)
    _ = try pair.server.arrive(pair.forged(0x1301, [1, 0, 0, 0], .handshake))
    var error = errorOf { _ = try pair.server.arrive(alert) }
    #expect(isViolation(error, .unexpectedMessage, by: .client))
    pair = try RecordPair(0x1301)
    error = errorOf { _ = try pair.server.arrive(alert) }
    #expect(isViolation(error, .unexpectedMessage, by: .client))
  }
}

/// What a client says before the handshake is complete.
@Suite struct EarlyDataRecordTests {
  @Test func taken() throws {
    var server = Layer(.server)
    var client = Layer(.client)
    try client.send([1, 0, 0, 0])
    try client.records.protectSending(RecordPair.keys(0x1301, of: .client, isEarly: true))
    try client.send(data: counting(100))
    try client.send([5, 0, 0, 0])
    let stream = try client.output()
    #expect(try server.arrive(Array(stream.prefix(9))).count == 1)
    try server.records.protectReceiving(RecordPair.keys(0x1301, of: .client, isEarly: true))
    server.records.takeEarlyData(upTo: 100)
    #expect(
      try server.arrive(Array(stream.dropFirst(9)))
        == [Arrived(.applicationData), Arrived(.handshake, [5, 0, 0, 0])])
    #expect(server.records.waitingPlaintext == .earlyData)

    // What follows under other keys is not early, and is not mixed with what is.
    try server.records.protectReceiving(RecordPair.keys(0x1303, of: .client))
    try client.records.protectSending(RecordPair.keys(0x1303, of: .client))
    server.records.endHandshake()
    client.records.endHandshake()
    try client.send(data: [1])
    _ = try server.arrive(client.output())
    #expect(server.plaintext(1000) == counting(100))
    #expect(server.records.waitingPlaintext == .applicationData)
    #expect(server.plaintext() == [1])
    #expect(server.records.waitingPlaintext == nil)
  }

  @Test func tooMuch() throws {
    var server = Layer(.server)
    try server.records.protectReceiving(RecordPair.keys(0x1301, of: .client, isEarly: true))
    server.records.takeEarlyData(upTo: 100)
    var keys = try RecordPair.keys(0x1301, of: .client, isEarly: true)
    _ = try server.arrive(RecordPair.seal(counting(60), .applicationData, with: &keys))
    let error = errorOf {
      _ = try server.arrive(RecordPair.seal(counting(41), .applicationData, with: &keys))
    }
    #expect(isViolation(error, .tooMuch, by: .client))
  }

  /// Refused: what does not open is passed over, and does not count, up to a limit.
  @Test func passedOver() throws {
    for sizes in [[50], [20, 30, 0], [100], [99, 1]] {
      var server = Layer(.server)
      try server.records.protectReceiving(RecordPair.keys(0x1301, of: .client))
      server.records.skipEarlyData(upTo: 103)
      var early = try RecordPair.keys(0x1303, of: .client, isEarly: true)
      for size in sizes {
        let record = try RecordPair.seal(counting(size), .applicationData, with: &early)
        #expect(try server.arrive(record).isEmpty)
      }
      var keys = try RecordPair.keys(0x1301, of: .client)
      #expect(
        try server.arrive(RecordPair.seal([20, 0, 0, 0], .handshake, with: &keys))
          == [Arrived(.handshake, [20, 0, 0, 0])])
      let error = errorOf {
        _ = try server.arrive(RecordPair.seal([1], .applicationData, with: &early))
      }
      #expect(isViolation(error, .badRecord, by: .client), "it ends with what opens")
    }
  }

  @Test func tooMuchPassedOver() throws {
    var server = Layer(.server)
    try server.records.protectReceiving(RecordPair.keys(0x1301, of: .client))
    server.records.skipEarlyData(upTo: 100)
    var early = try RecordPair.keys(0x1303, of: .client, isEarly: true)
    _ = try server.arrive(RecordPair.seal(counting(90), .applicationData, with: &early))
    let error = errorOf {
      _ = try server.arrive(RecordPair.seal(counting(90), .applicationData, with: &early))
    }
    #expect(isViolation(error, .tooMuch, by: .client))
  }

  /// After a HelloRetryRequest there are no keys, and all application data is passed over
  /// until the next hello.
  @Test func passedOverWithoutKeys() throws {
    var server = Layer(.server)
    _ = try server.arrive(RecordNoiseTests.hello)
    server.records.skipEarlyData(upTo: 1000)
    var early = try RecordPair.keys(0x1303, of: .client, isEarly: true)
    for _ in 0..<3 {
      #expect(
        try server.arrive(RecordPair.seal(counting(100), .applicationData, with: &early)).isEmpty)
    }
    #expect(
      try server.arrive(RecordNoiseTests.changeCipherSpec + RecordNoiseTests.hello).count == 1)
    let error = errorOf {
      _ = try server.arrive(RecordPair.seal([1], .applicationData, with: &early))
    }
    #expect(isViolation(error, .unexpectedMessage, by: .client))
  }

  /// A client that is told to try again speaks in the clear once more.
  @Test func stopped() throws {
    var client = Layer(.client)
    try client.send([1, 0, 0, 0])
    try client.records.protectSending(RecordPair.keys(0x1301, of: .client, isEarly: true))
    try client.send(data: [1])
    _ = try client.output()
    client.records.stopEarlyData()
    try client.send([1, 0, 0, 0])
    #expect(try client.output() == [22, 3, 3, 0, 4, 1, 0, 0, 0])
    #expect(errorOf { try client.send(data: [1]) }?.cause == .notConnected)
  }
}
