import Wire

extension ClientHello: HandshakeBody {
  package static var type: HandshakeType { .clientHello }
  package static var rule: FieldName { "RFC 8446, 4.1.2" }

  /// The extensions that are written, in their order.
  package var offered: [ExtensionType] {
    var all = order
    for type in ClientHello.usualOrder where has(type) && !all.contains(type) {
      all.append(type)
    }
    for other in others where !all.contains(other.type) { all.append(other.type) }
    all.removeAll { $0 == .preSharedKey || !has($0) }
    if preSharedKeys != nil { all.append(.preSharedKey) }
    return all
  }

  private static var usualOrder: [ExtensionType] {
    [
      .serverName, .extendedMasterSecret, .renegotiationInfo, .supportedGroups,
      .ecPointFormats, .applicationLayerProtocolNegotiation, .statusRequest,
      .clientCertificateType, .serverCertificateType, .signatureAlgorithms,
      .signatureAlgorithmsCert, .keyShare, .supportedVersions, .cookie,
      .pskKeyExchangeModes, .recordSizeLimit, .earlyData,
    ]
  }

  private func has(_ type: ExtensionType) -> Bool {
    switch type {
    case .serverName: !serverName.isEmpty
    case .statusRequest: wantsStatus
    case .supportedGroups: !groups.isEmpty
    case .ecPointFormats: hasPointFormats
    case .signatureAlgorithms: !signatureSchemes.isEmpty
    case .signatureAlgorithmsCert: !certificateSignatureSchemes.isEmpty
    case .applicationLayerProtocolNegotiation: !applicationProtocols.isEmpty
    case .clientCertificateType: clientCertificateTypes != nil
    case .serverCertificateType: serverCertificateTypes != nil
    case .extendedMasterSecret: extendedMasterSecret
    case .recordSizeLimit: recordSizeLimit != nil
    case .earlyData: earlyData
    case .supportedVersions: !supportedVersions.isEmpty
    case .cookie: !cookie.isEmpty
    case .pskKeyExchangeModes: preSharedKeyModes != nil
    case .keyShare: keyShares != nil
    case .renegotiationInfo: renegotiationInfo != nil
    case .preSharedKey: preSharedKeys != nil
    default: others.contains { $0.type == type }
    }
  }

  package var capacity: Int {
    var bytes = 256 + sessionID.count + serverName.count + applicationProtocols.count
    bytes += cookie.count + (preSharedKeys?.capacity ?? 0)
    bytes += 2 * (suites.count + groups.count + supportedVersions.count)
    bytes += 2 * (signatureSchemes.count + certificateSignatureSchemes.count)
    for share in keyShares ?? [] { bytes += 4 + share.keyExchange.count }
    for other in others { bytes += 4 + other.data.count }
    return bytes
  }

  @_lifetime(out: copy out)
  package func write(into out: inout OutputSpan<UInt8>) throws(WireError) {
    try out.write(uint16: version.code, "legacy_version")
    try out.write(bytes: random.bytes, "random")
    try out.write(opaque8: sessionID, "legacy_session_id")
    try out.prefixed16("cipher_suites") { out throws(WireError) in
      for suite in suites { try out.write(uint16: suite.code, "CipherSuite") }
    }
    try out.write(opaque8: [0], "legacy_compression_methods")
    let offered = offered
    guard !offered.isEmpty else { return }
    try out.prefixed16("extensions") { out throws(WireError) in
      for type in offered {
        try out.write(type) { out throws(WireError) in try write(type, into: &out) }
      }
    }
  }

  @_lifetime(out: copy out)
  private func write(
    _ type: ExtensionType, into out: inout OutputSpan<UInt8>
  ) throws(WireError) {
    switch type {
    case .serverName: try out.write(hostName: serverName)
    case .statusRequest: try out.writeCertificateStatusRequest()
    case .supportedGroups: try out.write(groups: groups)
    case .ecPointFormats: try out.write(opaque8: [0], "ec_point_format_list")
    case .signatureAlgorithms: try out.write(schemes: signatureSchemes)
    case .signatureAlgorithmsCert: try out.write(schemes: certificateSignatureSchemes)
    case .applicationLayerProtocolNegotiation:
      try applicationProtocols.write(into: &out)
    case .clientCertificateType:
      try out.write(certificateTypes: clientCertificateTypes ?? [])
    case .serverCertificateType:
      try out.write(certificateTypes: serverCertificateTypes ?? [])
    case .recordSizeLimit:
      try out.write(uint16: recordSizeLimit ?? 0, "RecordSizeLimit")
    case .supportedVersions:
      try out.prefixed8("versions") { out throws(WireError) in
        for version in supportedVersions {
          try out.write(uint16: version.code, "ProtocolVersion")
        }
      }
    case .cookie: try out.write(opaque16: cookie, "cookie")
    case .pskKeyExchangeModes: try out.write(modes: preSharedKeyModes ?? [])
    case .keyShare:
      try out.prefixed16("client_shares") { out throws(WireError) in
        for share in keyShares ?? [] { try share.write(into: &out) }
      }
    case .renegotiationInfo:
      try out.write(opaque8: renegotiationInfo ?? [], "renegotiated_connection")
    case .preSharedKey: try preSharedKeys?.write(into: &out)
    default:
      for other in others where other.type == type {
        try out.write(bytes: other.data.span, "extension_data")
      }
    }
  }
}
