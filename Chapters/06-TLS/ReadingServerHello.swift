import Wire

extension ServerHello: ReadableBody {
  package init(reading body: Span<UInt8>) throws(WireError) {
    var reader = Reader(body)
    let version = TLSVersion(code: try reader.uint16("legacy_version"))
    let random = HelloRandom(try reader.bytes(32, "random"))
    let sessionID = try reader.sessionID("legacy_session_id_echo")
    let suite = CipherSuite(code: try reader.uint16("cipher_suite"))
    self.init(random: random, suite: suite)
    self.version = version
    self.sessionID = sessionID

    let method = try reader.uint8("legacy_compression_method")
    guard method == 0 else {
      throw reader.invalid(method, "legacy_compression_method")
    }
    if !reader.isEmpty {
      present = try reader.extensions { type, data throws(WireError) in
        try read(type, &data)
      }
    }
    guard reader.isEmpty else {
      throw WireError(.leftover(reader.remaining), "ServerHello", at: reader.offset)
    }
  }

  private mutating func read(
    _ type: ExtensionType, _ data: inout Reader
  ) throws(WireError) {
    switch type {
    case .supportedVersions:
      selectedVersion = TLSVersion(code: try data.uint16("selected_version"))
    case .keyShare where isRetry:
      selectedGroup = NamedGroup(code: try data.uint16("selected_group"))
    case .keyShare: keyShare = try KeyShareEntry(from: &data)
    case .cookie: cookie = try data.opaque16("cookie", atLeast: 1)
    case .preSharedKey: selectedIdentity = try data.uint16("selected_identity")
    case .serverName: serverName = true
    case .statusRequest: statusRequest = true
    case .ecPointFormats:
      try data.pointFormats()
      hasPointFormats = true
    case .applicationLayerProtocolNegotiation:
      applicationProtocol = try data.protocolName()
    case .clientCertificateType: clientCertificateType = try data.certificateType()
    case .serverCertificateType: serverCertificateType = try data.certificateType()
    case .extendedMasterSecret: extendedMasterSecret = true
    case .recordSizeLimit: recordSizeLimit = try data.recordSizeLimit()
    case .renegotiationInfo:
      renegotiationInfo = try data.opaque8("renegotiated_connection")
    default: _ = data.rest("extension_data")
    }
  }
}
