// SPDX-License-Identifier: Apache-2.0
import OpenSSLBackend
import Primitives
import TLS
import TestSupport
import Testing

/// How much a record may hold, and how much a key may seal.
@Suite struct RecordLimitTests {
  func header(_ type: UInt8, _ length: Int) -> [UInt8] {
    [type, 3, 3, UInt8(length >> 8), UInt8(length & 255)]
  }

  //= rfc8446#5.2
  //# An endpoint that
  //# receives a record that exceeds this length MUST terminate the
  //# connection with a "record_overflow" alert.
  @Test(arguments: [(0x1301, 256), (0xC02B, 2048)] as [(UInt16, Int)])
  func headersAlone(_ code: UInt16, _ expansion: Int) throws {
    var pair = try RecordPair(code)
    #expect(try pair.server.arrive(header(23, 16_384 + expansion)).isEmpty)
    pair = try RecordPair(code)
    let error = errorOf { _ = try pair.server.arrive(header(23, 16_385 + expansion)) }
    #expect(isViolation(error, .recordTooLong, by: .client))
    #expect(error?.cause.alert == Alert(code: 22))
  }

  @Test func plainRecords() throws {
    var layer = Layer(.server)
    #expect(try layer.arrive(header(22, 16_384)).isEmpty)
    var other = Layer(.client)
    let error = errorOf { _ = try other.arrive(header(22, 16_385)) }
    #expect(isViolation(error, .recordTooLong, by: .server))
  }

  @Test(arguments: [0x1301, 0x1305, 0xC02B, 0xCCA9] as [UInt16])
  func plaintextInside(_ code: UInt16) throws {
    var pair = try RecordPair(code)
    var record = try pair.forged(code, counting(16_384), .applicationData)
    #expect(try pair.server.arrive(record).count == 1)
    #expect(pair.server.plaintext() == counting(16_384))
    pair = try RecordPair(code)
    record = try pair.forged(code, counting(16_385), .applicationData)
    let error = errorOf { _ = try pair.server.arrive(record) }
    #expect(isViolation(error, .recordTooLong, by: .client))
  }

  /// Content, type and padding count in TLS 1.3; content in TLS 1.2 (RFC 8449, 4).
  @Test(arguments: [(0x1301, 511), (0xC02B, 512)] as [(UInt16, Int)])
  func smallRecords(_ code: UInt16, _ most: Int) throws {
    var pair = try RecordPair(code, recordSizeLimit: 512)
    var record = try pair.forged(code, counting(most + 1), .applicationData)
    #expect(try pair.server.arrive(record).count == 1, "nobody has agreed on a limit")

    // We have told 513, of which one byte is for the type.
    pair = try RecordPair(code, recordSizeLimit: 512)
    pair.server.records.limitRecords(to: 512)
    record = try pair.forged(code, counting(most + 1), .applicationData)
    #expect(try pair.server.arrive(record).count == 1)
    record = try pair.forged(code, counting(most + 2), .applicationData, number: 1)
    let error = errorOf { _ = try pair.server.arrive(record) }
    #expect(isViolation(error, .recordTooLong, by: .client))

    pair = try RecordPair(code)
    pair.client.records.limitRecords(to: 512)
    try pair.client.send(data: counting(1200))
    try pair.client.send([11, 0, 2, 88] + counting(600))
    let lengths = try recordLengths(pair.client.output())
    let around = code == 0x1301 ? 17 : 24
    #expect(
      lengths == [most + around, most + around, 1200 - 2 * most + around]
        + [most + around, 604 - most + around])
  }

  /// A limit that nobody can keep, or that is none.
  @Test(arguments: [1, 2, 64, 16_384, 16_385, 65_535])
  func strangeLimits(_ limit: Int) throws {
    var pair = try RecordPair(0x1301)
    pair.client.records.limitRecords(to: limit)
    try pair.client.send(data: counting(200))
    _ = try pair.server.arrive(pair.client.output())
    #expect(pair.server.plaintext() == counting(200))
  }

  /// A message that is longer than a record goes into several, and short ones share one.
  @Test func messagesShareRecords() throws {
    var layer = Layer(.client)
    for _ in 0..<3 { try layer.send([8, 0, 0, 2, 0, 0]) }
    try layer.send([11, 0, 128, 0] + counting(32_768))
    let stream = try layer.output()
    #expect(recordLengths(stream) == [16_384, 16_384, 22])
    var other = Layer(.server)
    let arrived = try other.arrive(stream).flatMap(\.content)
    #expect(arrived.count == 32_790)
    #expect(arrived.suffix(32_768) == counting(32_768)[...])
  }

  //= rfc8446#5.5
  //# Implementations SHOULD do a key update as described in
  //# Section 4.6.3 prior to reaching these limits.
  @Test(arguments: [0x1301, 0xC02B] as [UInt16])
  func aKeyIsSpent(_ code: UInt16) throws {
    var pair = try RecordPair(code)
    try pair.protect(code, blocks: 80)
    var count = 0
    var error: TLSError?
    while error == nil, count < 100 {
      #expect(pair.client.records.wantsKeyUpdate == (code == 0x1301 && count >= 24))
      error = errorOf { try pair.client.send(data: counting(16)) }
      if error == nil { count += 1 }
    }
    #expect(count == 26, "80 blocks, 3 for each")
    #expect(error?.cause == .library)
    #expect(errorOf { try pair.client.send(data: counting(16)) } != nil)
    #expect(errorOf { try pair.client.send([24, 0, 0, 1, 0] + counting(16)) } == nil)
    #expect(errorOf { try pair.client.records.flush() } != nil)
    let sent = try pair.client.output()
    #expect(recordLengths(sent).count == 26, "what could not be sealed is not sent")
    try pair.protect(code)
    let isFresh = !pair.client.records.wantsKeyUpdate
    #expect(isFresh)
    try pair.client.send(data: [1])
  }
}
