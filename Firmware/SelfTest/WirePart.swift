// SPDX-License-Identifier: Apache-2.0
import Wire

/// Chapter 02: golden bytes in both directions, and a fault that says what it is.
func testWire() throws(SelfTest.Failure) {
  try writeARecord()
  try readTheRecord()
  try readALyingRecord()
}

/// A TLS record header, a body of two bytes, and MQTT's largest integer of two bytes.
private let record: InlineArray<9, UInt8> = [
  0x16, 0x03, 0x03, 0x00, 0x02, 0xca, 0xfe, 0xff, 0x7f,
]

private func writeARecord() throws(SelfTest.Failure) {
  var storage = InlineArray<16, UInt8>(repeating: 0)
  let count: Int
  do throws(WireError) {
    count = try withOutput(&storage) { (out) throws(WireError) in
      try out.write(uint8: 0x16, "type")
      try out.write(uint16: 0x0303, "legacy_record_version")
      try out.prefixed16("fragment") { (body) throws(WireError) in
        try body.write(uint16: 0xcafe, "body")
      }
      try out.write(variableByteInteger: 16_383, "Remaining Length")
    }
  } catch {
    throw SelfTest.Failure(what: "a record that fits was not written")
  }
  try require(
    equal(storage.span.extracting(first: count), record.span),
    "the written record is not the golden one")
}

private func readTheRecord() throws(SelfTest.Failure) {
  let right: Bool
  do throws(WireError) {
    right = try Reader.all(record.span) { (reader) throws(WireError) in
      let type = try reader.uint8("type")
      let version = try reader.uint16("legacy_record_version")
      let body = try reader.prefixed16("fragment") { (body) throws(WireError) in
        try body.uint16("body")
      }
      let length = try reader.variableByteInteger("Remaining Length")
      return type == 0x16 && version == 0x0303 && body == 0xcafe && length == 16_383
    }
  } catch {
    throw SelfTest.Failure(what: "the golden record was refused")
  }
  try require(right, "the golden record was read wrong")
}

/// The header promises two bytes and one is there.
private func readALyingRecord() throws(SelfTest.Failure) {
  var caught: WireError?
  do throws(WireError) {
    var reader = Reader(record.span.extracting(first: 6))
    _ = try reader.bytes(3, "header")
    _ = try reader.prefixed16("fragment")
  } catch {
    caught = error
  }
  try require(
    caught == WireError(.truncated(missing: 1), "fragment", at: 3),
    "a truncated record did not give the error that names what is missing")
}
