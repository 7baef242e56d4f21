// SPDX-License-Identifier: Apache-2.0
import Certificates
import Identity
import Primitives
import Wire

/// A device is believed, is taken back by list and by answer, and is not believed any more.
/// The keys are real, so that each signature is made and checked here.
func testRevocation() throws(SelfTest.Failure) {
  let setting: Setting
  do throws(X509Error) { setting = try Setting() } catch {
    throw SelfTest.Failure(what: "the authority or the device was not certified")
  }
  let revocation = Revocation(date: setting.now, reason: .keyCompromise)
  let revoked = [
    RevokedCertificate(serialNumber: copy(setting.device.serialNumber), revocation)
  ]
  try require(
    setting.rule([setting.list(revoked: [])], []) == nil, "a device on no list was refused")
  try require(
    setting.rule([setting.list(revoked: revoked)], []) == .revoked(revocation),
    "a device on the list was not refused")
  try require(
    setting.rule([], [setting.answer(.good)]) == nil, "a good answer was not believed")
  try require(
    setting.rule([], [setting.answer(.revoked(revocation))]) == .revoked(revocation),
    "a device that is revoked by an answer was not refused")
  try require(
    setting.rule([], []) == .revocationUnknown(.noEvidence),
    "a device of which nothing is known was not refused")
}

private typealias Key = LooseKey<PortableCrypto.P256>

private struct Setting {
  let now = Time(secondsSince1970: 1_700_000_000)
  let later = Time(secondsSince1970: 1_700_086_400)
  let root: Certificate
  let device: Certificate

  init() throws(X509Error) {
    var authority = try Self.authority()
    let validity = try Validity(
      notBefore: Time(secondsSince1970: 1_600_000_000), notAfter: .noExpiry)
    let rootDER = try authority.root(
      serialNumber: SerialNumber(random: [1, 1, 1, 1, 1, 1, 1, 1]), validity: validity)
    let deviceDER = try authority.issue(
      .device, to: Name(serialNumber: [0x53]), publicKey: basePoint,
      serialNumber: SerialNumber(random: [2, 2, 2, 2, 2, 2, 2, 2]), validity: validity)
    do throws(DERError) {
      root = try Certificate(der: rootDER)
      device = try Certificate(der: deviceDER)
    } catch { throw .publicKeyForm }
  }

  static func key() throws(X509Error) -> Key {
    let scalar = InlineArray<32, UInt8>(repeating: 7)
    do throws(CryptoError) {
      return Key(try PortableCrypto.P256(privateKey: scalar.span), algorithm: .ecdsaP256)
    } catch { throw .crypto(error) }
  }

  static func authority() throws(X509Error) -> Issuer<PortableCrypto, Key> {
    try Issuer(name: Name(commonName: [0x52]), key: key())
  }

  func list(revoked: [RevokedCertificate]) throws(SelfTest.Failure) -> RevocationList {
    let der: [UInt8]
    do throws(X509Error) {
      var authority = try Self.authority()
      der = try authority.revocationList(
        revoked, number: 1, thisUpdate: now, nextUpdate: later)
    } catch { throw SelfTest.Failure(what: "the list was not signed") }
    do throws(DERError) { return try RevocationList(der: der) } catch {
      throw SelfTest.Failure(what: "the list was not read")
    }
  }

  func answer(_ status: KnownStatus) throws(SelfTest.Failure) -> OCSPAnswer {
    let nonce: [UInt8] = [1, 2, 3]
    let der: [UInt8]
    do throws(X509Error) {
      var responder = try OCSPResponder<PortableCrypto, Key>(for: root, key: Self.key())
      der = responder.answer(
        try OCSPRequest.asking(
          about: device, issuer: root, nonce: nonce, using: PortableCrypto.self),
        at: now, nextUpdate: later
      ) { _ in status }
    } catch { throw SelfTest.Failure(what: "the question was not written") }
    do throws(DERError) {
      return OCSPAnswer(try OCSPResponse(der: der), nonce: nonce)
    } catch { throw SelfTest.Failure(what: "the answer was not read") }
  }

  func rule(_ lists: [RevocationList], _ answers: [OCSPAnswer]) -> PathRule? {
    var policy = PathPolicy(time: now, purpose: .client)
    policy.revocation = RevocationPolicy(.everybody, lists: lists, answers: answers)
    do throws(PathFailure) {
      _ = try ValidatedPath(
        from: device, through: [], to: [root], policy: policy, using: PortableCrypto.self)
      return nil
    } catch { return error.rule }
  }
}

private func copy(_ bytes: Span<UInt8>) -> [UInt8] { bytes.indices.map { bytes[$0] } }
