import Wire

/// A chain in TLS 1.2 (RFC 5246, 7.4.2), or a bare key (RFC 7250, 3): which of the two
/// was agreed on, and the message does not say.
package struct CertificateMessage12: Sendable {
  package var certificates: [[UInt8]] = []
  /// Then the only one is an ASN.1_subjectPublicKeyInfo.
  package var isBareKey = false

  package init(_ certificates: [[UInt8]] = []) { self.certificates = certificates }

  package init(bareKey: [UInt8]) {
    certificates = [bareKey]
    isBareKey = true
  }
}

/// RFC 5246, 7.4.4.
package struct CertificateRequest12: Sendable {
  /// ClientCertificateType: 1 is rsa_sign, 64 ecdsa_sign (RFC 8422, 5.5).
  package var certificateTypes: [UInt8] = []
  package var signatureSchemes: [SignatureScheme] = []

  package init() {}
}

/// What the authority says of the server's certificate (RFC 6066, 8).
package struct CertificateStatus: Sendable {
  /// An OCSPResponse.
  package var response: [UInt8]

  package init(_ response: [UInt8]) { self.response = response }
}

extension CertificateMessage12: HandshakeBody {
  package static var type: HandshakeType { .certificate }
  package static var rule: FieldName { "RFC 5246, 7.4.2" }

  package init(
    reading body: Span<UInt8>, as type: CertificateType
  ) throws(WireError) {
    self.init()
    isBareKey = type == .rawPublicKey
    try Reader.all(body, "Certificate") { reader throws(WireError) in
      guard !isBareKey else {
        let key = try reader.opaque24("ASN.1_subjectPublicKeyInfo", atLeast: 1)
        certificates = [key]
        return
      }
      try reader.prefixed24("certificate_list") { list throws(WireError) in
        while !list.isEmpty {
          certificates.append(try list.opaque24("ASN.1Cert", atLeast: 1))
          guard certificates.count <= CertificateMessage.most else {
            throw list.invalid(certificates.count, "certificate_list")
          }
        }
      }
    }
  }

  package var capacity: Int { certificates.reduce(8) { $0 + 3 + $1.count } }

  @_lifetime(out: copy out)
  package func write(into out: inout OutputSpan<UInt8>) throws(WireError) {
    if isBareKey {
      return try out.write(
        opaque24: certificates.first ?? [], "ASN.1_subjectPublicKeyInfo")
    }
    try out.prefixed24("certificate_list") { out throws(WireError) in
      for certificate in certificates {
        try out.write(opaque24: certificate, "ASN.1Cert")
      }
    }
  }
}

extension CertificateRequest12: ReadableBody {
  package static var type: HandshakeType { .certificateRequest }
  package static var rule: FieldName { "RFC 5246, 7.4.4" }

  package init(reading body: Span<UInt8>) throws(WireError) {
    self.init()
    try Reader.all(body, "CertificateRequest") { reader throws(WireError) in
      certificateTypes = try reader.opaque8("certificate_types", atLeast: 1)
      signatureSchemes = try reader.signatureSchemes()
      _ = try reader.prefixed16("certificate_authorities")
    }
  }

  package var capacity: Int { 8 + certificateTypes.count + 2 * signatureSchemes.count }

  @_lifetime(out: copy out)
  package func write(into out: inout OutputSpan<UInt8>) throws(WireError) {
    try out.write(opaque8: certificateTypes, "certificate_types")
    try out.write(schemes: signatureSchemes)
    try out.write(uint16: 0, "certificate_authorities")
  }
}

extension CertificateStatus: ReadableBody {
  package static var type: HandshakeType { .certificateStatus }
  package static var rule: FieldName { "RFC 6066, 8" }

  package init(reading body: Span<UInt8>) throws(WireError) {
    response = try Reader.all(body, "CertificateStatus") { reader throws(WireError) in
      try reader.certificateStatus()
    }
  }

  package var capacity: Int { 4 + response.count }

  @_lifetime(out: copy out)
  package func write(into out: inout OutputSpan<UInt8>) throws(WireError) {
    try out.write(status: response)
  }
}

extension Reader {
  /// An OCSPResponse (RFC 6066, 8): of one certificate, or in TLS 1.3 beside it.
  mutating func certificateStatus() throws(WireError) -> [UInt8] {
    let type = try uint8("status_type")
    guard type == 1 else { throw invalid(type, "status_type") }
    return try opaque24("OCSPResponse", atLeast: 1)
  }
}
