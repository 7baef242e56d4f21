// SPDX-License-Identifier: Apache-2.0
import MbedTLSBackend
import OpenSSLBackend
import Primitives
import TLS
import TestSupport
import Testing

/// Two record layers with the same keys, and what goes from one to the other.
struct RecordPair: ~Copyable {
  var client = Layer(.client)
  var server = Layer(.server)

  /// All suites that we seal with.
  static let suites: [UInt16] = [
    0x1301, 0x1302, 0x1303, 0x1304, 0x1305, 0x00A8, 0x00A9, 0xC02B, 0xC02C, 0xC0A4, 0xC0A5, 0xC0A8,
    0xC0A9, 0xC0AC, 0xC0AD, 0xC0AE, 0xC0AF, 0xCCA9, 0xCCAB, 0xCCAC, 0xD001, 0xD002, 0xD003, 0xD005,
  ]

  init() {}

  init(_ code: UInt16, isComplete: Bool = true, recordSizeLimit: Int = 16_384) throws {
    client = Layer(.client, recordSizeLimit: recordSizeLimit)
    server = Layer(.server, recordSizeLimit: recordSizeLimit)
    try protect(code)
    if isComplete {
      client.records.endHandshake()
      server.records.endHandshake()
    }
  }

  /// A server that has taken nothing yet.
  static func server(_ code: UInt16) throws -> Layer<OpenSSLCrypto> {
    var server = Layer(.server)
    try server.records.protectSending(keys(code, of: .server))
    try server.records.protectReceiving(keys(code, of: .client))
    server.records.endHandshake()
    return server
  }

  static func keys(
    _ code: UInt16, of role: TLSRole, isEarly: Bool = false, blocks: UInt64? = nil
  ) throws -> RecordProtection<OpenSSLCrypto> {
    let suite = CipherSuite(code: code)
    let fill: UInt8 = role == .client ? 0xC1 : 0x5E
    let key = [UInt8](repeating: fill, count: suite.keyLength)
    let isShort = suite.version == .tls12 && suite.aead != .chaCha20Poly1305
    let nonces = [UInt8](repeating: ~fill, count: isShort ? 4 : 12)
    return try RecordProtection(
      suite, suite.version, key: key.span, nonces: nonces.span, isEarly: isEarly, blocks: blocks)
  }

  mutating func protect(_ code: UInt16, blocks: UInt64? = nil) throws {
    try client.records.protectSending(RecordPair.keys(code, of: .client, blocks: blocks))
    try client.records.protectReceiving(RecordPair.keys(code, of: .server))
    try server.records.protectSending(RecordPair.keys(code, of: .server, blocks: blocks))
    try server.records.protectReceiving(RecordPair.keys(code, of: .client))
  }

  /// One record that the client seals, whatever it may be: what TLS 1.3 calls inner plaintext
  /// is given without its last byte, which is `type`.
  func forged(_ code: UInt16, _ content: [UInt8], _ type: ContentType, number: Int = 0) throws
    -> [UInt8]
  {
    var keys = try RecordPair.keys(code, of: .client)
    var record: [UInt8] = []
    for _ in 0...number { record = try RecordPair.seal(content, type, with: &keys) }
    return record
  }

  static func seal(
    _ content: [UInt8], _ type: ContentType, with keys: inout RecordProtection<OpenSSLCrypto>
  ) throws -> [UInt8] {
    let shape = keys.shape
    let is13 = keys.version == .tls13
    let around = shape.nonceLength + shape.tagLength + (is13 ? 1 : 0)
    let length = content.count + around
    var record = [is13 ? 23 : type.code, 3, 3, UInt8(length >> 8), UInt8(length & 255)]
    record += [UInt8](repeating: 0, count: shape.nonceLength) + content
    record += [UInt8](repeating: 0, count: around - shape.nonceLength)
    var place = record.mutableSpan
    try keys.seal(&place, as: type)
    return record
  }
}

