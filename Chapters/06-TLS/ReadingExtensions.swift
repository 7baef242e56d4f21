import Wire

/// What stands in extensions of the ClientHello, and of others too.
extension Reader {
  mutating func sessionID(_ field: FieldName) throws(WireError) -> [UInt8] {
    let bytes = try prefixed8(field)
    guard bytes.count <= 32 else {
      throw WireError(.leftover(bytes.count - 32), field, at: offset - bytes.count + 32)
    }
    return [UInt8](bytes)
  }

  /// ServerNameList (RFC 6066, 3): of all kinds of names only one was ever defined.
  mutating func hostName() throws(WireError) -> [UInt8] {
    var name: [UInt8] = []
    try prefixed16("server_name_list") { list throws(WireError) in
      try list.elements { item throws(WireError) in
        let type = try item.uint8("name_type")
        guard type != 0 || name.isEmpty else { throw item.invalid(type, "name_type") }
        let bytes = try item.opaque16("HostName", atLeast: 1)
        if type == 0 { name = bytes }
      }
    }
    return name
  }

  /// CertificateStatusRequest (RFC 6066, 8): whether it wants OCSP. Whom to ask, and
  /// with which extensions, is ours to know.
  mutating func certificateStatusRequest() throws(WireError) -> Bool {
    guard try uint8("status_type") == 1 else {
      _ = rest("request")
      return false
    }
    _ = try prefixed16("responder_id_list")
    _ = try prefixed16("request_extensions")
    return true
  }

  mutating func signatureSchemes() throws(WireError) -> [SignatureScheme] {
    try numbers16("supported_signature_algorithms") { SignatureScheme(code: $0) }
  }

  /// ECPointFormatList (RFC 8422, 5.1.2). Uncompressed, 0, is the only format that is
  /// left, and must be in it.
  mutating func pointFormats() throws(WireError) {
    let formats = try opaque8("ec_point_format_list", atLeast: 1)
    guard formats.contains(0) else { throw invalid(formats[0], "ec_point_format_list") }
  }

  /// A list of RFC 7250, without what we do not know.
  mutating func certificateTypes() throws(WireError) -> [CertificateType] {
    try opaque8("certificate_types", atLeast: 1)
      .compactMap { CertificateType(rawValue: $0) }
  }

  mutating func certificateType() throws(WireError) -> CertificateType {
    let type = try uint8("certificate_type")
    guard let known = CertificateType(rawValue: type) else {
      throw invalid(type, "certificate_type")
    }
    return known
  }

  mutating func recordSizeLimit() throws(WireError) -> UInt16 {
    let limit = try uint16("RecordSizeLimit")
    //= rfc8449#4
    //# An endpoint MUST treat receipt of a smaller value as a fatal error
    //# and generate an "illegal_parameter" alert.
    guard limit >= 64 else { throw invalid(limit, "RecordSizeLimit") }
    return limit
  }

  mutating func preSharedKeyModes() throws(WireError) -> PreSharedKeyModes {
    var modes: PreSharedKeyModes = []
    for mode in try opaque8("ke_modes", atLeast: 1) {
      switch mode {
      case 0: modes.insert(.alone)
      case 1: modes.insert(.withAgreement)
      default: break
      }
    }
    return modes
  }

  /// KeyShareClientHello (RFC 8446, 4.2.8), without what we do not know.
  mutating func clientShares() throws(WireError) -> [KeyShareEntry] {
    try prefixed16("client_shares") { list throws(WireError) in
      var shares: [KeyShareEntry] = []
      while !list.isEmpty {
        let group = NamedGroup(code: try list.uint16("group"))
        //= rfc8446#4.2.8
        //# Clients MUST NOT offer multiple KeyShareEntry values
        //# for the same group.
        guard !shares.contains(where: { $0.group == group }) else {
          throw list.invalid(group.code, "group")
        }
        let key = try list.prefixed16("key_exchange")
        guard !key.isEmpty else {
          throw WireError(.truncated(missing: 1), "key_exchange", at: list.offset)
        }
        guard group.name != nil else { continue }
        shares.append(KeyShareEntry(group, [UInt8](key)))
      }
      return shares
    }
  }

  /// An answer with the one protocol that was chosen (RFC 7301, 3.1).
  mutating func protocolName() throws(WireError) -> [UInt8] {
    try prefixed16("protocol_name_list") { list throws(WireError) in
      try list.opaque8("ProtocolName", atLeast: 1)
    }
  }
}
