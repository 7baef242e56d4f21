import Wire

extension ClientHello: ReadableBody {
  package init(reading body: Span<UInt8>) throws(WireError) {
    var reader = Reader(body)
    let version = TLSVersion(code: try reader.uint16("legacy_version"))
    self.init(random: HelloRandom(try reader.bytes(32, "random")))
    self.version = version
    sessionID = try reader.sessionID("legacy_session_id")
    suites = try reader.numbers16("cipher_suites") { CipherSuite(code: $0) }
    let methodsOffset = reader.offset
    let methods = try reader.opaque8("legacy_compression_methods", atLeast: 1)

    // A client of 1.2 may have no extensions at all, and then not even their length.
    if !reader.isEmpty {
      order = try reader.extensions { type, data throws(WireError) in
        try read(type, &data)
      }
    }
    guard reader.isEmpty else {
      throw WireError(.leftover(reader.remaining), "ClientHello", at: reader.offset)
    }

    //= rfc8446#4.1.2
    //# For every TLS 1.3 ClientHello, this vector
    //# MUST contain exactly one byte, set to zero, which corresponds to
    //# the "null" compression method in prior versions of TLS.
    let isSound =
      supportedVersions.contains(.tls13) ? methods == [0] : methods.contains(0)
    guard isSound else {
      throw WireError(
        .invalid(UInt64(methods[0])), "legacy_compression_methods", at: methodsOffset)
    }
    //= rfc8446#4.2.11
    //# The "pre_shared_key" extension MUST be the last extension in the
    //# ClientHello (this facilitates implementation as described below).
    guard preSharedKeys == nil || order.last == .preSharedKey else {
      throw reader.invalid(ExtensionType.preSharedKey.code, "pre_shared_key")
    }
    //= rfc8446#4.2.8
    //# Clients MUST NOT offer any KeyShareEntry values
    //# for groups not listed in the client's "supported_groups" extension.
    for share in keyShares ?? [] where !groups.isEmpty && !groups.contains(share.group)
    {
      throw reader.invalid(share.group.code, "key_share")
    }
  }

  private mutating func read(
    _ type: ExtensionType, _ data: inout Reader
  ) throws(WireError) {
    switch type {
    case .serverName: serverName = try data.hostName()
    case .statusRequest: wantsStatus = try data.certificateStatusRequest()
    case .supportedGroups:
      groups = try data.numbers16("named_group_list") { NamedGroup(code: $0) }
    case .ecPointFormats:
      try data.pointFormats()
      hasPointFormats = true
    case .signatureAlgorithms: signatureSchemes = try data.signatureSchemes()
    case .signatureAlgorithmsCert:
      certificateSignatureSchemes = try data.signatureSchemes()
    case .applicationLayerProtocolNegotiation:
      applicationProtocols = try ProtocolNameList(from: &data)
    case .clientCertificateType: clientCertificateTypes = try data.certificateTypes()
    case .serverCertificateType: serverCertificateTypes = try data.certificateTypes()
    case .extendedMasterSecret: extendedMasterSecret = true
    case .recordSizeLimit: recordSizeLimit = try data.recordSizeLimit()
    case .earlyData: earlyData = true
    case .supportedVersions:
      supportedVersions = try data.numbers8("versions") { TLSVersion(code: $0) }
    case .cookie: cookie = try data.opaque16("cookie", atLeast: 1)
    case .pskKeyExchangeModes: preSharedKeyModes = try data.preSharedKeyModes()
    case .keyShare: keyShares = try data.clientShares()
    case .renegotiationInfo:
      renegotiationInfo = try data.opaque8("renegotiated_connection")
    case .preSharedKey: preSharedKeys = try PreSharedKeyOffer(from: &data)
    default: _ = data.rest("extension_data")
    }
  }
}
