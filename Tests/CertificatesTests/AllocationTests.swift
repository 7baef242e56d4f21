// SPDX-License-Identifier: Apache-2.0
import CAllocationCounter
import Certificates
import OpenSSLBackend
import Testing

/// How often a thread calls for memory, in whoever's code.
@Suite struct AllocationTests {
  /// The bytes are there already, and are kept as they are: there is nothing to ask memory for.
  @Test(arguments: [Profile.server([.dns(Array("device.example".utf8))]), .device])
  func aCertificateIsReadWhereItLies(_ profile: Profile) throws {
    var authority = try CertificateAuthority<OpenSSLCrypto>(
      name: Name(commonName: Array("Root".utf8)), key: OpenSSLCrypto.P256.generate())
    let now = Time(secondsSince1970: 1_800_000_000)
    let der = try authority.issue(
      profile, to: Name(commonName: Array("a".utf8), serialNumber: Array("1".utf8)),
      publicKey: authority.publicKey, serialNumber: SerialNumber(random: Array(1...16)),
      validity: Validity(notBefore: now, notAfter: now))
    // What is made once, at the first use, does not count.
    var read = try Certificate(der: der)
    things_allocations_begin()
    for _ in 0..<100 { read = try Certificate(der: der) }
    let calls = things_allocations()
    things_allocations_end()
    #expect(read.der == der)
    // Where they cannot be counted it is -1.
    #expect(calls < 3 * 100)
  }
}
