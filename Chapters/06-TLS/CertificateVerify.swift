import Wire

/// That whoever showed a certificate has its key (RFC 8446, 4.4.3; RFC 5246, 7.4.8,
/// whose two numbers for hash and signature are one here).
package struct CertificateVerify: Sendable {
  package var scheme: SignatureScheme
  package var signature: [UInt8]

  package init(scheme: SignatureScheme, signature: [UInt8]) {
    self.scheme = scheme
    self.signature = signature
  }
}

extension CertificateVerify: ReadableBody {
  package static var type: HandshakeType { .certificateVerify }
  package static var rule: FieldName { "RFC 8446, 4.4.3" }

  package init(reading body: Span<UInt8>) throws(WireError) {
    self = try Reader.all(body, "CertificateVerify") { reader throws(WireError) in
      try CertificateVerify(from: &reader)
    }
  }

  init(from reader: inout Reader) throws(WireError) {
    scheme = SignatureScheme(code: try reader.uint16("algorithm"))
    signature = try reader.opaque16("signature")
  }

  package var capacity: Int { 4 + signature.count }

  @_lifetime(out: copy out)
  package func write(into out: inout OutputSpan<UInt8>) throws(WireError) {
    try out.write(uint16: scheme.code, "algorithm")
    try out.write(opaque16: signature, "signature")
  }
}
