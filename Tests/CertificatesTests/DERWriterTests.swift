// SPDX-License-Identifier: Apache-2.0
import Certificates
import TestSupport
import Testing
import Wire

/// Bytes worked out by hand from X.690; where the standard has an example, it is that one.
struct DERGoldenTests {
  @Test(
    arguments: [
      ([], "020100"), ([0], "020100"), ([0, 0, 0], "020100"), ([1], "020101"), ([0x7f], "02017f"),
      ([0x80], "02020080"), ([0xff], "020200ff"), ([0, 0, 0x80], "02020080"),
      ([1, 0], "02020100"), ([0xff, 0xff], "020300ffff"),
    ] as [([UInt8], String)])
  func integersAreMinimalAndNeverNegative(magnitude: [UInt8], der: String) throws {
    #expect(try written { out in try out.integer(magnitude.span, "n") } == hex(der))
  }

  @Test func smallIntegers() throws {
    #expect(try written { out in try out.integer(0, "n") } == hex("020100"))
    #expect(try written { out in try out.integer(127, "n") } == hex("02017f"))
    #expect(try written { out in try out.integer(128, "n") } == hex("02020080"))
  }

  @Test func booleans() throws {
    #expect(try written { out in try out.boolean(true, "b") } == hex("0101ff"))
    #expect(try written { out in try out.boolean(false, "b") } == hex("010100"))
  }

  @Test(
    arguments: [
      ([2, 999, 3], "0603883703"),  // X.690, 8.19.5
      ([1, 2, 840, 10045, 3, 1, 7], "06082a8648ce3d030107"),
      ([2, 5, 4, 3], "0603550403"), ([0, 0], "060100"), ([1, 39], "06014f"), ([2, 0], "060150"),
      ([1, 3, 127, 128, 16383, 16384], "06092b7f8100ff7f818000"),
      ([1, 3, .max], "06062b8fffffff7f"),
    ] as [([UInt32], String)])
  func objectIdentifiers(arcs: [UInt32], der: String) throws {
    #expect(try written { out in try out.objectIdentifier(oid(arcs), "id") } == hex(der))
  }

  @Test(arguments: [[], [1], [3, 1], [0, 40], [1, 40], [2, .max]] as [[UInt32]])
  func identifiersThatCannotBe(arcs: [UInt32]) {
    let error: WireError? = refusal { out throws(WireError) in
      try out.objectIdentifier(oid(arcs), "id")
    }
    #expect(error?.fault == .invalid(UInt64(arcs.first ?? 0)))
  }

  /// X.690, 11.2.2: zeros at the end of a list of named bits are left out.
  @Test(
    arguments: [
      (0x8000, "03020780"), (0x0600, "03020106"), (0x0080, "0303070080"), (0x0001, "0303000001"),
      (0xff00, "030200ff"), (0, "030100"),
    ] as [(UInt16, String)])
  func namedBits(bits: UInt16, der: String) throws {
    #expect(try written { out in try out.namedBits(bits, "bits") } == hex(der))
  }

  @Test func strings() throws {
    let bytes = hex("01 02")
    #expect(try written { out in try out.bitString(bytes.span, "s") } == hex("0303000102"))
    #expect(try written { out in try out.octetString(bytes.span, "s") } == hex("04020102"))
    let text = ascii("Ab 9?")
    #expect(
      try written { out in try out.printableString(text.span, "s") } == hex("13054162 20393f"))
    let address = ascii("a@b")
    #expect(try written { out in try out.ia5String(address.span, "s") } == hex("1603614062"))
    let city = ascii("Köln")
    #expect(try written { out in try out.utf8String(city.span, "s") } == hex("0c054bc3b66c6e"))
  }

  @Test func charactersThatAStringCannotHave() {
    for character in UInt8.min ... .max {
      let text = [character]
      let printable = ascii(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 '()+,-./:=?")
      let refused: WireError? = refusal { out throws(WireError) in
        try out.printableString(text.span, "s")
      }
      #expect((refused == nil) == printable.contains(character), "\(character)")
      let notASCII: WireError? = refusal { out throws(WireError) in
        try out.ia5String(text.span, "s")
      }
      #expect((notASCII == nil) == (character < 128))
    }
  }

  @Test(arguments: ["ff", "c080", "eda080", "f4908080", "c3"])
  func brokenUTF8(text: String) {
    let text = hex(text)
    let error: WireError? = refusal { out throws(WireError) in try out.utf8String(text.span, "s") }
    #expect(error?.fault == .invalid(UInt64(text.count)))
  }

  @Test func nestedValues() throws {
    let der = try written { out throws(WireError) in
      try out.sequence("a") { out throws(WireError) in
        try out.integer(5, "b")
        try out.set("c") { out throws(WireError) in try out.boolean(true, "d") }
        try out.constructed(.explicit(3), "e") { out throws(WireError) in
          try out.octetString("f") { out throws(WireError) in try out.integer(1, "g") }
        }
        try out.primitive(.implicit(2), ascii("a").span, "h")
      }
    }
    #expect(der == hex("3012 020105 31030101ff a3050403020101 820161"))
  }
}

