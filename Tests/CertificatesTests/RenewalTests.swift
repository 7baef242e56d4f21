// SPDX-License-Identifier: Apache-2.0
import Certificates
import OpenSSLBackend
import Primitives
import TestSupport
import Testing
import Wire

struct RenewalTests {
  private let validity: Validity

  init() throws {
    validity = try Validity(
      notBefore: Time(secondsSince1970: begins), notAfter: Time(secondsSince1970: ends))
  }

  /// With the same number, key and time it is the same certificate, byte for byte.
  @Test func theSameComesOutAgain() throws {
    var ca = try CertificateAuthority<FixedCrypto>(
      name: Name(commonName: ascii("R")), key: FixedCrypto.P256())
    let old = try Certificate(der: goldenCertificate)
    let again = try ca.renew(
      old, key: SubjectPublicKeyInfo(.ecdsaP256, basePoint.span),
      serialNumber: SerialNumber(random: hex("8182838485868788")), validity: old.validity)
    #expect(hexString(again) == hexString(goldenCertificate))
  }

  @Test func boundsAndPurposesAndPlacesStay() throws {
    var ca = try CertificateAuthority<OpenSSLCrypto>(name: rootName, key: OpenSSLCrypto.newKey())
    var details = CertificateDetails()
    details.policies = [[1, 3, 6, 1, 4, 1, 32473, 1]]
    details.revocation = .at(lists: [URI(ascii("http://ca.example/1.crl"))], responders: [])
    let profile = Profile.confinedAuthority(
      pathLength: 3, .only([.dns(ascii("site.example"))]))
    let old = try Certificate(
      der: ca.issue(
        profile, to: Name(commonName: ascii("Site")), publicKey: publicKey(OpenSSLCrypto.newKey()),
        serialNumber: SerialNumber(random: hex("0102030405060708")), validity: validity,
        details: details))
    let key = try publicKey(OpenSSLCrypto.newKey())
    let new = try Certificate(
      der: ca.renew(
        old, key: SubjectPublicKeyInfo(.ecdsaP256, key.span),
        serialNumber: SerialNumber(random: hex("0102030405060709")), validity: validity))
    #expect(new.extensions.basicConstraints == old.extensions.basicConstraints)
    #expect(new.extensions.keyUsage == old.extensions.keyUsage)
    #expect(copy(new.nameConstraints) == copy(old.nameConstraints))
    #expect(copy(new.nameConstraints) != nil)
    #expect(copy(new.subjectKeyIdentifier) != copy(old.subjectKeyIdentifier))
    #expect(copy(new.authorityKeyIdentifier) == copy(old.authorityKeyIdentifier))
    let place = ascii("http://ca.example/1.crl")
    #expect(new.der.contains(place) && new.der.contains(hex("2b0601040181fd5901")))
    #expect(copy(new.publicKey) == key)
  }

  @Test func anotherAuthoritysIsNotRenewed() throws {
    var ca = try CertificateAuthority<FixedCrypto>(
      name: Name(commonName: ascii("S")), key: FixedCrypto.P256())
    let old = try Certificate(der: goldenCertificate)
    let error = #expect(throws: X509Error.self) {
      try ca.renew(
        old, key: SubjectPublicKeyInfo(.ecdsaP256, basePoint.span),
        serialNumber: SerialNumber(random: hex("8182838485868788")), validity: old.validity)
    }
    #expect(error == .issuedByAnother)
  }

  @Test(arguments: [
    (X509Error.endOfDeviceIdentity, "9999"), (.authorityCannotBeRevoked, "noRevAvail"),
    (.nameForm, "common name"), (.issuedByAnother, "renew"),
  ])
  func anErrorIsASentence(_ error: X509Error, _ word: String) {
    let text = "\(error)"
    #expect(text.contains(word) && text.contains("; ") && !text.contains("\n"))
  }

  private func copy(_ span: Span<UInt8>?) -> [UInt8]? {
    guard let span else { return nil }
    return span.withUnsafeBufferPointer { Array($0) }
  }
}

/// Who is trusted for one kind of peer is not asked about the other.
struct TrustAnchorsTests {
  private let device: Certificate
  private let server: Certificate
  private let roots: [Certificate]

  init() throws {
    let issued = try Issued(OpenSSLCrypto.self)
    device = try Certificate(der: issued.device)
    server = try Certificate(der: issued.server)
    roots = [try Certificate(der: issued.root)]
  }

  @Test func devicesAreDevices() throws {
    let anchors = TrustAnchors<DevicePeer>(roots)
    func rule(_ peer: Certificate) -> PathRule? {
      do throws(PathFailure) {
        _ = try anchors.validate(
          device: peer, through: [], at: Time(secondsSince1970: now), using: OpenSSLCrypto.self)
        return nil
      } catch { return error.rule }
    }
    #expect(rule(device) == nil)
    #expect(rule(server) == .otherPurpose)
  }

  @Test func serversAreServersOfTheirName() throws {
    let anchors = TrustAnchors<ServerPeer>(roots)
    func rule(_ peer: Certificate, _ name: String) -> PathRule? {
      do throws(PathFailure) {
        _ = try anchors.validate(
          server: peer, named: .dns(ascii(name)), through: [], at: Time(secondsSince1970: now),
          using: OpenSSLCrypto.self)
        return nil
      } catch { return error.rule }
    }
    #expect(rule(server, "broker.example") == nil)
    #expect(rule(server, "other.example") == .otherName)
    #expect(rule(device, "broker.example") == .otherPurpose)
  }
}
