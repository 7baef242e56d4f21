// SPDX-License-Identifier: Apache-2.0
import BookTool
import CertificateView
import Certificates
import DTLS
import Wire

/// The chapters' own parsers, for the captures that the book explains: ` ```wire x.bin dtls `.
let dissectors = [
  "dtls": Dissector { try records(of: $0) },
  "certificate": Dissector { try fields(ofCertificate: $0) },
]

/// A datagram of DTLS 1.2: each record's header, and what stands in it where nothing is encrypted.
private func records(of datagram: [UInt8]) throws(WireError) -> [WireField] {
  var fields: [WireField] = []
  var reader = Reader(datagram.span)
  while !reader.isEmpty {
    let start = reader.offset
    let header = try RecordHeader(from: &reader)
    fields += [
      field(1, "type"), field(2, "version"), field(2, "epoch"), field(6, "sequence_number"),
      field(2, "length"),
    ]
    let body = try reader.bytes(Int(header.fragmentLength), "fragment")
    guard header.epoch == 0, header.type == 22 else {
      fields.append(field(body.count, header.epoch == 0 ? "fragment" : "encrypted"))
      continue
    }
    var message = Reader(body)
    let handshake = try HandshakeHeader(from: &message)
    fields += [
      field(1, "msg_type"), field(3, "length"), field(2, "message_seq"),
      field(3, "fragment_offset"), field(3, "fragment_length"),
    ]
    if handshake.type == 1 {
      fields += hello(try ClientHello(datagram.span.extracting(start...)))
    } else if !message.isEmpty {
      fields.append(field(message.remaining, "body"))
    }
  }
  return fields
}

private func hello(_ hello: borrowing ClientHello) -> [WireField] {
  var fields = [field(2, "client_version"), field(32, "random")]
  fields += prefixed(1, hello.sessionID.count, "session_id")
  fields += prefixed(1, hello.cookie.count, "cookie")
  fields += prefixed(2, hello.cipherSuites.count, "cipher_suites")
  fields += prefixed(1, hello.compressionMethods.count, "compression_methods")
  if hello.extensions.count > 0 { fields.append(field(hello.extensions.count, "extensions")) }
  return fields
}

private func prefixed(_ prefix: Int, _ count: Int, _ label: String) -> [WireField] {
  [field(prefix + count, label)]
}

private func field(_ length: Int, _ label: String) -> WireField {
  WireField(length: length, label: label)
}

/// A certificate's fields, not as finely as `things certificates inspect --wire` has them: an
/// extension, a name or an algorithm is one.
private func fields(ofCertificate der: [UInt8]) throws -> [WireField] {
  let parts = try CertificateDissection(try Certificate(der: der)).parts
  let opened: Set = [
    "Certificate", "tbsCertificate", "validity", "subjectPublicKeyInfo", "subjectPublicKey",
    "extensions",
  ]
  var fields: [WireField] = []
  var index = 0
  while index < parts.count {
    let part = parts[index]
    let inside = parts[(index + 1)...].prefix { $0.depth > part.depth }
    switch part.field {
    case "extensions":
      // The wrapping and the list.
      fields.append(field(part.bytes.count + parts[index + 1].bytes.count, part.field))
      index += 2
    case _ where opened.contains(part.field):
      fields.append(field(part.bytes.count, part.field))
      index += 1
    default:
      let end = inside.last?.bytes.upperBound ?? part.bytes.upperBound
      let name = part.field == "Extension" ? inside.first?.value : nil
      fields.append(
        field(
          end - part.bytes.lowerBound,
          name.map { String($0.prefix { $0 != " " }) } ?? part.field))
      index += inside.count + 1
    }
  }
  return fields
}