/// The lengths of the records in a stream.
func recordLengths(_ stream: [UInt8]) -> [Int] {
  var lengths: [Int] = []
  var rest = stream[...]
  while rest.count >= 5 {
    let length = Int(rest[rest.startIndex + 3]) << 8 | Int(rest[rest.startIndex + 4])
    lengths.append(length)
    rest = rest.dropFirst(5 + length)
  }
  return rest.isEmpty ? lengths : lengths + [-1]
}

func counting(_ count: Int) -> [UInt8] { (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 7) } }

@Suite struct RecordTests {
  @Test(arguments: RecordPair.suites)
  func everySuiteBothWays(_ code: UInt16) throws {
    var pair = try RecordPair(code)
    for count in [1, 16, 1000, 16_384, 16_385, 40_000] {
      let data = counting(count)
      try pair.client.send(data: data)
      let sent = try pair.client.output(3000)
      #expect(recordLengths(sent).count == (count + 16_383) / 16_384)
      let arrived = try pair.server.arrive(sent)
      #expect(arrived.allSatisfy { $0.record == .applicationData })
      #expect(pair.server.plaintext(999) == data)

      try pair.server.send(data: data)
      #expect(try pair.client.arrive(pair.server.output()).count == (count + 16_383) / 16_384)
      #expect(pair.client.plaintext() == data)
    }
    try pair.client.send(data: [])
    #expect(pair.client.records.pendingOutput == 0)
  }

  /// RFC 8448: sealed as there, byte for byte, and opened again.
  @Test func applicationRecords() throws {
    let trace = RFC8448.simple
    var client = Layer(.client)
    let write = trace.step(.client, "derive write traffic keys for application data")
    try client.records.protectSending(
      RecordProtection(
        CipherSuite(code: 0x1301), .tls13, key: write["key expanded"].span,
        nonces: write["iv expanded"].span))
    client.records.endHandshake()
    let data = trace.step(.client, "send application_data record")
    try client.send(data: data["payload"])
    #expect(try client.output() == data["complete record"])
    try client.records.send(Alert(code: 0))
    #expect(try client.output() == trace.step(.client, "send alert record")["complete record"])

    var server = Layer(.server)
    try server.records.protectReceiving(
      RecordProtection(
        CipherSuite(code: 0x1301), .tls13, key: write["key expanded"].span,
        nonces: write["iv expanded"].span))
    server.records.endHandshake()
    let alert = trace.step(.client, "send alert record")["complete record"]
    let arrived = try server.arrive(data["complete record"] + alert)
    #expect(arrived.map(\.record) == [.applicationData, .closed])
    #expect(server.plaintext() == data["payload"])
  }

