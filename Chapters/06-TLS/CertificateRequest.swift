import Wire

/// That the server wants to see the client's certificate (RFC 8446, 4.3.2).
package struct CertificateRequest: Sendable {
  /// certificate_request_context: empty within a handshake.
  package var context: [UInt8] = []
  /// Must be there; empty if it was not.
  package var signatureSchemes: [SignatureScheme] = []
  package var certificateSignatureSchemes: [SignatureScheme] = []
  package var wantsStatus = false
  /// After reading, which were there.
  package var present: [ExtensionType] = []

  package init() {}
}

extension CertificateRequest: ReadableBody {
  package static var type: HandshakeType { .certificateRequest }
  package static var rule: FieldName { "RFC 8446, 4.3.2" }

  package init(reading body: Span<UInt8>) throws(WireError) {
    self.init()
    try Reader.all(body, "CertificateRequest") { reader throws(WireError) in
      context = try reader.opaque8("certificate_request_context")
      present = try reader.extensions { type, data throws(WireError) in
        switch type {
        case .signatureAlgorithms: signatureSchemes = try data.signatureSchemes()
        case .signatureAlgorithmsCert:
          certificateSignatureSchemes = try data.signatureSchemes()
        case .statusRequest: wantsStatus = true
        default: _ = data.rest("extension_data")
        }
      }
    }
  }

  package var capacity: Int {
    32 + context.count + 2 * signatureSchemes.count
      + 2 * certificateSignatureSchemes.count
  }

  @_lifetime(out: copy out)
  package func write(into out: inout OutputSpan<UInt8>) throws(WireError) {
    try out.write(opaque8: context, "certificate_request_context")
    try out.prefixed16("extensions") { out throws(WireError) in
      if wantsStatus { try out.write(.statusRequest) }
      if !signatureSchemes.isEmpty {
        try out.write(.signatureAlgorithms) { out throws(WireError) in
          try out.write(schemes: signatureSchemes)
        }
      }
      guard !certificateSignatureSchemes.isEmpty else { return }
      try out.write(.signatureAlgorithmsCert) { out throws(WireError) in
        try out.write(schemes: certificateSignatureSchemes)
      }
    }
  }
}
