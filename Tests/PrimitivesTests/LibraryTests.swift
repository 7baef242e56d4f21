// SPDX-License-Identifier: Apache-2.0
import COpenSSL
import MbedTLSBackend
import OpenSSLBackend
import Primitives
import TestSupport
import Testing

/// What only the two libraries have: keys that they make themselves, OpenSSL's queue of
/// errors, and limits of their own.
struct LibraryTests {
  /// The whole of what the three have and lack. mbedTLS has no Ed25519, in 2.28 or in 3.6.
  @Test(arguments: providers)
  func whatIsMissing(provider: Provider) {
    func check<P: CryptoProvider>(_: P.Type) {
      let table: [(name: String, isAvailable: Bool)] = [
        ("SHA256", P.SHA256.isAvailable), ("SHA384", P.SHA384.isAvailable),
        ("SHA512", P.SHA512.isAvailable), ("HMACSHA256", P.HMACSHA256.isAvailable),
        ("HMACSHA384", P.HMACSHA384.isAvailable), ("HMACSHA512", P.HMACSHA512.isAvailable),
        ("HKDFSHA256", P.HKDFSHA256.isAvailable), ("HKDFSHA384", P.HKDFSHA384.isAvailable),
        ("HKDFSHA512", P.HKDFSHA512.isAvailable), ("AESGCM", P.AESGCM.isAvailable),
        ("AESCCM", P.AESCCM.isAvailable), ("AESCCM8", P.AESCCM8.isAvailable),
        ("ChaCha20Poly1305", P.ChaCha20Poly1305.isAvailable),
        ("X25519", P.X25519.isAvailable), ("P256KeyAgreement", P.P256KeyAgreement.isAvailable),
        ("P256", P.P256.isAvailable), ("P256.PublicKey", P.P256.PublicKey.isAvailable),
        ("Ed25519", P.Ed25519.isAvailable),
        ("Ed25519.PublicKey", P.Ed25519.PublicKey.isAvailable), ("RSA", P.RSA.isAvailable),
      ]
      let missing = table.filter { !$0.isAvailable }.map(\.name)
      #expect(missing == (P.self == MbedTLSCrypto.self ? ["Ed25519", "Ed25519.PublicKey"] : []))
    }
    check(provider.type)
  }

  @Test func whatIsMissingSaysSo() {
    let key = [UInt8](repeating: 1, count: 32)
    let making = refusal { () throws(CryptoError) in
      _ = try MbedTLSCrypto.Ed25519(privateKey: key.span)
    }
    let believing = refusal { () throws(CryptoError) in
      _ = try MbedTLSCrypto.Ed25519.PublicKey(publicKey: key.span)
    }
    #expect(making == .unsupported && believing == .unsupported)
  }

  // MARK: Keys that the library makes

  // `appended` would take a random first byte for its own padding, once in 256 times.
  private func encoded<Key: Signer & ~Copyable>(_ key: borrowing Key) throws -> [UInt8] {
    try [UInt8](capacity: Key.publicKeyLength) { out throws(CryptoError) in
      try key.publicKey(into: &out)
    }
  }

  private func signs<Key: Signer & ~Copyable>(_ key: consuming Key) throws -> [UInt8] {
    let message = Array("a key of the library's own".utf8)
    var key = key
    let publicKey = try encoded(key)
    let signature = try [UInt8](capacity: Key.maximumSignatureLength) {
      out throws(CryptoError) in try key.sign(message.span, into: &out)
    }
    try Key.verify(signature.span, of: message.span, publicKey: publicKey.span)
    let secret = try key.privateKey()
    let again = try Key(privateKey: secret.bytes)
    #expect(try encoded(again) == publicKey)
    return publicKey
  }

