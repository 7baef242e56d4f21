// SPDX-License-Identifier: Apache-2.0
import TestSupport

/// A certificate, field by field, so that one can be spoilt.
struct Parts {
  static let basicConstraints = hex("300c 0603551d13 0101ff 0402 3000")

  var version = hex("a003020102")
  var serialNumber = hex("020101")
  var issuer = name(0x0c, Array("issuer".utf8))
  var outerAlgorithm = hex("300a06082a8648ce3d040302")
  var validity = tlv(
    0x30, tlv(0x17, Array("200101000000Z".utf8)), tlv(0x17, Array("300101000000Z".utf8)))
  var subject = name(0x0c, Array("subject".utf8))
  var key = tlv(
    0x30, hex("30130607 2a8648ce3d0201 0608 2a8648ce3d030107"),
    tlv(0x03, hex("0004"), [UInt8](repeating: 1, count: 64)))
  var extensions = [basicConstraints]

  var toBeSigned: [UInt8] {
    let list = tlv(0xa3, tlv(0x30, extensions.flatMap { $0 }))
    return tlv(
      0x30, version, serialNumber, hex("300a06082a8648ce3d040302"), issuer, validity, subject,
      key, list)
  }

  var der: [UInt8] {
    tlv(0x30, toBeSigned, outerAlgorithm, hex("0309003006020101020102"))
  }
}

func name(_ tag: UInt8, _ text: [UInt8]) -> [UInt8] {
  tlv(0x30, tlv(0x31, tlv(0x30, hex("0603550403"), tlv(tag, text))))
}

func tlv(_ tag: UInt8, _ content: [UInt8]...) -> [UInt8] {
  let content = content.flatMap { $0 }
  let length = content.count
  if length < 0x80 { return [tag, UInt8(length)] + content }
  if length < 0x100 { return [tag, 0x81, UInt8(length)] + content }
  return [tag, 0x82, UInt8(length >> 8), UInt8(length & 0xff)] + content
}

/// One whose signature claims to be of some kind.
struct PartsWithAlgorithm {
  var algorithm: [UInt8]

  var der: [UInt8] {
    let parts = Parts()
    let toBeSigned = tlv(
      0x30, parts.version, parts.serialNumber, algorithm, name(0x0c, Array("issuer".utf8)),
      parts.validity, parts.subject, parts.key)
    return tlv(0x30, toBeSigned, algorithm, hex("0309003006020101020102"))
  }
}
