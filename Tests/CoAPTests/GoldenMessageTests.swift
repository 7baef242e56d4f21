// SPDX-License-Identifier: Apache-2.0
import CoAP
import TestSupport
import Testing
import Wire

/// Bytes from RFC 7252, appendix A, and by hand from its sections 3 and 5.10, both ways.
struct GoldenMessageTests {
  func same(_ bytes: [UInt8], _ message: Outgoing) throws {
    #expect(try datagram(message) == bytes)
    let read = try Copy(bytes)
    #expect(try read == Copy(datagram(message)))
    #expect(read.type == message.type && read.code == message.code)
    #expect(read.messageID == message.messageID && read.token == message.token)
    #expect(read.payload == message.payload)
  }

  /// Figure 16: 16 bytes and 11 bytes.
  @Test func piggybacked() throws {
    let request = hex("40 01 7d34 bb 74656d7065726174757265")
    #expect(request.count == 16)
    try same(
      request, Outgoing(.confirmable, .get, messageID: 0x7d34, options: path("temperature")))
    #expect(try Copy(request).value(.uriPath) == utf8("temperature"))
    let response = hex("60 45 7d34 ff 32322e332043")
    #expect(response.count == 11)
    try same(
      response,
      Outgoing(.acknowledgement, .content, messageID: 0x7d34, payload: utf8("22.3 C")))
  }

  /// Figure 17: the same with a token, 17 and 12 bytes.
  @Test func withToken() throws {
    let request = hex("41 01 7d35 20 bb 74656d7065726174757265")
    #expect(request.count == 17)
    try same(
      request,
      Outgoing(
        .confirmable, .get, messageID: 0x7d35, token: token("20"), options: path("temperature")))
    let response = hex("61 45 7d35 20 ff 32322e332043")
    #expect(response.count == 12)
    try same(
      response,
      Outgoing(
        .acknowledgement, .content, messageID: 0x7d35, token: token("20"),
        payload: utf8("22.3 C")))
  }

  /// Figures 20 and 21: an empty acknowledgement, and a reset.
  @Test func empty() throws {
    try same(hex("60 00 7d38"), Outgoing(.acknowledgement, .empty, messageID: 0x7d38))
    try same(hex("70 00 ad7c"), Outgoing(.reset, .empty, messageID: 0xad7c))
  }

  /// 6.4: coap://example.net/.well-known/core?rt=a with every kind of value, in their order.
  @Test func everyKindOfOption() throws {
    var list = OptionList()
    list.append(.echo, "x")
    list.append(.accept, uint: 40)
    list.append(.uriQuery, "rt=a")
    list.append(path: utf8("/.well-known/core").span)
    list.append(.uriHost, "example.net")
    list.append(.uriPort, uint: 5683)
    list.append(.observe, uint: 0)
    let bytes = hex(
      """
      44 01 0001 deadbeef
      3b 6578616d706c652e6e6574 30 12 1633 4b 2e77656c6c2d6b6e6f776e 04 636f7265
      44 72743d61 21 28 d1 de 78
      """)
    try same(
      bytes,
      Outgoing(.confirmable, .get, messageID: 1, token: token("deadbeef"), options: list))
    #expect(
      try Copy(bytes).options.map(\.number) == [
        .uriHost, .observe, .uriPort, .uriPath, .uriPath, .uriQuery, .accept, .echo,
      ])
  }

  //= rfc7252#3.1
  //# instances MUST appear in order of their Option Numbers
  @Test func optionsComeInOrder() throws {
    var list = OptionList()
    for number in [60, 4, 12, 4, 1, 300, 12] as [UInt16] {
      list.append(OptionNumber(rawValue: number), uint: UInt32(number))
    }
    let read = try Copy(datagram(Outgoing(.nonConfirmable, .put, messageID: 9, options: list)))
    #expect(read.options.map(\.number.rawValue) == [1, 4, 4, 12, 12, 60, 300])
  }

  /// 3.1: the last value of each form of delta and length, and the first of the next.
  @Test(arguments: [
    (12, 12, "cc"), (13, 13, "dd 00 00"), (268, 268, "dd ff ff"), (269, 269, "ee 0000 0000"),
    (65_535, 1034, "ee fef2 02fd"),
  ])
  func nibbles(_ number: UInt16, _ length: Int, _ head: String) throws {
    let value = [UInt8](repeating: 7, count: length)
    var list = OptionList()
    list.append(OptionNumber(rawValue: number), value.span)
    let bytes = hex("50 01 0000" + head) + value
    #expect(
      try datagram(Outgoing(.nonConfirmable, .get, messageID: 0, options: list)) == bytes)
    #expect(try Copy(bytes).options.map(\.value) == [value])
  }

  /// 3.2: as few bytes as possible, and leading zeros are accepted.
  @Test(
    arguments: [
      (0, ""), (1, "01"), (255, "ff"), (256, "0100"), (65_536, "010000"), (.max, "ffffffff"),
    ] as [(UInt32, String)])
  func uint(_ value: UInt32, _ bytes: String) throws {
    var list = OptionList()
    list.append(.maxAge, uint: value)
    let message = Outgoing(.acknowledgement, .content, messageID: 0, options: list)
    #expect(try Copy(datagram(message)).value(.maxAge) == hex(bytes))
    let padded =
      hex("60 45 0000 d4 01") + [UInt8](repeating: 0, count: 4 - hex(bytes).count)
      + hex(bytes)
    var options = try Message(padded.span).options
    #expect(options.next()?.uint == value)
  }

  @Test(arguments: [
    ("", []), ("/", []), ("a", ["a"]), ("/a/b", ["a", "b"]), ("a/", ["a", ""]),
    ("a//b", ["a", "", "b"]), ("//", ["", ""]),
  ])
  func paths(_ text: String, _ segments: [String]) throws {
    let message = Outgoing(.confirmable, .get, messageID: 0, options: path(text))
    #expect(try Copy(datagram(message)).options.map(\.value) == segments.map(utf8))
  }

  @Test func writingNeedsRoom() throws {
    let message = Outgoing(
      .confirmable, .put, messageID: 1, token: token("0102"), options: path("ab/c"),
      payload: [1, 2])
    let whole = try datagram(message)
    for room in 0..<whole.count {
      #expect(throws: WireError.self) {
        _ = try [UInt8](capacity: room) { out throws(WireError) in try message.write(into: &out) }
      }
    }
  }

  @Test func codes() {
    #expect(Code(4, 3).rawValue == 0x83)
    #expect(Code.get.isRequest && !Code.empty.isRequest && !Code.content.isRequest)
    #expect(Code.notFound.isResponse && !Code(1, 1).isResponse && !Code(7, 0).isResponse)
    #expect(Code.content.codeClass == 2 && Code.content.detail == 5)
  }
}
