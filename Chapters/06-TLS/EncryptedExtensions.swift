import Wire

/// What the server says to the client's offers that need not be said in the clear
/// (RFC 8446, 4.3.1).
package struct EncryptedExtensions: Sendable {
  /// That it used the name.
  package var serverName = false
  /// What it would rather have agreed in; for the next time.
  package var groups: [NamedGroup] = []
  /// Empty if none was chosen.
  package var applicationProtocol: [UInt8] = []
  package var clientCertificateType: CertificateType?
  package var serverCertificateType: CertificateType?
  package var recordSizeLimit: UInt16?
  /// That it takes the early data.
  package var earlyData = false
  /// After reading, which were there; for writing, see `ServerHello.present`.
  package var present: [ExtensionType] = []

  package init() {}
}

extension EncryptedExtensions: ReadableBody {
  package static var type: HandshakeType { .encryptedExtensions }
  package static var rule: FieldName { "RFC 8446, 4.3.1" }

  package init(reading body: Span<UInt8>) throws(WireError) {
    self.init()
    present = try Reader.all(body, "EncryptedExtensions") { reader throws(WireError) in
      try reader.extensions { type, data throws(WireError) in try read(type, &data) }
    }
  }

  private mutating func read(
    _ type: ExtensionType, _ data: inout Reader
  ) throws(WireError) {
    switch type {
    case .serverName: serverName = true
    case .supportedGroups:
      groups = try data.numbers16("named_group_list") { NamedGroup(code: $0) }
    case .applicationLayerProtocolNegotiation:
      applicationProtocol = try data.protocolName()
    case .clientCertificateType: clientCertificateType = try data.certificateType()
    case .serverCertificateType: serverCertificateType = try data.certificateType()
    case .recordSizeLimit: recordSizeLimit = try data.recordSizeLimit()
    case .earlyData: earlyData = true
    default: _ = data.rest("extension_data")
    }
  }

  package var capacity: Int { 64 + 2 * groups.count + applicationProtocol.count }

  @_lifetime(out: copy out)
  package func write(into out: inout OutputSpan<UInt8>) throws(WireError) {
    try out.prefixed16("extensions") { out throws(WireError) in
      for type in EncryptedExtensions.usualOrder.ordered(like: present) where has(type)
      {
        try out.write(type) { out throws(WireError) in try write(type, into: &out) }
      }
    }
  }

  private static var usualOrder: [ExtensionType] {
    [
      .serverName, .supportedGroups, .applicationLayerProtocolNegotiation,
      .clientCertificateType, .serverCertificateType, .recordSizeLimit, .earlyData,
    ]
  }

  private func has(_ type: ExtensionType) -> Bool {
    switch type {
    case .serverName: serverName
    case .supportedGroups: !groups.isEmpty
    case .applicationLayerProtocolNegotiation: !applicationProtocol.isEmpty
    case .clientCertificateType: clientCertificateType != nil
    case .serverCertificateType: serverCertificateType != nil
    case .recordSizeLimit: recordSizeLimit != nil
    case .earlyData: earlyData
    default: false
    }
  }

  @_lifetime(out: copy out)
  private func write(
    _ type: ExtensionType, into out: inout OutputSpan<UInt8>
  ) throws(WireError) {
    switch type {
    case .supportedGroups: try out.write(groups: groups)
    case .applicationLayerProtocolNegotiation:
      try out.write(protocolName: applicationProtocol)
    case .clientCertificateType: try out.write(certificateType: clientCertificateType)
    case .serverCertificateType: try out.write(certificateType: serverCertificateType)
    case .recordSizeLimit:
      try out.write(uint16: recordSizeLimit ?? 0, "RecordSizeLimit")
    default: break
    }
  }
}
