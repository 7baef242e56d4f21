// SPDX-License-Identifier: Apache-2.0
import Certificates
import TestSupport

/// A certificate of which every part can be made longer, and made short again.
struct LintParts {
  var version = hex("a003020102")
  var serialNumber = [UInt8](1...8)
  var algorithm = Self.ecdsa
  var issuer = [attribute("550403", "Issuer")]
  var notBefore = tlv(0x17, Array("200101000000Z".utf8))
  var notAfter = tlv(0x17, Array("300101000000Z".utf8))
  var subject = [attribute("550405", "SN-1", 0x13)]
  var key = Self.p256
  var uniqueIdentifier: [UInt8] = []
  var extensions = [
    ext("551d0f", "03020780", critical: true),
    ext("551d25", "300a06082b06010505070302"),
    ext("551d23", "30168014" + String(repeating: "ab", count: 20)),
  ]
  var signature = Self.p256Signature

  static let ecdsa = hex("300a06082a8648ce3d040302")
  static let rsaWithSHA256 = hex("300d06092a864886f70d01010b0500")
  static let p256 = tlv(
    0x30, hex("301306072a8648ce3d020106082a8648ce3d030107"),
    tlv(0x03, hex("0004"), [UInt8](repeating: 1, count: 64)))
  static let p384 = tlv(
    0x30, hex("301006072a8648ce3d020106052b81040022"),
    tlv(0x03, hex("0004"), [UInt8](repeating: 1, count: 96)))
  static let rsa2048 = tlv(
    0x30, hex("300d06092a864886f70d0101010500"),
    tlv(
      0x03, [0],
      tlv(
        0x30, tlv(0x02, [0], [UInt8](repeating: 0xc1, count: 256)), hex("0203010001"))))
  /// The longest that there is: both numbers behind a zero.
  static let p256Signature = tlv(
    0x03, [0],
    tlv(
      0x30, tlv(0x02, [0], [UInt8](repeating: 0xf1, count: 32)),
      tlv(0x02, [0], [UInt8](repeating: 0xf1, count: 32))))
  static let rsaSignature = tlv(0x03, [0], [UInt8](repeating: 0xa5, count: 256))

  var der: [UInt8] {
    let list = extensions.isEmpty ? [] : tlv(0xa3, tlv(0x30, extensions.flatMap { $0 }))
    let toBeSigned = tlv(
      0x30, version, tlv(0x02, serialNumber), algorithm, tlv(0x30, issuer.flatMap { $0 }),
      tlv(0x30, notBefore, notAfter), tlv(0x30, subject.flatMap { $0 }), key, uniqueIdentifier,
      list)
    return tlv(0x30, toBeSigned, algorithm, signature)
  }

  var certificate: Certificate { get throws { try Certificate(der: der) } }
}

/// A part of a name: a type and a text.
func attribute(_ type: String, _ text: String, _ tag: UInt8 = 0x0c) -> [UInt8] {
  tlv(0x31, tlv(0x30, tlv(0x06, hex(type)), tlv(tag, Array(text.utf8))))
}

func ext(_ id: String, _ value: String, critical: Bool = false) -> [UInt8] {
  ext(id, hex(value), critical: critical)
}

func ext(_ id: String, _ value: [UInt8], critical: Bool = false) -> [UInt8] {
  tlv(0x30, tlv(0x06, hex(id)), critical ? hex("0101ff") : [], tlv(0x04, value))
}
