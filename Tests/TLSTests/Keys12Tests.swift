// SPDX-License-Identifier: Apache-2.0
import MbedTLSBackend
import OpenSSLBackend
import Primitives
import TLS
import TestSupport
import Testing

/// The keys of TLS 1.2 beside those of `openssl kdf TLS1-PRF`, by script.
@Suite struct Keys12Tests {
  /// The first is the vector that was posted to the TLS list in 2009, and that everybody has.
  static let vectors: [(TLSHash, secret: String, seed: String, output: String)] = [
    (
      .sha256, "9bbe436ba940f017b17652849a71db35", "a0ba9f936cda311827a6f796ffd5198c",
      """
      e3f229ba727be17b8d122620557cd453c2aab21d07c3d495329b52d4e61edb5a6b301791 \
      e90d35c9c9a46b4e14baf9af0fa022f7077def17abfd3797c0564bab4fbc91666e9def9b \
      97fce34f796789baa48082d122ee42c5a72e5a5110fff70187347b66
      """
    ),
    (
      .sha384, "b80b733d6ceefcdc71566ea48e5567df", "cd665cf6a8447dd6ff8b27555edb7465",
      """
      7b0c18e9ced410ed1804f2cfa34a336a1c14dffb4900bb5fd7942107e81c83cde9ca0faa \
      60be9fe34f82b1233c9146a0e534cb400fed2700884f9dc236f80edd8bfa961144c9e8d7 \
      92eca722a7b32fc3d416d473ebc2c5fd4abfdad05d9184259b5bf8cd4d90fa0d31e2dec4 \
      79e4f1a26066f2eea9a69236a3e52655c9e9aee691c8f3a26854308d5eaa3be85e099070 \
      3d73e56f
      """
    ),
  ]

  @Test(arguments: 0..<2)
  func pseudorandomFunction(_ number: Int) throws {
    try check(number, OpenSSLCrypto.self)
    try check(number, PortableCrypto.self)
    try check(number, MbedTLSCrypto.self)
  }

  private func check<Crypto: CryptoProvider>(_ number: Int, _: Crypto.Type) throws {
    let (hash, secret, seed, output) = Self.vectors[number]
    let (key, seeds, expected) = (hex(secret), hex(seed), hex(output))
    for count in [0, 1, hash.length, hash.length + 1, expected.count] {
      var out = [UInt8](repeating: 0, count: count)
      var place = out.mutableSpan
      try hash.prf(
        key.span, label: "test label", seeds.span.extracting(..<5),
        seeds.span.extracting(5...), into: &place, by: Crypto.self)
      #expect(out == Array(expected.prefix(count)))
    }
  }

  @Test(arguments: [0xC02B, 0xC02C, 0xCCA9, 0xC0AE] as [UInt16])
  func everySecret(_ code: UInt16) throws {
    let suite = CipherSuite(code: code)
    let premaster = [UInt8](repeating: 0x5A, count: 32)
    let session = Array(UInt8(0)..<48)
    let digest = Digest(session.span.extracting(first: suite.hash.length))
    var layer = Layer(.client)
    let told = layer.witness.testimonies
    let (client, server) = (
      [UInt8](repeating: 0xC1, count: 32), [UInt8](repeating: 0x5E, count: 32)
    )
    layer.records.identify(by: client.span)

    let master = try Keys12<OpenSSLCrypto>.masterSecret(
      premaster: premaster.span, sessionHash: digest, suite.hash, &layer.records)
    let is384 = suite.hash == .sha384
    let expected =
      is384
      ? hex(
        """
        411cd3c825ec3dac791158abff07b3b295412e0db3dd7833f78769d5f73b260db26ceef0 \
        9098880e5b919b4c623d9c5e
        """)
      : hex(
        """
        1e1f1b0fda3d28b3591c61321a51bbd07e39a5843b556e7f5a69d66ae5223c9e90f7e83d \
        d72f9c75399c618343e8d512
        """)
    #expect([UInt8](copying: master.bytes) == expected)
    #expect(told.keyLog == ["CLIENT_RANDOM \(hexString(client)) \(hexString(expected))"])

    let role: TLSRole = is384 ? .server : .client
    let data = try Keys12<OpenSSLCrypto>.verifyData(
      of: role, master: master.bytes, over: digest, suite.hash, &layer.records)
    #expect(
      [UInt8](copying: data.bytes)
        == hex(is384 ? "be7e525b2b95e20274559e55" : "b7bfd8b81d0df2f641d980e7"))

    let keys = try Keys12<OpenSSLCrypto>.protections(
      master: master.bytes, clientRandom: client.span, serverRandom: server.span, suite,
      &layer.records)
    let block: String =
      switch code {
      case 0xC02C:
        """
        fb268469266f052f5e0fb28be4d514dd162976f983dadc9854ebf533295db5d24404b923 \
        5be93caefd6aba44a173f1b4bc385d653b2e8e077eb8f8c4cb9faefcb4cd2dbe8a4aee0f
        """
      case 0xCCA9:
        """
        065e7a8b0868d70732d01c6cc1e0d79047bc99bc91a2c92bf2cbefb4ff1415b06c8d184d \
        3fe68b545c77c2e48f9c0be691d66b3d429b18f9accd9a3609cedc2da3853af1eb29da8e \
        85e4b4bd2465226bbcd0c84dd8beef71
        """
      default:
        """
        065e7a8b0868d70732d01c6cc1e0d79047bc99bc91a2c92bf2cbefb4ff1415b06c8d184d \
        3fe68b54
        """
      }
    #expect(told[.keyBlock] == hex(block))
    let all = hex(block)
    let length = suite.keyLength
    #expect(told[.clientKey] == Array(all.prefix(length)))
    #expect(told[.serverKey] == Array(all.dropFirst(length).prefix(length)))
    let nonces = Array(all.dropFirst(2 * length))
    #expect(told[.clientIV] == Array(nonces.prefix(nonces.count / 2)))
    #expect(told[.serverIV] == Array(nonces.suffix(nonces.count / 2)))
    #expect(keys.client.shape.nonceLength == (code == 0xCCA9 ? 0 : 8))
  }
}
