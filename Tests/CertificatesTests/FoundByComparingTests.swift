// SPDX-License-Identifier: Apache-2.0
import Certificates
import TestSupport
import Testing

/// What the differential fuzzer found that this reader let pass (Two-readers.md).
@Suite struct FoundByComparingTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var what: String
    var id: String
    var bad: String
    var good: String
    var field: String

    var testDescription: String { what }
  }

  static let cases = [
    Case(
      what: "a GeneralName with a tag that the grammar does not have", id: "0603551d11",
      bad: "3003890161", good: "3003820161", field: "GeneralName"),
    Case(
      what: "an otherName without an identifier", id: "0603551d11",
      bad: "3006a004c0000201", good: "300ba00906022a03a0030c0161", field: "type-id"),
    Case(
      what: "a constraint with a directory name in BER", id: "0603551d1e",
      bad: "300aa0083006a40430800000", good: "3008a0063004a4023000", field: "directoryName"),
    Case(
      what: "an issuer's names that are none", id: "0603551d23",
      bad: "3004a1022100", good: "3005a103820161", field: "GeneralName"),
    Case(
      what: "a responder's name that is none", id: "06082b06010505070101",
      bad: "3010300e06082b060105050730010602 2a03", good: "300f300d06082b06010505073001860161",
      field: "GeneralName"),
    Case(
      what: "a list that lies nowhere and that nobody signs", id: "0603551d1f",
      bad: "30023000", good: "300b3009a007a00586036c6c6c", field: "DistributionPoint"),
    Case(
      what: "a list's place that is none", id: "0603551d1f",
      bad: "300a3008a006a0040602 2a03", good: "30093007a005a003860161", field: "GeneralName"),
    Case(
      what: "keyUsage without a bit", id: "0603551d0f", bad: "030100", good: "03020780",
      field: "KeyUsage"),
  ]

  //= rfc5280#4.2.1.3
  //= type=test
  //# When the keyUsage extension appears in a certificate, at least one of the bits MUST be set to 1.
  //= rfc5280#4.2.1.13
  //= type=test
  //# While each of these fields is optional, a DistributionPoint MUST NOT consist of only the
  //# reasons field; either distributionPoint or cRLIssuer MUST be present.
  @Test(arguments: cases) func isRefused(_ one: Case) throws {
    var parts = Parts()
    parts.extensions = [tlv(0x30, hex(one.id), tlv(0x04, hex(one.good)))]
    _ = try Certificate(der: parts.der)
    parts.extensions = [tlv(0x30, hex(one.id), tlv(0x04, hex(one.bad)))]
    do throws(DERError) {
      _ = try Certificate(der: parts.der)
      Issue.record("\(one.what) was read")
    } catch { #expect("\(error.field)" == one.field, "\(error)") }
  }
}