  /// The server's first flight: two records in the clear and under handshake keys, as there.
  @Test func handshakeRecords() throws {
    let trace = RFC8448.simple
    var server = Layer(.server)
    let messages = trace.messages.map(\.bytes)
    try server.send(messages[1])
    let write = trace.step(.server, "derive write traffic keys for handshake data")
    try server.records.protectSending(
      RecordProtection(
        CipherSuite(code: 0x1301), .tls13, key: write["key expanded"].span,
        nonces: write["iv expanded"].span))
    for message in messages[2...5] { try server.send(message) }
    let records = trace.records
    #expect(try server.output() == records[1].bytes + records[2].bytes)
    #expect(server.witness.testimonies.messages == Array(messages[1...5]))

    var client = Layer(.client)
    try client.send(messages[0])
    #expect(try client.output() == records[0].bytes)
    #expect(try client.arrive(records[1].bytes) == [Arrived(.handshake, messages[1])])
    try client.records.protectReceiving(
      RecordProtection(
        CipherSuite(code: 0x1301), .tls13, key: write["key expanded"].span,
        nonces: write["iv expanded"].span))
    #expect(
      try client.arrive(records[2].bytes) == [Arrived(.handshake, Array(messages[2...5].joined()))])
    #expect(client.records.receivingKeys == 1)
  }

  /// All that two sides say, cut into two at each place, and into single bytes.
  @Test(arguments: [0x1301, 0xC02B, 0xCCA9] as [UInt16])
  func cutAnywhere(_ code: UInt16) throws {
    var pair = try RecordPair(code)
    try pair.client.send([4, 0, 0, 1, 7])
    try pair.client.send(data: counting(70))
    try pair.client.send([24, 0, 0, 1, 0])
    try pair.client.send(data: counting(3))
    try pair.client.records.send(Alert(code: 0))
    let stream = try pair.client.output()
    let expected = [
      Arrived(.handshake, [4, 0, 0, 1, 7]), Arrived(.applicationData),
      Arrived(.handshake, [24, 0, 0, 1, 0]), Arrived(.applicationData), Arrived(.closed),
    ]
    for cut in 0...stream.count {
      pair.server = try RecordPair.server(code)
      var arrived = try pair.server.arrive(Array(stream[..<cut]))
      var data = pair.server.plaintext(cut % 11 + 1)
      arrived += try pair.server.arrive(Array(stream[cut...]))
      data += pair.server.plaintext(100)
      #expect(arrived == expected)
      #expect(data == counting(70) + counting(3))
    }
    pair.server = try RecordPair.server(code)
    var arrived: [Arrived] = []
    for byte in stream { arrived += try pair.server.arrive([byte]) }
    #expect(arrived == expected)
    #expect(pair.server.plaintext(1) == counting(70) + counting(3))
  }

  /// Not one bit of a record may be another.
  @Test(arguments: RecordPair.suites)
  func anyBit(_ code: UInt16) throws {
    var pair = try RecordPair(code)
    try pair.client.send(data: counting(20))
    let record = try pair.client.output()
    for place in record.indices where place != 3 && place != 4 {
      var other = record
      other[place] ^= 1
      pair.server = try RecordPair.server(code)
      let error = errorOf { _ = try pair.server.arrive(other) }
      // The version is not looked at; it is authenticated all the same.
      #expect(
        isViolation(error, place == 0 ? .unexpectedMessage : .badRecord, by: .client)
          || (place == 0 && isViolation(error, .badRecord, by: .client))
          || (place == 1 && isViolation(error, .unexpectedMessage, by: .client)))
      #expect(pair.server.plaintext().isEmpty)
    }
  }

  @Test(arguments: [0x1301, 0xC02B] as [UInt16])
  func repeatedOrLeftOut(_ code: UInt16) throws {
    var pair = try RecordPair(code)
    for i in 0..<3 { try pair.client.send(data: [UInt8(i)]) }
    let stream = try pair.client.output()
    let length = stream.count / 3
    let (first, second) = (Array(stream.prefix(length)), Array(stream.dropFirst(length)))
    _ = try pair.server.arrive(first)
    var error = errorOf { _ = try pair.server.arrive(first) }
    #expect(isViolation(error, .badRecord, by: .client))
    pair.server = try RecordPair.server(code)
    error = errorOf { _ = try pair.server.arrive(second) }
    #expect(isViolation(error, .badRecord, by: .client))
  }

  @Test func observedRecords() throws {
    var pair = try RecordPair(0x1301, isComplete: false)
    try pair.client.send([1, 0, 0, 1, 9])
    let record = try pair.client.output()
    _ = try pair.server.arrive(record)
    let inner: [UInt8] = [1, 0, 0, 1, 9, 22]
    typealias Record = Testimonies.Record
    #expect(
      pair.client.witness.testimonies.records == [
        Record(direction: .sent, bytes: record, plaintext: inner, isProtected: true, number: 0)
      ])
    #expect(
      pair.server.witness.testimonies.records == [
        Record(direction: .received, bytes: record, plaintext: inner, isProtected: true, number: 0)
      ])
  }
}
