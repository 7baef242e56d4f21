// SPDX-License-Identifier: Apache-2.0
import Certificates
import Foundation
import Testing
import Wire

@Suite struct DERReaderTests {
  @Test func theGoldenCertificateIsTakenApartToItsLastByte() throws {
    let der = try goldenCertificate()
    var headers = 0
    var leaves = 0
    try walk(DERReader(der.span), headers: &headers, leaves: &leaves)
    #expect(headers + leaves == der.count)
    #expect(leaves > headers)
  }

  @Test func theGoldenCertificateReadsLikeItsGrammar() throws {
    let der = try goldenCertificate()
    let version = try DERReader.all(der.span, "input") { reader throws(DERError) in
      try reader.sequence("Certificate") { reader throws(DERError) in
        let tbs = try reader.read(.sequence, "tbsCertificate")
        var inside = DERReader(tbs)
        let version = try inside.explicit(0, "version") { reader throws(DERError) in
          try reader.smallInteger("Version")
        }
        let algorithm = try reader.sequence("signatureAlgorithm") { reader throws(DERError) in
          OIDCode(try reader.objectIdentifier("algorithm"))
        }
        let ecdsaWithSHA256: [UInt8] = [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02]
        #expect(algorithm == OIDCode(ecdsaWithSHA256.span))
        let signature = try reader.bitString("signatureValue")
        #expect(signature.contentRange.upperBound == der.count)
        return version
      }
    }
    #expect(version == 2)
  }

  @Test func cutAnywhereItIsRefused() throws {
    let der = try goldenCertificate()
    for length in 1..<der.count {
      #expect(throws: DERError.self) { try walkAll(der.span.extracting(first: length)) }
    }
  }

  /// Whatever comes out, nothing traps; a change of the outermost header is always noticed.
  @Test func changedAnywhereItNeverTraps() throws {
    let der = try goldenCertificate()
    var refused = 0
    for place in der.indices {
      for change: UInt8 in [0x01, 0x80, 0xff] {
        var changed = der
        changed[place] ^= change
        do throws(DERError) { try walkAll(changed.span) } catch { refused += 1 }
      }
    }
    #expect(refused > 0)
    for place in 1..<4 {
      var changed = der
      changed[place] ^= 0x01
      #expect(throws: DERError.self) { try walkAll(changed.span) }
    }
  }

  @Test(
    arguments: [
      ([0x30], DERError.Fault.truncated(missing: 1)),
      ([0x30, 0x01], .truncated(missing: 1)),
      ([0x30, 0x82, 0x01], .truncated(missing: 1)),
      ([0x30, 0x80, 0x00, 0x00], .indefiniteLength),
      ([0x30, 0x81, 0x7f], .lengthNotMinimal),
      ([0x30, 0x82, 0x00, 0x80], .lengthNotMinimal),
      ([0x30, 0x84, 0x01, 0x00, 0x00, 0x00], .lengthTooLong),
      ([0x30, 0xff, 0x00], .lengthTooLong),
      ([0x31, 0x00], .wrongTag(found: 0x31, expected: 0x30)),
      ([0x30, 0x00, 0x05], .leftover(1)),
    ] as [([UInt8], DERError.Fault)])
  func headers(_ der: [UInt8], _ fault: DERError.Fault) {
    let error = #expect(throws: DERError.self) {
      try DERReader.all(der.span, "value") { reader throws(DERError) in
        try reader.sequence("value") { _ throws(DERError) in }
      }
    }
    #expect(error?.fault == fault)
    #expect(error?.description.contains("value, at byte") == true)
  }

  @Test func aTagOfSeveralOctetsIsRefused() {
    let der: [UInt8] = [0x3f, 0x21, 0x00]
    let error = #expect(throws: DERError.self) {
      try DERReader.all(der.span, "value") { reader throws(DERError) in
        _ = try reader.any("value")
      }
    }
    #expect(error == DERError(.highTagNumber, "value", at: 0))
  }

  @Test func anErrorCountsFromTheStartOfTheInput() {
    let der: [UInt8] = [0x30, 0x05, 0x30, 0x03, 0x01, 0x01, 0x01]
    let error = #expect(throws: DERError.self) {
      try DERReader.all(der.span, "outer") { reader throws(DERError) in
        try reader.sequence("outer") { reader throws(DERError) in
          try reader.sequence("inner") { reader throws(DERError) in
            _ = try reader.boolean("flag")
          }
        }
      }
    }
    #expect(error == DERError(.value, "flag", at: 4))
  }

  @Test func aListNeedsAnElement() {
    let error = #expect(throws: DERError.self) {
      try DERReader.all(([0x30, 0x00] as [UInt8]).span, "list") { reader throws(DERError) in
        try reader.list("list") { reader throws(DERError) in _ = try reader.any("element") }
      }
    }
    #expect(error?.fault == .empty)
  }

  private func walkAll(_ der: Span<UInt8>) throws(DERError) {
    var headers = 0
    var leaves = 0
    try walk(DERReader(der), headers: &headers, leaves: &leaves)
  }

  private func walk(
    _ start: DERReader, headers: inout Int, leaves: inout Int
  ) throws(DERError) {
    var reader = start
    while !reader.isEmpty {
      let element = try reader.any("value")
      headers += element.range.count - element.contentRange.count
      if element.tag.octet & 0x20 != 0 {
        try walk(DERReader(element), headers: &headers, leaves: &leaves)
      } else {
        leaves += element.contentRange.count
      }
    }
  }

  private func goldenCertificate() throws -> [UInt8] {
    let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    let file = tests.appending(path: "../../Chapters/05-Certificates/certificate.der")
    return Array(try Data(contentsOf: file))
  }
}
