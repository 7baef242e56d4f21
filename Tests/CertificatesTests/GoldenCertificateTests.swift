// SPDX-License-Identifier: Apache-2.0
import Certificates
import TestSupport
import Testing
import Wire

struct GoldenCertificateTests {
  @Test func placeholder() throws {
    var ca = try CertificateAuthority<FixedCrypto>(
      name: Name(commonName: ascii("R")), key: FixedCrypto.P256())
    let der = try ca.issue(
      .server([.dns(ascii("a.example")), .ip([192, 0, 2, 1])]),
      to: Name(organization: ascii("O"), commonName: ascii("C"), serialNumber: ascii("S")),
      publicKey: basePoint, serialNumber: SerialNumber(random: hex("8182838485868788")),
      validity: Validity(notBefore: Time(secondsSince1970: 951_782_400), notAfter: .noExpiry))
    print(hexString(der))
  }
}
