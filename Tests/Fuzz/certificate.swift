// needs: 02-Wire 03-Primitives 04-Identity 05-Certificates
// SPDX-License-Identifier: Apache-2.0
import Certificates
import Wire

// A certificate from a stranger. Nothing may trap, and every field that was found lies within.

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let input = Array(UnsafeBufferPointer(start: start, count: count))
  do throws(DERError) {
    let certificate = try Certificate(der: input)
    precondition(certificate.toBeSigned.count < count)
    precondition(certificate.issuer.count >= 2 && certificate.subject.count >= 2)
    precondition(certificate.serialNumber.count <= 20)
    precondition(certificate.publicKey.count < certificate.subjectPublicKeyInfo.count)
    precondition(certificate.validity.notBefore <= certificate.validity.notAfter)
    if let names = certificate.subjectAltName { precondition(names[0] == 0x30) }
    if let purposes = certificate.extendedKeyUsage { precondition(purposes[0] == 0x30) }
    for profile in [LintProfile.rfc7925, .tls13IoT, .ieee8021AR] {
      let findings = certificate.findings(for: profile)
      for finding in findings {
        precondition(finding.place.upperBound <= count)
        precondition(0..<count ~= finding.saving)
      }
      precondition(0...count ~= certificate.length(mending: findings))
    }
  } catch { precondition(error.offset <= count) }
  return 0
}