  private func agrees<Key: KeyAgreement & ~Copyable>(_ key: consuming Key) throws -> [UInt8] {
    var key = key
    var random = SeededRandom(seed: 4)
    var other = try Key.generate(using: &random)
    func publicKey(_ key: borrowing Key) throws -> [UInt8] {
      try [UInt8](capacity: Key.publicKeyLength) { out throws(CryptoError) in
        try key.publicKey(into: &out)
      }
    }
    let (ours, theirs) = (try publicKey(key), try publicKey(other))
    let a = try key.sharedSecret(with: theirs.span)
    let b = try other.sharedSecret(with: ours.span)
    let isSame = a == b
    #expect(isSame)
    let secret = try key.privateKey()
    let again = try Key(privateKey: secret.bytes)
    #expect(try publicKey(again) == ours)
    return ours
  }

  @Test func madeKeysSignAndAgreeAndNoTwoAreTheSame() throws {
    #expect(try signs(OpenSSLCrypto.P256.generate()) != signs(OpenSSLCrypto.P256.generate()))
    #expect(try signs(MbedTLSCrypto.P256.generate()) != signs(MbedTLSCrypto.P256.generate()))
    #expect(
      try signs(OpenSSLCrypto.Ed25519.generate()) != signs(OpenSSLCrypto.Ed25519.generate()))
    #expect(
      try agrees(OpenSSLCrypto.X25519.generate()) != agrees(OpenSSLCrypto.X25519.generate()))
    #expect(
      try agrees(MbedTLSCrypto.X25519.generate()) != agrees(MbedTLSCrypto.X25519.generate()))
    #expect(
      try agrees(OpenSSLCrypto.P256KeyAgreement.generate())
        != agrees(OpenSSLCrypto.P256KeyAgreement.generate()))
    #expect(
      try agrees(MbedTLSCrypto.P256KeyAgreement.generate())
        != agrees(MbedTLSCrypto.P256KeyAgreement.generate()))
  }

  // MARK: OpenSSL's queue

  /// Whatever was refused or done, nothing may be left for libssl to find.
  @Test func nothingStaysInTheQueue() throws {
    typealias P = OpenSSLCrypto
    let key = [UInt8](repeating: 1, count: 32)
    let nonce = [UInt8](repeating: 2, count: 12)
    func leaves(_ body: () throws(CryptoError) -> Void) -> (CryptoError?, queued: UInt) {
      ERR_clear_error()
      let error = refusal(body)
      return (error, ERR_peek_error())
    }
    func forge<A: AEAD & ~Copyable>(_: A.Type) {
      let (error, queued) = leaves { () throws(CryptoError) in
        var aead = try A(key: key.span)
        var text = key
        let tag = [UInt8](repeating: 0, count: A.tagLength)
        try aead.open(&text, nonce: nonce, tag: tag)
      }
      #expect(error == .authenticationFailed && queued == 0)
    }
    forge(P.AESGCM.self)
    forge(P.AESCCM.self)
    forge(P.AESCCM8.self)
    forge(P.ChaCha20Poly1305.self)

    func expect(
      _ expected: CryptoError?, _ body: () throws(CryptoError) -> Void,
      _ location: SourceLocation = #_sourceLocation
    ) {
      let (error, queued) = leaves(body)
      #expect(error == expected, sourceLocation: location)
      #expect(queued == 0, sourceLocation: location)
    }
    let zeros = [UInt8](repeating: 0, count: 32)
    let ones = [UInt8](repeating: 0xFF, count: 32)
    let noPoint = [4] + [UInt8](repeating: 1, count: 64)
    expect(.invalidKey) { () throws(CryptoError) in _ = try P.P256(privateKey: zeros.span) }
    expect(.invalidKey) { () throws(CryptoError) in _ = try P.P256(privateKey: ones.span) }
    expect(.invalidKey) { () throws(CryptoError) in
      _ = try P.P256.PublicKey(publicKey: noPoint.span)
    }
    expect(.invalidKey) { () throws(CryptoError) in
      var key = try P.P256KeyAgreement(privateKey: key.span)
      _ = try key.sharedSecret(with: noPoint.span)
    }
    expect(.invalidKey) { () throws(CryptoError) in
      var key = try P.X25519(privateKey: key.span)
      _ = try key.sharedSecret(with: zeros.span)
    }
    expect(.invalidSignature) { () throws(CryptoError) in
      let publicKey = try P.P256(privateKey: key.span).publicKey()
      try P.P256.verify(zeros.span, of: nonce.span, publicKey: publicKey.span)
    }
    expect(.invalidSignature) { () throws(CryptoError) in
      let publicKey = try P.Ed25519(privateKey: key.span).publicKey(room: 32)
      try P.Ed25519.verify((zeros + zeros).span, of: nonce.span, publicKey: publicKey.span)
    }
    expect(.invalidKey) { () throws(CryptoError) in
      _ = try P.RSA(publicKey: zeros.span)
    }
    // And what succeeds leaves nothing either.
    expect(nil) { () throws(CryptoError) in
      _ = try P.P256.generate()
      _ = try P.X25519.generate()
      var signer = try P.Ed25519(privateKey: key.span)
      _ = try signer.sign(nonce, room: 64)
    }
  }

  // MARK: Limits

  /// mbedTLS writes one form of CCM's header only, for data shorter than 2¹⁶ − 2⁸ bytes.
  @Test(arguments: [(0xFEFF, nil), (0xFF00, .tooLong(limit: 0xFEFF))] as [(Int, CryptoError?)])
  func dataForCCMOfMbedTLS(length: Int, expected: CryptoError?) throws {
    let key = [UInt8](repeating: 1, count: 16)
    let nonce = [UInt8](repeating: 2, count: 12)
    let data = [UInt8](repeating: 3, count: length)
    var text = [UInt8](repeating: 4, count: 20)
    var tag = [UInt8](repeating: 5, count: 16)
    let error = refusal { () throws(CryptoError) in
      var aead = try MbedTLSCrypto.AESCCM(key: key.span)
      try aead.seal(&text, nonce: nonce, data: data, tag: &tag)
    }
    #expect(error == expected)
    guard expected == nil else {
      #expect(text == [UInt8](repeating: 4, count: 20))
      #expect(tag == [UInt8](repeating: 5, count: 16))
      return
    }
    var aead = try OpenSSLCrypto.AESCCM(key: key.span)
    try aead.open(&text, nonce: nonce, data: data, tag: tag)
    #expect(text == [UInt8](repeating: 4, count: 20))
  }

  /// y of 2²⁵⁵ − 19 or more (RFC 8032, 5.1.3), and points for which anybody can sign, with
  /// and without their sign: OpenSSL takes them, and so we do not give them to it.
  @Test(
    arguments: [
      "ED" + String(repeating: "FF", count: 30) + "7F",
      "FF" + String(repeating: "FF", count: 30) + "FF",
      "00" + String(repeating: "00", count: 30) + "00",
      "00" + String(repeating: "00", count: 30) + "80",
      "01" + String(repeating: "00", count: 30) + "00",
      "01" + String(repeating: "00", count: 30) + "80",
      "EC" + String(repeating: "FF", count: 30) + "7F",
      "EC" + String(repeating: "FF", count: 30) + "FF",
      "26E8958FC2B227B045C3F489F2EF98F0D5DFAC05D3C63339B13802886D53FC05",
      "26E8958FC2B227B045C3F489F2EF98F0D5DFAC05D3C63339B13802886D53FC85",
      "C7176A703D4DD84FBA3C0B760D10670F2A2053FA2C39CCC64EC7FD7792AC037A",
      "C7176A703D4DD84FBA3C0B760D10670F2A2053FA2C39CCC64EC7FD7792AC03FA",
    ])
  func pointsThatAreNobodys(key: String) {
    let error = refusal { () throws(CryptoError) in
      _ = try OpenSSLCrypto.Ed25519.PublicKey(publicKey: hex(key).span)
    }
    #expect(error == .invalidKey)
  }
}
