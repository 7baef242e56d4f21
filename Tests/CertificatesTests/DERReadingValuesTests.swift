// SPDX-License-Identifier: Apache-2.0
import Certificates
import Testing
import Wire

@Suite struct DERReadingValuesTests {
  @Test(
    arguments: [
      ([0x01, 0x01, 0x00], false), ([0x01, 0x01, 0xff], true), ([0x01, 0x01, 0x01], nil),
      ([0x01, 0x00], nil), ([0x01, 0x02, 0xff, 0xff], nil),
    ] as [([UInt8], Bool?)])
  func booleans(_ der: [UInt8], _ value: Bool?) {
    #expect(read(der) { reader throws(DERError) in try reader.boolean("b") } == value)
  }

  @Test func aDefaultIsLeftOut() {
    #expect(read([]) { r throws(DERError) in try r.booleanOrFalse("b") } == false)
    #expect(read([0x01, 0x01, 0xff]) { r throws(DERError) in try r.booleanOrFalse("b") } == true)
    let written: [UInt8] = [0x01, 0x01, 0x00]
    let error = #expect(throws: DERError.self) {
      try DERReader.all(written.span, "b") { r throws(DERError) in try r.booleanOrFalse("b") }
    }
    #expect(error == DERError(.defaultWritten, "b", at: 0))
  }

  @Test(
    arguments: [
      ([0x02, 0x01, 0x00], 0), ([0x02, 0x01, 0x7f], 127), ([0x02, 0x02, 0x00, 0x80], 128),
      ([0x02, 0x04, 0x7f, 0xff, 0xff, 0xff], 2_147_483_647),
      ([0x02, 0x05, 0x00, 0x80, 0x00, 0x00, 0x00], nil), ([0x02, 0x00], nil),
      ([0x02, 0x01, 0x80], nil), ([0x02, 0x02, 0x00, 0x7f], nil),
      ([0x02, 0x09, 0x01, 0, 0, 0, 0, 0, 0, 0, 0], nil),
    ] as [([UInt8], Int?)])
  func integers(_ der: [UInt8], _ value: Int?) {
    #expect(read(der) { reader throws(DERError) in try reader.smallInteger("i") } == value)
  }

  @Test(
    arguments: [
      ([0x03, 0x02, 0x07, 0x80], 0x8000), ([0x03, 0x02, 0x01, 0x06], 0x0600),
      ([0x03, 0x03, 0x07, 0x00, 0x80], 0x0080), ([0x03, 0x01, 0x00], 0),
      ([0x03, 0x02, 0x00, 0x80], nil), ([0x03, 0x02, 0x06, 0x80], nil),
      ([0x03, 0x03, 0x00, 0x80, 0x00], nil), ([0x03, 0x00], nil),
      ([0x03, 0x04, 0x00, 1, 1, 1], nil), ([0x03, 0x02, 0x09, 0x80], nil),
    ] as [([UInt8], UInt16?)])
  func namedBits(_ der: [UInt8], _ value: UInt16?) {
    #expect(read(der) { reader throws(DERError) in try reader.namedBits("n") } == value)
  }

  @Test(arguments: UInt16.min...1023)
  func namedBitsAreReadAsTheyAreWritten(_ high: UInt16) throws {
    let bits = high << 6
    let der = try [UInt8](capacity: 8) { out throws(WireError) in try out.namedBits(bits, "n") }
    #expect(read(der) { reader throws(DERError) in try reader.namedBits("n") } == bits)
  }

  @Test(
    arguments: [
      ([0x06, 0x03, 0x55, 0x04, 0x03], true), ([0x06, 0x02, 0x88, 0x37], true),
      ([0x06, 0x00], false), ([0x06, 0x01, 0x80], false), ([0x06, 0x02, 0x80, 0x01], false),
      ([0x06, 0x03, 0x55, 0x80, 0x01], false), ([0x06, 0x02, 0x55, 0x84], false),
      ([0x06, 0x04, 0x55, 0x81, 0x80, 0x01], true),
      ([0x06, 65] + [UInt8](repeating: 1, count: 65), false),
    ] as [([UInt8], Bool)])
  func identifiers(_ der: [UInt8], _ valid: Bool) {
    let length = read(der) { reader throws(DERError) in
      try reader.objectIdentifier("o").count
    }
    #expect((length != nil) == valid)
  }

  @Test func identifiersThatDifferByAZeroDiffer() {
    #expect(OIDCode(([0x00, 0x2a] as [UInt8]).span) != OIDCode(([0x2a] as [UInt8]).span))
    #expect(OIDCode(([0x2a] as [UInt8]).span) == OIDCode(([0x2a] as [UInt8]).span))
  }

  //= rfc5280#4.1.2.5.1
  //# Where YY is greater than or equal to 50, the year SHALL be
  //# interpreted as 19YY; and
  @Test(
    arguments: [
      ("500101000000Z", -631_152_000), ("991231235959Z", 946_684_799),
      ("000101000000Z", 946_684_800), ("491231235959Z", 2_524_607_999),
      ("240229120000Z", 1_709_208_000), ("230229120000Z", nil), ("991301000000Z", nil),
      ("990100000000Z", nil), ("990101240000Z", nil), ("990101006000Z", nil),
      ("990101000060Z", nil), ("9901010000Z", nil), ("990101000000+", nil),
      ("99010100000 Z", nil), ("990101000000Z0", nil),
    ] as [(String, Int64?)])
  func shortTimes(_ text: String, _ seconds: Int64?) {
    let der = [0x17, UInt8(text.utf8.count)] + Array(text.utf8)
    #expect(read(der) { r throws(DERError) in try r.time("t").secondsSince1970 } == seconds)
  }

  @Test(
    arguments: [
      ("20240229120000Z", 1_709_208_000), ("19700101000000Z", 0),
      ("99991231235959Z", 253_402_300_799), ("00000101000000Z", -62_167_219_200),
      ("21000229000000Z", nil), ("20240229120000.5Z", nil), ("20240229120000", nil),
    ] as [(String, Int64?)])
  func longTimes(_ text: String, _ seconds: Int64?) {
    let der = [0x18, UInt8(text.utf8.count)] + Array(text.utf8)
    #expect(read(der) { r throws(DERError) in try r.time("t").secondsSince1970 } == seconds)
  }

  @Test func everyDayOfFourCenturiesIsReadAsItIsWritten() throws {
    for day in Int64(-7305)..<138_792 {
      let time = Time(secondsSince1970: day * 86_400 + day % 86_400 * (day < 0 ? -1 : 1))
      let der = try [UInt8](capacity: 17) { out throws(WireError) in try out.time(time, "t") }
      try #require(read(der) { r throws(DERError) in try r.time("t") } == time)
    }
  }

  private func read<T>(
    _ der: [UInt8], _ parse: (inout DERReader) throws(DERError) -> T
  ) -> T? {
    do throws(DERError) { return try DERReader.all(der.span, "input", parse) } catch { return nil }
  }
}
