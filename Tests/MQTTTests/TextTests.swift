// SPDX-License-Identifier: Apache-2.0
import MQTT
import TestSupport
import Testing

/// Strings as 1.5.3 wants them, asked of topic names, which are strings and little more.
@Suite struct TextTests {
  func fault(_ bytes: [UInt8]) -> TextError? {
    failure { () throws(TextError) in _ = try TopicName(bytes.span) }
  }

  /// Figure 1.2: "A" and U+2A6D4.
  @Test func theStandardsOwnExample() {
    #expect(fault(hex("41 f0 aa 9b 94")) == nil)
  }

  //= mqtt-v3.1.1#MQTT-1.5.3-3
  //# A UTF-8 encoded sequence 0xEF 0xBB 0xBF is always to be interpreted to mean
  //# U+FEFF ("ZERO WIDTH NO-BREAK SPACE") wherever it appears in a string and MUST NOT
  //# be skipped over or stripped off by a packet receiver
  @Test func aByteOrderMarkIsACharacter() throws {
    let bytes = hex("ef bb bf 61")
    #expect(array(try TopicName(bytes.span).bytes) == bytes)
  }

  //= mqtt-v3.1.1#MQTT-1.5.3-1
  //# In particular this data MUST NOT include encodings of code points
  //# between U+D800 and U+DFFF.
  //= mqtt-v3.1.1#MQTT-1.5.3-2
  //# A UTF-8 encoded string MUST NOT include an encoding of the null
  //# character U+0000.
  @Test(arguments: [
    ("61 00 62", TextError.Fault.nullCharacter, 1),
    ("61 c0 80", .illFormed, 1),  // U+0000 in two bytes
    ("c1 bf", .illFormed, 0),  // U+007F in two bytes
    ("e0 9f bf", .illFormed, 1),  // U+07FF in three bytes
    ("f0 8f bf bf", .illFormed, 1),  // U+FFFF in four bytes
    ("ed a0 80", .illFormed, 1),  // U+D800
    ("ed bf bf", .illFormed, 1),  // U+DFFF
    ("f4 90 80 80", .illFormed, 1),  // U+110000
    ("f5 80 80 80", .illFormed, 0),
    ("ff", .illFormed, 0),
    ("80", .illFormed, 0),  // nothing to continue
    ("61 c3", .illFormed, 1),  // cut short
    ("61 e2 82", .illFormed, 1),
    ("f0 aa 9b", .illFormed, 0),
    ("e2 28 a1", .illFormed, 1),
    ("e2 82 28", .illFormed, 2),
  ])
  func refused(_ bytes: String, _ fault: TextError.Fault, _ offset: Int) {
    #expect(self.fault(hex(bytes)) == TextError(fault, at: offset))
  }

  /// Swift's own decoder is the judge: all texts of one and two bytes, and seeded longer ones.
  @Test func agreesWithTheStandardLibrary() {
    func check(_ bytes: [UInt8]) {
      let wellFormed =
        String(validating: bytes, as: UTF8.self) != nil && !bytes.contains(0)
      let wild = bytes.contains { $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "#") }
      guard !wild else { return }
      #expect((fault(bytes) == nil) == wellFormed, "\(hexString(bytes))")
    }
    for first in UInt8.min...UInt8.max {
      check([first])
      for second in UInt8.min...UInt8.max { check([first, second]) }
    }
    var random = SeededRandom(seed: 9)
    for _ in 0..<20_000 {
      let lead = UInt8.random(in: 0xE0...0xF5, using: &random)
      let rest = (0..<Int.random(in: 2...4, using: &random)).map { _ in
        UInt8.random(in: 0x7E...0xC2, using: &random)
      }
      check([lead] + rest)
    }
  }

  @Test func everyScalarIsText() {
    for value in UInt32(1)...0x10FFFF {
      guard let scalar = Unicode.Scalar(value), scalar != "+", scalar != "#" else { continue }
      let bytes = Array(String(scalar).utf8)
      if fault(bytes) != nil { Issue.record("U+\(String(value, radix: 16))") }
    }
  }

  //= mqtt-v3.1.1#MQTT-4.7.3-3
  //# Topic Names and Topic Filters are UTF-8 encoded strings, they MUST NOT encode to
  //# more than 65535 bytes
  @Test func lengthsAtTheLimit() {
    #expect(fault([UInt8](repeating: 0x61, count: 65_535)) == nil)
    #expect(
      fault([UInt8](repeating: 0x61, count: 65_536)) == TextError(.tooLong, at: 65_535))
  }
}
