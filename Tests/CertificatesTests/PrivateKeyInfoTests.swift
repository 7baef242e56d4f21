// SPDX-License-Identifier: Apache-2.0
import Certificates
import Primitives
import TestSupport
import Testing

/// The key of RFC 6979, A.2.5, in the form of RFC 5958 and RFC 5915.
private let golden = hex(
  """
  308187 020100 3013 06072a8648ce3d0201 06082a8648ce3d030107
  046d 306b 020101
  0420 C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721
  a144 034200 04
  60FED4BA255A9D31C961EB74C6356D68C049B8923B61FA6CE669622E60F29FB6
  7903FE1008B8BC99A41AE9E95628BC64F2F1B20C2D7E9F5177A3C294D4462299
  """)
private let scalar = Array(golden[36..<68])

struct PrivateKeyInfoTests {
  @Test(arguments: providers) func writesTheGoldenBytes(provider: Provider) throws {
    try writes(provider.type)
  }

  private func writes<Crypto: CryptoProvider>(_: Crypto.Type) throws {
    let key = try Crypto.P256(privateKey: scalar.span)
    let info = try PrivateKeyInfo(key)
    #expect(hexString(array(info.der.bytes)) == hexString(golden))
  }

  @Test(arguments: providers) func readsTheGoldenBytes(provider: Provider) throws {
    try reads(provider.type)
  }

  private func reads<Crypto: CryptoProvider>(_: Crypto.Type) throws {
    let info = try PrivateKeyInfo(der: golden.span)
    let key: Crypto.P256 = try info.key()
    let again = try key.privateKey()
    #expect(array(again.bytes) == scalar)
  }

  @Test(.peer("openssl", package: "openssl"), arguments: providers)
  func openSSLReadsOursAndWeReadItsOwn(provider: Provider) throws { try exchange(provider.type) }

  private func exchange<Crypto: CryptoProvider>(_: Crypto.Type) throws {
    let key = try Crypto.newKey()
    let text = try PrivateKeyInfo(key).pem()
    let point = try publicKey(key)
    let words = try openssl(["pkey", "-check", "-text", "-noout"], input: array(text.bytes))
    #expect(words.contains("Key is valid"))
    #expect(
      String(words.filter { !$0.isWhitespace && $0 != ":" })
        .contains("pub\(hexString(point))ASN1OIDprime256v1"))

    let theirs = ascii(
      try openssl(["genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"]))
    guard let secret = try PEMReader.first(.privateKey, in: theirs.span) else {
      Issue.record("no key")
      return
    }
    let read: Crypto.P256 = try PrivateKeyInfo(der: secret.bytes).key()
    let rewritten = try PrivateKeyInfo(read).pem()
    #expect(array(rewritten.bytes) == theirs)
  }

  /// Whatever bit of the frame is changed, what remains is no key.
  @Test func anyOtherFrameIsRefused() {
    let keys = [36..<68, 73..<138]
    for i in golden.indices where !keys.contains(where: { $0.contains(i) }) {
      for bit in 0..<8 {
        var der = golden
        der[i] ^= 1 << bit
        guard case .privateKey = refusal(der) else {
          Issue.record("byte \(i), bit \(bit): \(String(describing: refusal(der)))")
          continue
        }
      }
    }
  }

  @Test func anyOtherLengthIsRefused() {
    for count in 0..<golden.count {
      let refusal = refusal(Array(golden.prefix(count)))
      #expect(refusal == .privateKey(.form("PrivateKeyInfo")), "\(count) bytes")
    }
    #expect(refusal(golden + [0]) == .privateKey(.form("PrivateKeyInfo")))
  }

  /// A device would prove itself with a key that its certificate does not have.
  @Test(arguments: providers) func aPublicKeyOfAnotherIsRefused(provider: Provider) {
    for i in [36, 67, 74, 137] {
      var der = golden
      der[i] ^= 1
      #expect(refusal(der, provider.type) == .publicKeyMismatch, "byte \(i)")
    }
  }

  @Test(arguments: providers) func scalarsThatAreNoKeys(provider: Provider) {
    for scalar in [
      [UInt8](repeating: 0, count: 32), [UInt8](repeating: 0xff, count: 32),
      hex("FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551"),
    ] {
      var der = golden
      der.replaceSubrange(36..<68, with: scalar)
      #expect(refusal(der, provider.type) == .crypto(.invalidKey))
    }
  }

  private func refusal(
    _ der: [UInt8], _ crypto: any CryptoProvider.Type = FixedCrypto.self
  ) -> X509Error? {
    func read<Crypto: CryptoProvider>(_: Crypto.Type) throws(X509Error) {
      let _: Crypto.P256 = try PrivateKeyInfo(der: der.span).key()
    }
    do throws(X509Error) {
      try read(crypto)
      return nil
    } catch { return error }
  }
}
