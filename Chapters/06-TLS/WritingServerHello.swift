import Wire

extension ServerHello: HandshakeBody {
  package static var type: HandshakeType { .serverHello }
  package static var rule: FieldName { "RFC 8446, 4.1.3" }

  /// Whether it is a HelloRetryRequest.
  package var isRetry: Bool { random == .helloRetryRequest }

  package var capacity: Int {
    160 + sessionID.count + cookie.count + applicationProtocol.count
      + (keyShare?.keyExchange.count ?? 0)
  }

  @_lifetime(out: copy out)
  package func write(into out: inout OutputSpan<UInt8>) throws(WireError) {
    try out.write(uint16: version.code, "legacy_version")
    try out.write(bytes: random.bytes, "random")
    try out.write(opaque8: sessionID, "legacy_session_id_echo")
    try out.write(uint16: suite.code, "cipher_suite")
    try out.write(uint8: 0, "legacy_compression_method")
    let written = ServerHello.usualOrder.ordered(like: present).filter(has)
    guard !written.isEmpty else { return }
    try out.prefixed16("extensions") { out throws(WireError) in
      for type in written {
        try out.write(type) { out throws(WireError) in try write(type, into: &out) }
      }
    }
  }

  private static var usualOrder: [ExtensionType] {
    [
      .keyShare, .cookie, .preSharedKey, .supportedVersions, .renegotiationInfo,
      .serverName, .extendedMasterSecret, .ecPointFormats, .statusRequest,
      .applicationLayerProtocolNegotiation, .clientCertificateType,
      .serverCertificateType, .recordSizeLimit,
    ]
  }

  private func has(_ type: ExtensionType) -> Bool {
    switch type {
    case .supportedVersions: selectedVersion != nil
    case .keyShare: isRetry ? selectedGroup != nil : keyShare != nil
    case .cookie: !cookie.isEmpty
    case .preSharedKey: selectedIdentity != nil
    case .serverName: serverName
    case .statusRequest: statusRequest
    case .ecPointFormats: hasPointFormats
    case .applicationLayerProtocolNegotiation: !applicationProtocol.isEmpty
    case .clientCertificateType: clientCertificateType != nil
    case .serverCertificateType: serverCertificateType != nil
    case .extendedMasterSecret: extendedMasterSecret
    case .recordSizeLimit: recordSizeLimit != nil
    case .renegotiationInfo: renegotiationInfo != nil
    default: false
    }
  }

  @_lifetime(out: copy out)
  private func write(
    _ type: ExtensionType, into out: inout OutputSpan<UInt8>
  ) throws(WireError) {
    switch type {
    case .supportedVersions:
      try out.write(uint16: selectedVersion?.code ?? 0, "selected_version")
    case .keyShare where isRetry:
      try out.write(uint16: selectedGroup?.code ?? 0, "selected_group")
    case .keyShare: try keyShare?.write(into: &out)
    case .cookie: try out.write(opaque16: cookie, "cookie")
    case .preSharedKey:
      try out.write(uint16: selectedIdentity ?? 0, "selected_identity")
    case .ecPointFormats: try out.write(opaque8: [0], "ec_point_format_list")
    case .applicationLayerProtocolNegotiation:
      try out.write(protocolName: applicationProtocol)
    case .clientCertificateType: try out.write(certificateType: clientCertificateType)
    case .serverCertificateType: try out.write(certificateType: serverCertificateType)
    case .recordSizeLimit:
      try out.write(uint16: recordSizeLimit ?? 0, "RecordSizeLimit")
    case .renegotiationInfo:
      try out.write(opaque8: renegotiationInfo ?? [], "renegotiated_connection")
    default: break
    }
  }
}

extension [ExtensionType] {
  /// The same, but first those that are in `order`, as they stand there.
  func ordered(like order: [ExtensionType]) -> [ExtensionType] {
    order.filter(contains) + filter { !order.contains($0) }
  }
}
