import Wire

/// Where extensions stand (RFC 8446, 4.2; of 1.2, those that we have there).
package enum ExtensionPlace: Sendable, Equatable {
  case serverHello, helloRetryRequest, encryptedExtensions
  case certificateRequest, certificate, newSessionTicket
  case serverHello12

  var message: HandshakeType {
    switch self {
    case .serverHello, .helloRetryRequest, .serverHello12: .serverHello
    case .encryptedExtensions: .encryptedExtensions
    case .certificateRequest: .certificateRequest
    case .certificate: .certificate
    case .newSessionTicket: .newSessionTicket
    }
  }

  /// Whether an extension is specified for it, by the table of RFC 8446, 4.2.
  func holds(_ type: ExtensionType) -> Bool {
    switch (self, type) {
    case (.serverHello, .supportedVersions), (.serverHello, .keyShare),
      (.serverHello, .preSharedKey):
      true
    case (.helloRetryRequest, .supportedVersions), (.helloRetryRequest, .keyShare),
      (.helloRetryRequest, .cookie):
      true
    case (.encryptedExtensions, .serverName), (.encryptedExtensions, .supportedGroups),
      (.encryptedExtensions, .applicationLayerProtocolNegotiation),
      (.encryptedExtensions, .clientCertificateType),
      (.encryptedExtensions, .serverCertificateType),
      (.encryptedExtensions, .recordSizeLimit), (.encryptedExtensions, .earlyData):
      true
    case (.certificateRequest, .signatureAlgorithms),
      (.certificateRequest, .signatureAlgorithmsCert),
      (.certificateRequest, .statusRequest), (.certificateRequest, .oidFilters),
      (.certificateRequest, .certificateAuthorities):
      true
    case (.certificate, .statusRequest), (.newSessionTicket, .earlyData): true
    case (.serverHello12, .serverName), (.serverHello12, .statusRequest),
      (.serverHello12, .ecPointFormats), (.serverHello12, .extendedMasterSecret),
      (.serverHello12, .applicationLayerProtocolNegotiation),
      (.serverHello12, .clientCertificateType),
      (.serverHello12, .serverCertificateType), (.serverHello12, .recordSizeLimit),
      (.serverHello12, .sessionTicket), (.serverHello12, .renegotiationInfo):
      true
    default: false
    }
  }
}

extension [ExtensionType] {
  /// Those of an answer: each must have been offered, and have a place in this message.
  /// A cookie comes without being asked for.
  package func check(
    in place: ExtensionPlace, offered: [ExtensionType], by peer: TLSRole
  ) throws(TLSError) {
    for type in self {
      //= rfc8446#4.2
      //# Implementations MUST NOT send extension responses if the remote
      //# endpoint did not send the corresponding extension requests, with the
      //# exception of the "cookie" extension in the HelloRetryRequest.
      let isCookie = type == .cookie && place == .helloRetryRequest
      guard isCookie || offered.contains(type) else {
        throw TLSError(
          .unsupportedExtension, by: peer, in: place.message, "RFC 8446, 4.2")
      }
      try type.check(in: place, by: peer)
    }
  }

  /// Those of a request, in which unknown ones are ignored.
  package func check(in place: ExtensionPlace, by peer: TLSRole) throws(TLSError) {
    for type in self where type.name != nil { try type.check(in: place, by: peer) }
  }
}

extension ExtensionType {
  fileprivate func check(
    in place: ExtensionPlace, by peer: TLSRole
  ) throws(TLSError) {
    //= rfc8446#4.2
    //# If an implementation receives an extension
    //# which it recognizes and which is not specified for the message in
    //# which it appears, it MUST abort the handshake with an
    //# "illegal_parameter" alert.
    guard place.holds(self) else {
      throw TLSError(.illegalParameter, by: peer, in: place.message, "RFC 8446, 4.2")
    }
  }
}
