// SPDX-License-Identifier: Apache-2.0
import Certificates
import Identity
import OpenSSLBackend
import Primitives
import TestSupport
import Testing

/// Issuers and subjects whose keys are of another kind than P-256, or somewhere else.
struct IssuerKeyTests {
  private let validity = try! Validity(
    notBefore: Time(secondsSince1970: begins), notAfter: Time(secondsSince1970: ends))
  private let serial = try! SerialNumber(random: hex("0102030405060708"))

  @Test(.peer("openssl", package: "openssl"), arguments: everyProvider)
  func edwardsKeysOnBothSides(provider: Provider) throws { try edwards(provider.type) }

  private func edwards<Crypto: CryptoProvider>(_: Crypto.Type) throws {
    let seed = [UInt8](repeating: 7, count: 32)
    guard Crypto.Ed25519.isAvailable else {
      #expect(throws: CryptoError.unsupported) {
        _ = try Crypto.Ed25519(privateKey: seed.span).privateKey()
      }
      return
    }
    var ca = try Issuer<Crypto, LooseKey<Crypto.Ed25519>>(
      name: rootName, key: LooseKey(Crypto.Ed25519(privateKey: seed.span), algorithm: .ed25519))
    let root = try ca.root(serialNumber: serial, validity: validity)
    let point = try publicKey(Crypto.newKey())
    let device = try ca.issue(
      .device, to: Name(serialNumber: ascii("1")), publicKey: point, serialNumber: serial,
      validity: validity)
    let edwards = try SubjectPublicKeyInfo(.ed25519, ca.publicKey.span)
    let server = try ca.issue(
      .server(serverNames), to: Name(), key: edwards, serialNumber: serial, validity: validity)

    let read = try Certificate(der: server)
    #expect(read.signatureAlgorithm == .ed25519 && read.publicKeyAlgorithm == .ed25519)
    #expect(array(read.subjectPublicKeyInfo) == edwards.der)
    try read.checkSignature(by: Certificate(der: root), using: Crypto.self)
    let folder = try TemporaryFolder()
    let anchor = try folder.write("root.pem", pem(.certificate, root.span))
    for (name, der) in [("device", device), ("server", server)] {
      let file = try folder.write("\(name).pem", pem(.certificate, der.span))
      #expect(try complaint(["-attime", "\(now)", "-CAfile", anchor, file]) == nil)
    }
  }

  /// What was begun is taken back, and the store's own reason is told.
  @Test func aKeyThatCannotBeReached() throws {
    var ca = try Issuer<OpenSSLCrypto, UnreachableKey>(name: rootName, key: UnreachableKey())
    let key = try SubjectPublicKeyInfo(.ecdsaP256, basePoint.span)
    let error: X509Error? = refusal { out throws(X509Error) in
      try ca.issue(
        .device, to: Name(serialNumber: ascii("1")), key: key, serialNumber: serial,
        validity: validity, into: &out)
    }
    #expect(error == .keyStore(.unreachable))
  }

  @Test func aKeyThatAgreesDoesNotIssue() {
    var error: X509Error?
    do throws(X509Error) {
      _ = try Issuer<OpenSSLCrypto, UnreachableKey>(
        name: rootName, key: UnreachableKey(algorithm: .x25519)
      ).name
    } catch let thrown { error = thrown }
    #expect(error == .keyStore(.wrongUse(.x25519)))
  }

  @Test(arguments: KeyAlgorithm.allCases)
  func aPublicKeyIsAsLongAsItsAlgorithmSays(algorithm: KeyAlgorithm) throws {
    for count in 0...66 {
      let key = [0x04] + [UInt8](repeating: 1, count: 65)
      let wrongLength = count != algorithm.publicKeyLength
      let expected: X509Error? =
        wrongLength ? .publicKeyForm : algorithm.signs ? nil : .keyStore(.wrongUse(algorithm))
      var error: X509Error?
      do throws(X509Error) {
        _ = try SubjectPublicKeyInfo(algorithm, key.span.extracting(first: count))
      } catch let thrown { error = thrown }
      #expect(error == expected)
    }
  }
}

let everyProvider = SignatureCheckTests.providers

/// A key in a store that does not answer any more.
struct UnreachableKey: SigningKey, ~Copyable {
  var algorithm = KeyAlgorithm.ecdsaP256

  func publicKey() -> [UInt8] { basePoint }
  func sign(
    _ message: Span<UInt8>, into out: inout OutputSpan<UInt8>
  ) throws(KeyStoreError) { throw .unreachable }
}
