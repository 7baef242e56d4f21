import Wire

/// A chain, the end entity first; or nothing (RFC 8446, 4.4.2).
package struct CertificateMessage: Sendable {
  package var context: [UInt8] = []
  package var entries: [CertificateEntry] = []

  package init(context: [UInt8] = [], entries: [CertificateEntry] = []) {
    self.context = context
    self.entries = entries
  }
}

/// One certificate of a chain, or a bare public key.
package struct CertificateEntry: Sendable {
  /// cert_data; or, of a bare key, its ASN1_subjectPublicKeyInfo.
  package var data: [UInt8]
  /// The OCSPResponse that is stapled to it; empty for none.
  package var status: [UInt8] = []
  /// Which extensions it had.
  package var present: [ExtensionType] = []

  package init(_ data: [UInt8], status: [UInt8] = []) {
    self.data = data
    self.status = status
  }
}

extension CertificateMessage: ReadableBody {
  package static var type: HandshakeType { .certificate }
  package static var rule: FieldName { "RFC 8446, 4.4.2" }

  /// More than any path has; and none may make us keep thousands of them.
  static var most: Int { 16 }

  package init(reading body: Span<UInt8>) throws(WireError) {
    self.init()
    try Reader.all(body, "Certificate") { reader throws(WireError) in
      context = try reader.opaque8("certificate_request_context")
      try reader.prefixed24("certificate_list") { list throws(WireError) in
        while !list.isEmpty {
          entries.append(try CertificateEntry(from: &list))
          guard entries.count <= CertificateMessage.most else {
            throw list.invalid(entries.count, "certificate_list")
          }
        }
      }
    }
  }

  package var capacity: Int {
    entries.reduce(16 + context.count) { $0 + 16 + $1.data.count + $1.status.count }
  }

  @_lifetime(out: copy out)
  package func write(into out: inout OutputSpan<UInt8>) throws(WireError) {
    try out.write(opaque8: context, "certificate_request_context")
    try out.prefixed24("certificate_list") { out throws(WireError) in
      for entry in entries { try entry.write(into: &out) }
    }
  }
}

extension CertificateEntry {
  init(from reader: inout Reader) throws(WireError) {
    self.init(try reader.opaque24("cert_data", atLeast: 1))
    present = try reader.extensions { type, data throws(WireError) in
      switch type {
      case .statusRequest: status = try data.certificateStatus()
      default: _ = data.rest("extension_data")
      }
    }
  }

  @_lifetime(out: copy out)
  func write(into out: inout OutputSpan<UInt8>) throws(WireError) {
    try out.write(opaque24: data, "cert_data")
    try out.prefixed16("extensions") { out throws(WireError) in
      guard !status.isEmpty else { return }
      try out.write(.statusRequest) { out throws(WireError) in
        try out.write(status: status)
      }
    }
  }
}
