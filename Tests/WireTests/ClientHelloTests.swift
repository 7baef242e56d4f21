// SPDX-License-Identifier: Apache-2.0
import TestSupport
import Testing
import Wire

/// The ClientHello of RFC 8448, section 3: four levels of lengths within lengths.
private let clientHello = hex(
  """
  01 00 00 c0 03 03 cb 34 ec b1 e7 81 63 ba 1c 38 c6 da cb 19 6a 6d ff a2 1a 8d 99 12 ec 18 a2
  ef 62 83 02 4d ec e7 00 00 06 13 01 13 03 13 02 01 00 00 91 00 00 00 0b 00 09 00 00 06 73 65
  72 76 65 72 ff 01 00 01 00 00 0a 00 14 00 12 00 1d 00 17 00 18 00 19 01 00 01 01 01 02 01 03
  01 04 00 23 00 00 00 33 00 26 00 24 00 1d 00 20 99 38 1d e5 60 e4 bd 43 d2 3d 8e 43 5a 7d ba
  fe b3 c0 6e 51 c1 3c ae 4d 54 13 69 1e 52 9a af 2c 00 2b 00 03 02 03 04 00 0d 00 20 00 1e 04
  03 05 03 06 03 02 03 08 04 08 05 08 06 04 01 05 01 06 01 02 01 04 02 05 02 06 02 02 02 00 2d
  00 02 01 01 00 1c 00 02 40 01
  """)

private struct Hello {
  var version: UInt16 = 0
  var random: [UInt8] = []
  var sessionID: [UInt8] = []
  var suites: [UInt16] = []
  var compression: [UInt8] = []
  var extensions: [(type: UInt16, data: [UInt8])] = []
  var serverName: [UInt8] = []
}

private func parse(_ bytes: Span<UInt8>) throws(WireError) -> Hello {
  try Reader.all(bytes) { reader throws(WireError) in
    let type = try reader.uint8("msg_type")
    guard type == 1 else { throw reader.invalid(type, "msg_type") }
    return try reader.prefixed24("ClientHello") { body throws(WireError) in
      var hello = Hello()
      hello.version = try body.uint16("legacy_version")
      hello.random = array(try body.bytes(32, "random"))
      hello.sessionID = array(try body.prefixed8("legacy_session_id"))
      hello.suites = try body.prefixed16("cipher_suites") { list throws(WireError) in
        var suites: [UInt16] = []
        while !list.isEmpty { suites.append(try list.uint16("CipherSuite")) }
        return suites
      }
      hello.compression = array(try body.prefixed8("legacy_compression_methods"))
      try body.prefixed16("extensions") { list throws(WireError) in
        while !list.isEmpty {
          let type = try list.uint16("extension_type")
          let data = try list.prefixed16("extension_data")
          hello.extensions.append((type, array(data)))
        }
      }
      if let first = hello.extensions.first, first.type == 0 {
        hello.serverName = try Reader.all(first.data.span) { r throws(WireError) in
          try r.prefixed16("server_name_list") { list throws(WireError) in
            _ = try list.uint8("name_type")
            return array(try list.prefixed16("HostName"))
          }
        }
      }
      return hello
    }
  }
}

private func write(_ hello: Hello) throws(WireError) -> [UInt8] {
  try written { out throws(WireError) in
    try out.write(uint8: 1, "msg_type")
    try out.prefixed24("ClientHello") { out throws(WireError) in
      try out.write(uint16: hello.version, "legacy_version")
      try out.write(bytes: hello.random.span, "random")
      try out.prefixed8("legacy_session_id") { out throws(WireError) in
        try out.write(bytes: hello.sessionID.span, "legacy_session_id")
      }
      try out.prefixed16("cipher_suites") { out throws(WireError) in
        for suite in hello.suites { try out.write(uint16: suite, "CipherSuite") }
      }
      try out.prefixed8("legacy_compression_methods") { out throws(WireError) in
        try out.write(bytes: hello.compression.span, "legacy_compression_methods")
      }
      try out.prefixed16("extensions") { out throws(WireError) in
        for item in hello.extensions {
          try out.write(uint16: item.type, "extension_type")
          try out.prefixed16("extension_data") { out throws(WireError) in
            try out.write(bytes: item.data.span, "extension_data")
          }
        }
      }
    }
  }
}

@Test func aRealClientHelloBothWays() throws {
  let hello = try parse(clientHello.span)
  #expect(hello.version == 0x0303)
  #expect(hello.random.starts(with: hex("cb34ecb1")))
  #expect(hello.sessionID.isEmpty)
  #expect(hello.suites == [0x1301, 0x1303, 0x1302])
  #expect(hello.serverName == [UInt8]("server".utf8))
  #expect(
    hello.extensions.map(\.type) == [0, 0xFF01, 0x0A, 0x23, 0x33, 0x2B, 0x0D, 0x2D, 0x1C])
  #expect(try write(hello) == clientHello)
}

@Test func everyTruncationOfAClientHelloIsNoticed() throws {
  for count in clientHello.indices {
    let error = wireError { () throws(WireError) in
      _ = try parse(clientHello.span.extracting(first: count))
    }
    guard case .truncated = error?.fault else {
      Issue.record("\(count) bytes gave \(String(describing: error))")
      continue
    }
  }
}

@Test func everyFlippedBitOfAClientHelloIsReadOrRefused() {
  var refused = 0
  for bit in 0..<clientHello.count * 8 {
    var damaged = clientHello
    damaged[bit / 8] ^= 1 << UInt8(bit % 8)
    guard let hello = try? parse(damaged.span) else {
      refused += 1
      continue
    }
    #expect((try? write(hello)) == damaged)
  }
  // Each bit of the message's type and of its length is checked; of the lists' lengths, most.
  #expect(refused > 32)
}
