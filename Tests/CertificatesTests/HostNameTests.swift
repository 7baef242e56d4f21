// SPDX-License-Identifier: Apache-2.0
import Certificates
import TestSupport
import Testing

/// A name in a certificate, a name to be reached, and whether they go together.
struct HostNameCase: Sendable, CustomTestStringConvertible {
  var presented: String
  var host: String
  var same: Bool
  /// What OpenSSL says, where that is something else, and which clause decides.
  var openSSL: Bool

  init(_ presented: String, _ host: String, _ same: Bool, openSSL: Bool? = nil) {
    self.presented = presented
    self.host = host
    self.same = same
    self.openSSL = openSSL ?? same
  }

  var testDescription: String { "\(presented) for \(host)" }

  static let all = [
    HostNameCase("broker.example", "broker.example", true),
    HostNameCase("Broker.EXAMPLE", "bROKER.example", true),
    HostNameCase("broker.example", "broker.example.org", false),
    HostNameCase("broker.example", "a.broker.example", false),
    HostNameCase("broker.example", "roker.example", false),
    HostNameCase("*.example", "broker.example", true, openSSL: false),
    HostNameCase("*.sub.example", "broker.sub.example", true),
    HostNameCase("*.sub.example", "BROKER.Sub.example", true),
    HostNameCase("*.sub.example", "sub.example", false),
    HostNameCase("*.sub.example", "a.broker.sub.example", false),
    HostNameCase("*.sub.example", ".sub.example", false, openSSL: true),
    HostNameCase("b*.sub.example", "broker.sub.example", false, openSSL: true),
    HostNameCase("*r.sub.example", "broker.sub.example", false, openSSL: true),
    HostNameCase("broker.*.example", "broker.sub.example", false),
    HostNameCase("*.*.example", "broker.sub.example", false),
    HostNameCase("*", "broker", false),
    HostNameCase("*.sub.example", "*.sub.example", false, openSSL: true),
    HostNameCase("192.0.2.1", "192.0.2.1", true),
    HostNameCase("broker.example", "broker.example.", true, openSSL: false),
    HostNameCase("broker.example.", "broker.example.", false, openSSL: true),
    HostNameCase("broker.example.", "broker.example", false),
    HostNameCase("*.sub.example", "broker.sub.example.", true, openSSL: false),
    HostNameCase("broker.example", ".", false),
  ]
}

struct HostNameTests {
  //= rfc9525#6.3
  //# If the requirements are not met, the presented identifier is invalid
  //# and MUST be ignored.
  @Test(arguments: HostNameCase.all)
  func names(_ test: HostNameCase) throws {
    let certificate = try Certificate(der: certificate(test.presented))
    #expect(certificate.isFor(.dns(Array(test.host.utf8))) == test.same)
  }

  @Test(.peer("openssl", package: "openssl"), arguments: HostNameCase.all)
  func openSSLIsAskedTheSame(_ test: HostNameCase) throws {
    let said = try run(
      "openssl", ["x509", "-inform", "DER", "-noout", "-checkhost", test.host],
      input: certificate(test.presented)
    ).outputText
    try #require(said.contains("match"))
    #expect(said.contains("does match") == test.openSSL)
  }

  @Test func addressesAreComparedAsTheyAre() throws {
    var parts = Parts()
    for address: [UInt8] in [[192, 0, 2, 1], [42, 65, 97, 0], [UInt8](repeating: 42, count: 16)] {
      parts.extensions = [subjectAltName(0x87, address)]
      let certificate = try Certificate(der: parts.der)
      #expect(certificate.isFor(.ip(address)))
      for i in address.indices {
        var other = address
        other[i] ^= 0x20
        #expect(!certificate.isFor(.ip(other)))
      }
      #expect(!certificate.isFor(.ip(address + [0])))
      #expect(!certificate.isFor(.dns(address)))
    }
    let named = try Certificate(der: certificate("192.0.2.1"))
    #expect(!named.isFor(.ip([192, 0, 2, 1])))
  }

  @Test func theCommonNameDoesNotCount() throws {
    var parts = Parts()
    parts.subject = name(0x0c, Array("broker.example".utf8))
    #expect(try !Certificate(der: parts.der).isFor(.dns(Array("broker.example".utf8))))
  }

  @Test func anyOfSeveralNamesWillDo() throws {
    let certificate = try Certificate(der: goldenCertificate)
    #expect(certificate.isFor(.dns(Array("a.example".utf8))))
    #expect(certificate.isFor(.ip([192, 0, 2, 1])))
    #expect(!certificate.isFor(.dns([])))
    #expect(!certificate.isFor(.ip([])))
  }

  private func certificate(_ host: String) -> [UInt8] {
    var parts = Parts()
    parts.extensions = [subjectAltName(0x82, Array(host.utf8))]
    return parts.der
  }

  private func subjectAltName(_ tag: UInt8, _ name: [UInt8]) -> [UInt8] {
    tlv(0x30, hex("0603551d11"), tlv(0x04, tlv(0x30, tlv(tag, name))))
  }
}
