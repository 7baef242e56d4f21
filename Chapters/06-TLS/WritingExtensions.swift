import Wire

/// What stands in extensions, written.
extension OutputSpan where Element == UInt8 {
  /// ServerNameList with one host_name (RFC 6066, 3).
  @_lifetime(self: copy self)
  mutating func write(hostName: [UInt8]) throws(WireError) {
    try prefixed16("server_name_list") { out throws(WireError) in
      try out.write(uint8: 0, "name_type")
      try out.write(opaque16: hostName, "HostName")
    }
  }

  /// That OCSP is wanted, from whomever (RFC 6066, 8).
  @_lifetime(self: copy self)
  mutating func writeCertificateStatusRequest() throws(WireError) {
    try write(uint8: 1, "status_type")
    try write(uint16: 0, "responder_id_list")
    try write(uint16: 0, "request_extensions")
  }

  @_lifetime(self: copy self)
  mutating func write(groups: [NamedGroup]) throws(WireError) {
    try prefixed16("named_group_list") { out throws(WireError) in
      for group in groups { try out.write(uint16: group.code, "NamedGroup") }
    }
  }

  @_lifetime(self: copy self)
  mutating func write(schemes: [SignatureScheme]) throws(WireError) {
    try prefixed16("supported_signature_algorithms") { out throws(WireError) in
      for scheme in schemes { try out.write(uint16: scheme.code, "SignatureScheme") }
    }
  }

  @_lifetime(self: copy self)
  mutating func write(certificateTypes types: [CertificateType]) throws(WireError) {
    try prefixed8("certificate_types") { out throws(WireError) in
      for type in types { try out.write(uint8: type.rawValue, "CertificateType") }
    }
  }

  @_lifetime(self: copy self)
  mutating func write(certificateType type: CertificateType?) throws(WireError) {
    try write(uint8: (type ?? .x509).rawValue, "certificate_type")
  }

  @_lifetime(self: copy self)
  mutating func write(modes: PreSharedKeyModes) throws(WireError) {
    try prefixed8("ke_modes") { out throws(WireError) in
      if modes.contains(.withAgreement) { try out.write(uint8: 1, "psk_dhe_ke") }
      if modes.contains(.alone) { try out.write(uint8: 0, "psk_ke") }
    }
  }

  /// An answer with the one protocol that was chosen (RFC 7301, 3.1).
  @_lifetime(self: copy self)
  mutating func write(protocolName name: [UInt8]) throws(WireError) {
    try prefixed16("protocol_name_list") { out throws(WireError) in
      try out.write(opaque8: name, "ProtocolName")
    }
  }

  /// An OCSPResponse (RFC 6066, 8).
  @_lifetime(self: copy self)
  mutating func write(status response: [UInt8]) throws(WireError) {
    try write(uint8: 1, "status_type")
    try write(opaque24: response, "OCSPResponse")
  }
}
