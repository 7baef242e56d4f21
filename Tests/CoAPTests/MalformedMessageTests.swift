// SPDX-License-Identifier: Apache-2.0
import CoAP
import TestSupport
import Testing
import Wire

struct MalformedMessageTests {
  func fault(_ bytes: String) -> WireError? {
    failure { () throws(WireError) in _ = try Copy(hex(bytes)) }
  }

  @Test(arguments: ["", "40", "40 01", "40 01 00"])
  func shortHeader(_ bytes: String) {
    guard case .truncated = fault(bytes)?.fault else {
      Issue.record("\(bytes) gave \(String(describing: fault(bytes)))")
      return
    }
  }

  //= rfc7252#3
  //# Messages with unknown version numbers MUST be silently ignored.
  @Test(arguments: ["00 01 0001", "80 01 0001", "c0 01 0001"])
  func otherVersions(_ bytes: String) throws {
    #expect(fault(bytes)?.field == "Version")
    var server = try server()
    server.handle(hex(bytes), now: seconds(0))
    #expect(drain(&server).sent.isEmpty)
    #expect(server.counters.malformed == 1)
  }

  //= rfc7252#3
  //# Lengths 9-15 are reserved, MUST NOT be sent, and MUST be processed as a message
  //# format error.
  @Test(arguments: 9...15 as ClosedRange<UInt8>)
  func longTokens(_ length: UInt8) throws {
    let bytes = [0x40 | length, 1, 0, 1] + [UInt8](repeating: 7, count: 20)
    let error = failure { () throws(WireError) in _ = try Copy(bytes) }
    #expect(error?.field == "Token Length")
    try isRejected(bytes)
  }

  //= rfc7252#4.1
  //# If there are any bytes, they MUST be processed as a message format error.
  @Test(arguments: ["41 00 0001 07", "40 00 0001 ff", "40 00 0001 b1 61"])
  func emptyWithBytes(_ bytes: String) throws {
    #expect(fault(bytes)?.field == "Empty message")
    try isRejected(hex(bytes))
  }

  //= rfc7252#3
  //# The presence of a marker followed by a zero-length payload MUST be processed as a
  //# message format error.
  @Test(arguments: ["40 01 0001 ff", "41 01 0001 07 b1 61 ff"])
  func markerWithoutPayload(_ bytes: String) throws {
    #expect(fault(bytes)?.field == "Payload")
    try isRejected(hex(bytes))
  }

  /// 3.1: nibbles of 15, numbers over 65,535, and what is cut short.
  @Test(
    arguments: [
      ("40 01 0001 f0", "Option Delta"), ("40 01 0001 0f", "Option Length"),
      ("40 01 0001 e0 ffff", "Option Delta"), ("40 01 0001 e0 fef2 10", "Option Delta"),
      ("40 01 0001 d0", "Option Delta"), ("40 01 0001 b5 61", "Option Value"),
      ("40 01 0001 be 00", "Option Length"), ("48 01 0001 01020304050607", "Token"),
    ] as [(String, FieldName)])
  func options(_ bytes: String, _ field: FieldName) throws {
    #expect(fault(bytes)?.field == field)
    try isRejected(hex(bytes))
  }

  //= rfc7252#4.2
  //# Rejecting a Confirmable message is effected by sending a matching Reset message
  //# and otherwise ignoring it.
  /// By client and server, with its Message ID; as any other type it is only counted.
  func isRejected(_ bytes: [UInt8]) throws {
    for type in [0x00, 0x10, 0x20, 0x30] as [UInt8] {
      var bytes = bytes
      bytes[0] = bytes[0] & 0xcf | type
      var server = try server()
      var client = client()
      server.handle(bytes, now: seconds(0))
      client.handle(bytes, now: seconds(0))
      let reset = type == 0 ? [[0x70, 0, bytes[2], bytes[3]]] : []
      #expect(drain(&server).sent == reset)
      #expect(drain(&client).sent == reset)
      #expect(server.counters.malformed == 1 && client.counters.malformed == 1)
    }
  }

  //= rfc7252#5.4.5
  //# each supernumerary option occurrence that appears subsequently in the message
  //# MUST be treated like an unrecognized option
  @Test func repeatedOptions() throws {
    // Uri-Port twice, Uri-Path twice.
    let options = try Copy(hex("40 01 0001 71 01 01 02 41 61 01 62")).options
    #expect(options.map(\.isUnderstood) == [true, false, true, true])
  }

  //= rfc7252#5.4.3
  //# that option MUST be treated like an unrecognized option
  @Test func optionsOfTheWrongLength() throws {
    // Uri-Host of none, ETag of nine, Uri-Port of three, If-None-Match with a value.
    for bytes in ["30", "49 010203040506070809", "73 000001", "51 01"] {
      #expect(try Copy(hex("40 01 0001" + bytes)).options.map(\.isUnderstood) == [false])
    }
    #expect(try Copy(hex("40 01 0001 d0 ff")).options.map(\.isUnderstood) == [false])
  }
}
