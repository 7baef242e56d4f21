// SPDX-License-Identifier: Apache-2.0
import Certificates
import TestSupport
import Testing

struct SameNameTests {
  @Test(arguments: [
    ("Good CA", "Good CA", true), ("Good CA", "GOOD ca", true), ("Good CA", "Good  CA", true),
    ("Good CA", "  Good CA ", true), ("Good CA", "GoodCA", false), ("Good CA", "Good C", false),
    ("Good CA", "Good CAB", false), ("", "", true), ("", " ", true), ("a", "", false),
    ("Ö", "Ö", true), ("Ö", "ö", false), ("[", "{", false), ("@", "`", false),
  ])
  func texts(_ a: String, _ b: String, _ same: Bool) {
    for tag: UInt8 in [0x0c, 0x13, 0x16] {
      for other: UInt8 in [0x0c, 0x13, 0x16] {
        let (first, second) = (name(tag, Array(a.utf8)), name(other, Array(b.utf8)))
        #expect(areSame(first, second) == same)
        #expect(areSame(second, first) == same)
      }
    }
  }

  @Test func otherTypesOfTextAreComparedOctetByOctet() {
    let bytes = Array("Good".utf8)
    #expect(areSame(name(0x14, bytes), name(0x14, bytes)))
    #expect(!areSame(name(0x14, bytes), name(0x14, Array("good".utf8))))
    #expect(!areSame(name(0x14, bytes), name(0x0c, bytes)))
  }

  @Test func partsCount() {
    let one = tlv(0x31, tlv(0x30, hex("0603550403"), tlv(0x0c, Array("a".utf8))))
    let two = tlv(0x31, tlv(0x30, hex("060355040a"), tlv(0x0c, Array("a".utf8))))
    #expect(!areSame(tlv(0x30, one), tlv(0x30, two)))
    #expect(!areSame(tlv(0x30, one), tlv(0x30, one, two)))
    #expect(!areSame(tlv(0x30, one, two), tlv(0x30, two, one)))
    #expect(areSame(tlv(0x30, one, two), tlv(0x30, one, two)))
    #expect(areSame(hex("3000"), hex("3000")))
    #expect(!areSame(hex("3000"), tlv(0x30, one)))
  }

  /// However deep a value is, the comparison does not follow it.
  @Test func depthIsNotFollowed() {
    var (a, b): ([UInt8], [UInt8]) = ([0x05, 0x00], [0x01, 0x00])
    for _ in 0..<10_000 {
      a = long(a)
      b = long(b)
    }
    let type = hex("0603550403")
    let first = long(long(long(type + a), tag: 0x31))
    let second = long(long(long(type + b), tag: 0x31))
    #expect(!areSame(first, second))
    #expect(areSame(first, first))
  }

  @Test func whatIsNoNameIsTheSameAsNothingElse() {
    #expect(!areSame(hex("0400"), hex("3000")))
    #expect(!areSame([], hex("3000")))
    #expect(!areSame(hex("300131"), hex("300130")))
  }

  private func areSame(_ a: [UInt8], _ b: [UInt8]) -> Bool { isSameName(a.span, b.span) }

  private func long(_ content: [UInt8], tag: UInt8 = 0x30) -> [UInt8] {
    if content.count < 0x80 { return [tag, UInt8(content.count)] + content }
    var length: [UInt8] = []
    var rest = content.count
    while rest > 0 {
      length.insert(UInt8(rest & 0xff), at: 0)
      rest >>= 8
    }
    return [tag, 0x80 | UInt8(length.count)] + length + content
  }
}