struct DERLengthTests {
  @Test(arguments: [
    (0, "00"), (1, "01"), (127, "7f"), (128, "8180"), (255, "81ff"), (256, "820100"),
    (65_535, "82ffff"), (65_536, "83010000"),
  ])
  func lengthsAreMinimalWhetherKnownBeforeOrAfter(count: Int, length: String) throws {
    let content = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 7) }
    let expected = [0x04] + hex(length) + content
    #expect(try written { out in try out.octetString(content.span, "s") } == expected)
    let afterwards = try written { out throws(WireError) in
      try out.octetString("s") { out throws(WireError) in
        for byte in content { try out.write(uint8: byte, "byte") }
      }
    }
    #expect(afterwards == expected)
  }

  /// Bodies that grow past 127 and 255 move the ones inside them.
  @Test(arguments: [120, 121, 122, 123, 124, 125, 126, 127, 128, 250, 251, 252, 253, 254, 255, 256])
  func nestedBodiesMoveWhole(count: Int) throws {
    let content = SeededRandom.bytes(count, seed: 5)
    var expected = content
    for _ in 0..<6 { expected = tlv(0x30, expected) }
    let der = try written { out throws(WireError) in try nest(6, content, &out) }
    #expect(der == expected)
  }

  private func nest(
    _ depth: Int, _ content: [UInt8], _ out: inout OutputSpan<UInt8>
  ) throws(WireError) {
    if depth == 0 { return try out.write(bytes: content.span, "content") }
    try out.sequence("s") { out throws(WireError) in try nest(depth - 1, content, &out) }
  }
}

struct DERPropertyTests {
  @Test func randomIntegersKeepTheirValueAndTheirSign() throws {
    var random = SeededRandom(seed: 2)
    for _ in 0..<2000 {
      var magnitude = random.bytes(.random(in: 0...300, using: &random))
      for i in magnitude.indices.prefix(.random(in: 0...3, using: &random)) { magnitude[i] = 0 }
      let der = try written { out in try out.integer(magnitude.span, "n") }
      let (tag, content) = try #require(untlv(der))
      #expect(tag == 0x02)
      #expect(content[0] < 0x80, "negative")
      #expect(content.count == 1 || content[0] != 0 || content[1] >= 0x80, "not minimal")
      #expect(content.drop { $0 == 0 } == magnitude.drop { $0 == 0 })
    }
  }

  @Test func aBufferTooSmallByAnyNumberOfBytesIsToldSo() throws {
    let content = SeededRandom.bytes(126, seed: 6)
    func write(_ out: inout OutputSpan<UInt8>) throws(WireError) {
      try out.sequence("outer") { out throws(WireError) in
        try out.objectIdentifier([1, 2, 840, 10045, 2, 1], "id")
        try out.constructed(.explicit(0), "middle") { out throws(WireError) in
          try out.bitString(content.span, "bits")
          try out.integer(128, "number")
          try out.namedBits(0x0600, "named")
          try out.time(.noExpiry, "time")
          try out.boolean(true, "boolean")
        }
      }
    }
    let whole = try written { out throws(WireError) in try write(&out) }
    #expect(try written(room: whole.count) { out throws(WireError) in try write(&out) } == whole)
    for room in 0..<whole.count {
      let error: WireError? = refusal(room: room) { out throws(WireError) in try write(&out) }
      guard case .noRoom(let missing) = error?.fault else {
        Issue.record("room for \(room) of \(whole.count): \(String(describing: error))")
        continue
      }
      #expect(1...(whole.count - room) ~= missing)
    }
  }
}

func oid(_ arcs: [UInt32]) -> OID { OID(arcs: arcs) }

/// An encoder of our own, as plain as can be.
func tlv(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] {
  if content.count < 128 { return [tag, UInt8(content.count)] + content }
  var length = [UInt8]()
  var rest = content.count
  while rest > 0 {
    length.insert(UInt8(rest & 0xff), at: 0)
    rest >>= 8
  }
  return [tag, 0x80 | UInt8(length.count)] + length + content
}

/// The tag and content of exactly one value; nil if its length is another.
func untlv(_ der: [UInt8]) -> (UInt8, [UInt8])? {
  guard der.count >= 2 else { return nil }
  let header = der[1] < 128 ? 2 : 2 + Int(der[1] & 0x7f)
  let length = der[1] < 128 ? Int(der[1]) : der[2..<header].reduce(0) { $0 << 8 | Int($1) }
  return header + length == der.count ? (der[0], Array(der[header...])) : nil
}

extension SeededRandom {
  static func bytes(_ count: Int, seed: UInt64) -> [UInt8] {
    var random = SeededRandom(seed: seed)
    return random.bytes(count)
  }
}
