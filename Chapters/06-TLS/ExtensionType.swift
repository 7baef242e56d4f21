/// A number from IANA's registry of extensions (RFC 8446, 4.2).
package struct ExtensionType: Sendable, Equatable {
  package var code: UInt16

  package init(code: UInt16) { self.code = code }

  package static var serverName: ExtensionType { ExtensionType(code: 0) }
  package static var statusRequest: ExtensionType { ExtensionType(code: 5) }
  package static var supportedGroups: ExtensionType { ExtensionType(code: 10) }
  package static var ecPointFormats: ExtensionType { ExtensionType(code: 11) }
  package static var signatureAlgorithms: ExtensionType { ExtensionType(code: 13) }
  package static var applicationLayerProtocolNegotiation: ExtensionType {
    ExtensionType(code: 16)
  }
  package static var clientCertificateType: ExtensionType { ExtensionType(code: 19) }
  package static var serverCertificateType: ExtensionType { ExtensionType(code: 20) }
  package static var padding: ExtensionType { ExtensionType(code: 21) }
  package static var extendedMasterSecret: ExtensionType { ExtensionType(code: 23) }
  package static var recordSizeLimit: ExtensionType { ExtensionType(code: 28) }
  package static var sessionTicket: ExtensionType { ExtensionType(code: 35) }
  package static var preSharedKey: ExtensionType { ExtensionType(code: 41) }
  package static var earlyData: ExtensionType { ExtensionType(code: 42) }
  package static var supportedVersions: ExtensionType { ExtensionType(code: 43) }
  package static var cookie: ExtensionType { ExtensionType(code: 44) }
  package static var pskKeyExchangeModes: ExtensionType { ExtensionType(code: 45) }
  package static var certificateAuthorities: ExtensionType { ExtensionType(code: 47) }
  package static var oidFilters: ExtensionType { ExtensionType(code: 48) }
  package static var postHandshakeAuth: ExtensionType { ExtensionType(code: 49) }
  package static var signatureAlgorithmsCert: ExtensionType { ExtensionType(code: 50) }
  package static var keyShare: ExtensionType { ExtensionType(code: 51) }
  package static var renegotiationInfo: ExtensionType { ExtensionType(code: 0xFF01) }

  /// As its standard spells it; `nil` for one that we do not know.
  package var name: StaticString? {
    switch self {
    case .serverName: "server_name"
    case .statusRequest: "status_request"
    case .supportedGroups: "supported_groups"
    case .ecPointFormats: "ec_point_formats"
    case .signatureAlgorithms: "signature_algorithms"
    case .applicationLayerProtocolNegotiation: "application_layer_protocol_negotiation"
    case .clientCertificateType: "client_certificate_type"
    case .serverCertificateType: "server_certificate_type"
    case .padding: "padding"
    case .extendedMasterSecret: "extended_master_secret"
    case .recordSizeLimit: "record_size_limit"
    case .sessionTicket: "session_ticket"
    case .preSharedKey: "pre_shared_key"
    case .earlyData: "early_data"
    case .supportedVersions: "supported_versions"
    case .cookie: "cookie"
    case .pskKeyExchangeModes: "psk_key_exchange_modes"
    case .certificateAuthorities: "certificate_authorities"
    case .oidFilters: "oid_filters"
    case .postHandshakeAuth: "post_handshake_auth"
    case .signatureAlgorithmsCert: "signature_algorithms_cert"
    case .keyShare: "key_share"
    case .renegotiationInfo: "renegotiation_info"
    default: nil
    }
  }
}

extension ExtensionType: CustomStringConvertible {
  package var description: String {
    name?.description ?? "extension \(hexadecimal(code))"
  }
}

/// An extension as its bytes, for what we carry but do not speak.
package struct OpaqueExtension: Sendable, Equatable {
  package var type: ExtensionType
  package var data: [UInt8]

  package init(_ type: ExtensionType, _ data: [UInt8] = []) {
    self.type = type
    self.data = data
  }
}
