// SPDX-License-Identifier: Apache-2.0
import Primitives
import TestSupport
import Testing

/// RFC 8439: 2.8.2, and A.5.
private struct Example: Sendable, CustomTestStringConvertible {
  let section: String
  let key, nonce, data: String
  let plaintext: [UInt8]
  let ciphertext, tag: String

  var testDescription: String { "RFC 8439, \(section)" }
}

private let examples = [
  Example(
    section: "2.8.2",
    key: "808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f",
    nonce: "070000004041424344454647", data: "50515253c0c1c2c3c4c5c6c7", plaintext: sunscreen,
    ciphertext:
      "d31a8d34648e60db7b86afbc53ef7ec2a4aded51296e08fea9e2b5a736ee62d6"
      + "3dbea45e8ca9671282fafb69da92728b1a71de0a9e060b2905d6a5b67ecd3b36"
      + "92ddbd7f2d778b8c9803aee328091b58fab324e4fad675945585808b4831d7bc"
      + "3ff4def08e4b7a9de576d26586cec64b6116",
    tag: "1ae10b594f09e26a7e902ecbd0600691"),
  Example(
    section: "A.5",
    key: "1c9240a5eb55d38af333888604f6b5f0473917c1402b80099dca5cbc207075c0",
    nonce: "000000000102030405060708", data: "f33388860000000000004e91",
    plaintext: hex(
      "496e7465726e65742d4472616674732061726520647261667420646f63756d65"
        + "6e74732076616c696420666f722061206d6178696d756d206f6620736978206d"
        + "6f6e74687320616e64206d617920626520757064617465642c207265706c6163"
        + "65642c206f72206f62736f6c65746564206279206f7468657220646f63756d65"
        + "6e747320617420616e792074696d652e20497420697320696e617070726f7072"
        + "6961746520746f2075736520496e7465726e65742d4472616674732061732072"
        + "65666572656e6365206d6174657269616c206f7220746f206369746520746865"
        + "6d206f74686572207468616e206173202fe2809c776f726b20696e2070726f67"
        + "726573732e2fe2809d"),
    ciphertext:
      "64a0861575861af460f062c79be643bd5e805cfd345cf389f108670ac76c8cb2"
      + "4c6cfc18755d43eea09ee94e382d26b0bdb7b73c321b0100d4f03b7f355894cf"
      + "332f830e710b97ce98c8a84abd0b948114ad176e008d33bd60f982b1ff37c855"
      + "9797a06ef4f0ef61c186324e2b3506383606907b6a7c02b0f9f6157b53c867e4"
      + "b9166c767b804d46a59b5216cde7a4e99040c5a40433225ee282a1b0a06c523e"
      + "af4534d7f83fa1155b0047718cbc546a0d072b04b3564eea1b422273f548271a"
      + "0bb2316053fa76991955ebd63159434ecebb4e466dae5a1073a6727627097a10"
      + "49e617d91d361094fa68f0ff77987130305beaba2eda04df997b714d6c6f2c29"
      + "a6ad5cb4022b02709b",
    tag: "eead9d67890cbb22392336fea1851f38"),
]

private let sunscreen = Array(
  """
  Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, \
  sunscreen would be it.
  """.utf8)

/// RFC 8439: 2.3.2, 2.4.2, A.1 and A.2, as far as their blocks are ones that the AEAD gives to
/// the text; it begins with number 1, and keeps 0 for the tag.
private struct Stream: Sendable, CustomTestStringConvertible {
  let section: String
  let key, nonce: String
  var firstBlock = 1
  var plaintext = [UInt8](repeating: 0, count: 64)
  let ciphertext: String

  var testDescription: String { "RFC 8439, \(section)" }
}

private let zeros = String(repeating: "00", count: 31)
private let counting = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"

