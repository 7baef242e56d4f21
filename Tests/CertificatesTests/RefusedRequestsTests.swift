// SPDX-License-Identifier: Apache-2.0
import Certificates
import Primitives
import TestSupport
import Testing
import Wire

struct RefusedRequestsTests {
  private func issue(
    _ profile: Profile, to subject: Name, publicKey: [UInt8] = basePoint
  ) -> X509Error? {
    do throws(X509Error) {
      var ca = try CertificateAuthority<FixedCrypto>(name: rootName, key: FixedCrypto.P256())
      _ = try ca.issue(
        profile, to: subject, publicKey: publicKey,
        serialNumber: SerialNumber(random: hex("0102030405060708")),
        validity: Validity(
          notBefore: Time(secondsSince1970: begins), notAfter: Time(secondsSince1970: ends)))
      return nil
    } catch { return error }
  }

  @Test func everybodyNeedsAName() {
    #expect(issue(.server([]), to: Name(commonName: ascii("a"))) == .subjectHasNoName)
    #expect(issue(.device, to: Name(commonName: ascii("a"))) == .subjectHasNoName)
    #expect(issue(.authority(pathLength: 0), to: Name()) == .subjectHasNoName)
    #expect(issue(.server([.dns(ascii("a"))]), to: Name()) == nil)
    #expect(issue(.device, to: Name(serialNumber: ascii("1"))) == nil)
    let nameless: X509Error?
    do throws(X509Error) {
      _ = try CertificateAuthority<FixedCrypto>(name: Name(), key: FixedCrypto.P256()).publicKey
      nameless = nil
    } catch { nameless = error }
    #expect(nameless == .issuerHasNoName)
  }

  @Test(arguments: [0, 1, 64, 66]) func aPublicKeyHas65Bytes(count: Int) {
    let key = Array((basePoint + [0]).prefix(count))
    #expect(
      issue(.device, to: Name(serialNumber: ascii("1")), publicKey: key) == .publicKeyForm)
  }

  @Test func aPublicKeyIsNotCompressed() {
    let key = [0x02] + basePoint.dropFirst()
    #expect(
      issue(.device, to: Name(serialNumber: ascii("1")), publicKey: key) == .publicKeyForm)
  }

  /// Among them the NUL that let a browser read "bank.example" where the authority had checked
  /// "bank.example\0.attacker.example".
  @Test(arguments: [
    "", ".", "a.", ".a", "a..b", "-a", "a-", "a-.b", "a.-b", "*.example", "a_b", "a b", "ä.example",
    "bank.example\0.attacker.example", "http://a", "a:8883",
    String(repeating: "a", count: 64), String(repeating: "a.", count: 127),
  ])
  func aHostNameHasLabels(host: String) {
    let host = ascii(host)
    #expect(fault(issue(.server([.dns(host)]), to: Name())) == .invalid(UInt64(host.count)))
  }

  @Test(arguments: [
    "a", "1", "a-b", "xn--kln-sna.example", "A.B.C", String(repeating: "a", count: 63),
    String(repeating: "a.", count: 126) + "a",
  ])
  func theseAreHostNames(host: String) {
    #expect(issue(.server([.dns(ascii(host))]), to: Name()) == nil)
  }

  @Test(arguments: 0...20) func anAddressHas4Or16Bytes(count: Int) {
    let address = [UInt8](repeating: 1, count: count)
    let fault = fault(issue(.server([.ip(address)]), to: Name()))
    #expect(fault == (count == 4 || count == 16 ? nil : .invalid(UInt64(count))))
  }

  @Test func namesAreAtMost64CharactersLong() {
    let most = ascii(String(repeating: "ö", count: 64))
    let more = most + ascii("o")
    let serial = [UInt8](repeating: 0x30, count: 65)
    #expect(issue(.authority(pathLength: 0), to: Name(commonName: most)) == nil)
    #expect(
      fault(issue(.authority(pathLength: 0), to: Name(commonName: more))) == .invalid(65))
    #expect(
      fault(issue(.authority(pathLength: 0), to: Name(organization: more))) == .invalid(65))
    #expect(fault(issue(.device, to: Name(serialNumber: serial))) == .invalid(65))
    #expect(fault(issue(.device, to: Name(serialNumber: ascii("a_b")))) == .invalid(0x5f))
  }

  /// The convenience that makes its own array has room for the longest names.
  @Test func theLongestNamesFit() throws {
    let longest = ascii(String(repeating: "\u{10ffff}", count: 64))
    let name = Name(
      organization: longest, commonName: longest,
      serialNumber: [UInt8](repeating: 0x39, count: 64))
    var ca = try CertificateAuthority<FixedCrypto>(name: name, key: FixedCrypto.P256())
    let serial = try SerialNumber(random: [UInt8](repeating: 0xff, count: 20))
    let validity = try Validity(notBefore: .noExpiry, notAfter: .noExpiry)
    let host = ascii(String(repeating: "a.", count: 126) + "a")
    let names =
      [GeneralName](repeating: .dns(host), count: 300)
      + [GeneralName](repeating: .ip([1, 2, 3, 4]), count: 300)
    let der = try ca.issue(
      .server(names), to: name, publicKey: basePoint, serialNumber: serial, validity: validity)
    #expect(der.count > 300 * 253)
    #expect(untlv(der) != nil)
  }

  @Test func aTimeThatNoFieldCanHold() throws {
    var ca = try CertificateAuthority<FixedCrypto>(name: rootName, key: FixedCrypto.P256())
    let validity = try Validity(
      notBefore: Time(secondsSince1970: .min), notAfter: Time(secondsSince1970: .max))
    let serial = try SerialNumber(random: hex("0102030405060708"))
    #expect(throws: X509Error.self) { try ca.root(serialNumber: serial, validity: validity) }
  }

  @Test func validityEndsAfterItBegins() {
    #expect(throws: X509Error.endsBeforeItBegins) {
      try Validity(notBefore: Time(secondsSince1970: 1), notAfter: Time(secondsSince1970: 0))
    }
  }

  //= rfc5280#4.1.2.2
  //# Conforming CAs MUST NOT use serialNumber values longer than 20 octets.
  @Test(arguments: 0...32) func aSerialNumberHas8To20Bytes(count: Int) throws {
    let random = [UInt8](repeating: 0xff, count: count)
    guard 8...20 ~= count else {
      #expect(throws: X509Error.serialNumberLength(count)) { try SerialNumber(random: random) }
      return
    }
    let bytes = try SerialNumber(random: random).bytes
    let der = try written { out throws(WireError) in try out.integer(bytes.span, "n") }
    let content = try #require(untlv(der)).1
    #expect(content.count <= 20 && content[0] < 0x80, "at most 20 octets, and positive")
    #expect(content.reduce(0) { $0 + $1.nonzeroBitCount } == min(count * 8, 159))
  }

  //= rfc5280#4.1.2.2
  //# The serial number MUST be a positive integer assigned by the CA to
  //# each certificate.
  @Test func aSerialNumberThatIsNotRandom() {
    #expect(throws: X509Error.serialNumberZero) {
      try SerialNumber(random: [UInt8](repeating: 0, count: 16))
    }
    // The one bit that is cut off from 20 bytes.
    #expect(throws: X509Error.serialNumberZero) {
      try SerialNumber(random: [0x80] + [UInt8](repeating: 0, count: 19))
    }
  }

  private func fault(_ error: X509Error?) -> WireError.Fault? {
    if case .encoding(let wire) = error { wire.fault } else { nil }
  }
}