private let streams = [
  Stream(
    section: "2.3.2", key: counting, nonce: "000000090000004a00000000",
    ciphertext:
      "10f1e7e4d13b5915500fdd1fa32071c4c7d1f4c733c068030422aa9ac3d46c4e"
      + "d2826446079faa0914c2d705d98b02a2b5129cd1de164eb9cbd083e8a2503c4e"),
  Stream(
    section: "2.4.2", key: counting, nonce: "000000000000004a00000000", plaintext: sunscreen,
    ciphertext:
      "6e2e359a2568f98041ba0728dd0d6981e97e7aec1d4360c20a27afccfd9fae0b"
      + "f91b65c5524733ab8f593dabcd62b3571639d624e65152ab8f530c359f0861d8"
      + "07ca0dbf500d6a6156a38e088a22b65e52bc514d16ccf806818ce91ab7793736"
      + "5af90bbf74a35be6b40b8eedf2785e42874d"),
  Stream(
    section: "A.1, #2", key: zeros + "00", nonce: "000000000000000000000000",
    ciphertext:
      "9f07e7be5551387a98ba977c732d080dcb0f29a048e3656912c6533e32ee7aed"
      + "29b721769ce64e43d57133b074d839d531ed1f28510afb45ace10a1f4b794d6f"),
  Stream(
    section: "A.1, #3", key: zeros + "01", nonce: "000000000000000000000000",
    ciphertext:
      "3aeb5224ecf849929b9d828db1ced4dd832025e8018b8160b82284f3c949aa5a"
      + "8eca00bbb4a73bdad192b5c42f73f2fd4e273644c8b36125a64addeb006c13a0"),
  Stream(
    section: "A.2, #2", key: zeros + "01", nonce: "000000000000000000000002",
    plaintext: Array(
      """
      Any submission to the IETF intended by the Contributor for publication as all or part of \
      an IETF Internet-Draft or RFC and any statement made within the context of an IETF \
      activity is considered an "IETF Contribution". Such statements include oral statements in \
      IETF sessions, as well as written and electronic communications made at any time or \
      place, which are addressed to
      """.utf8),
    ciphertext:
      "a3fbf07df3fa2fde4f376ca23e82737041605d9f4f4f57bd8cff2c1d4b7955ec"
      + "2a97948bd3722915c8f3d337f7d370050e9e96d647b7c39f56e031ca5eb6250d"
      + "4042e02785ececfa4b4bb5e8ead0440e20b6e8db09d881a7c6132f420e527950"
      + "42bdfa7773d8a9051447b3291ce1411c680465552aa6c405b7764d5e87bea85a"
      + "d00f8449ed8f72d0d662ab052691ca66424bc86d2df80ea41f43abf937d3259d"
      + "c4b2d0dfb48a6c9139ddd7f76966e928e635553ba76c5c879d7b35d49eb2e62b"
      + "0871cdac638939e25e8a1e0ef9d5280fa8ca328b351c3c765989cbcf3daa8b6c"
      + "cc3aaf9f3979c92b3720fc88dc95ed84a1be059c6499b9fda236e7e818b04b0b"
      + "c39c1e876b193bfe5569753f88128cc08aaa9b63d1a16f80ef2554d7189c411f"
      + "5869ca52c5b83fa36ff216b9c1d30062bebcfd2dc5bce0911934fda79a86f6e6"
      + "98ced759c3ff9b6477338f3da4f9cd8514ea9982ccafb341b2384dd902f3d1ab"
      + "7ac61dd29c6f21ba5b862f3730e37cfdc4fd806c22f221"),
  Stream(
    section: "A.2, #3", key: "1c9240a5eb55d38af333888604f6b5f0473917c1402b80099dca5cbc207075c0",
    nonce: "000000000000000000000002", firstBlock: 42,
    plaintext: Array(
      """
      'Twas brillig, and the slithy toves
      Did gyre and gimble in the wabe:
      All mimsy were the borogoves,
      And the mome raths outgrabe.
      """.utf8),
    ciphertext:
      "62e6347f95ed87a45ffae7426f27a1df5fb69110044c0d73118effa95b01e5cf"
      + "166d3df2d721caf9b21e5fb14c616871fd84c54f9d65b283196c7fe4f60553eb"
      + "f39c6402c42234e32a356b3e764312a61a5532055716ead6962568f87d3f3f77"
      + "04c6a8d1bcd1bf4d50d6154b6da731b187b58dfd728afa36757a797ac188d1"),
]

struct ChaCha20Poly1305Tests {
  @Test(arguments: AEADAlgorithm.named("ChaCha20-Poly1305"), examples)
  private func sealsAndOpensTheStandardsExamples(aead: AEADAlgorithm, example: Example) throws {
    let (key, nonce, data) = (hex(example.key), hex(example.nonce), hex(example.data))
    var text = example.plaintext
    let tag = try aead.seal(&text, key: key, nonce: nonce, data: data)
    #expect(hexString(text) == example.ciphertext)
    #expect(hexString(tag) == example.tag)
    try aead.open(&text, key: key, nonce: nonce, data: data, tag: tag)
    #expect(text == example.plaintext)
  }

  @Test(arguments: AEADAlgorithm.named("ChaCha20-Poly1305"), streams)
  private func streamsTheStandardsExamples(aead: AEADAlgorithm, stream: Stream) throws {
    let before = 64 * (stream.firstBlock - 1)
    var text = [UInt8](repeating: 0, count: before) + stream.plaintext
    _ = try aead.seal(&text, key: hex(stream.key), nonce: hex(stream.nonce))
    #expect(hexString(Array(text[before...])) == stream.ciphertext)
  }

  /// Blocks 1 to 2³² − 1 and not a byte more. These bytes do not exist: to touch one is to crash.
  @Test func moreThanTheCounterCountsIsRefusedBeforeAnythingIsTouched() throws {
    let limit = 64 * 0xFFFF_FFFF
    let bytes = UnsafeMutableBufferPointer<UInt8>(
      start: UnsafeMutablePointer(bitPattern: 16), count: limit + 1)
    var text = bytes.mutableSpan
    var aead = try PortableCrypto.ChaCha20Poly1305(key: [UInt8](repeating: 1, count: 32).span)
    let nonce = [UInt8](repeating: 2, count: 12)
    var tag = [UInt8](repeating: 3, count: 16)
    let sealing = refusal { () throws(CryptoError) in
      var tag = tag.mutableSpan
      try aead.seal(&text, nonce: nonce.span, authenticating: nonce.span, tag: &tag)
    }
    let opening = refusal { () throws(CryptoError) in
      try aead.open(&text, nonce: nonce.span, authenticating: nonce.span, tag: tag.span)
    }
    #expect(sealing == .tooLong(limit: limit) && opening == .tooLong(limit: limit))
    #expect(tag == [UInt8](repeating: 3, count: 16))
  }
}
