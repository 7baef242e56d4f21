import Wire

extension OutputSpan where Element == UInt8 {
  /// Begins OCSPResponse and ResponseBytes, from the outside inwards.
  mutating func openResponse() throws(WireError) -> [OpenValue] {
    let response = try open(.sequence, "OCSPResponse")
    try header(.enumerated, length: 1, "responseStatus")
    append(OCSPStatus.successful.rawValue)
    let explicit = try open(.explicit(0), "responseBytes")
    let bytes = try open(.sequence, "ResponseBytes")
    try objectIdentifier([1, 3, 6, 1, 5, 5, 7, 48, 1, 1], "id-pkix-ocsp-basic")
    let octets = try open(.octetString, "response")
    return [response, explicit, bytes, octets]
  }

  /// ResponderID ::= CHOICE {
  ///    byName               [1] Name,
  ///    byKey                [2] KeyHash }
  mutating func responderID(
    _ own: Certificate, byName: Bool
  ) throws(WireError) {
    try constructed(.explicit(byName ? 1 : 2), "responderID") { out throws(WireError) in
      if byName {
        try out.write(bytes: own.subject, "byName")
      } else {
        let hash = sha1Name(of: own.publicKey)
        try out.octetString(hash.span, "KeyHash")
      }
    }
  }

  mutating func singleResponse(
    _ id: CertificateID, _ status: AnsweredStatus, _ thisUpdate: Time,
    _ nextUpdate: Time?
  ) throws(WireError) {
    let value = try open(.sequence, "SingleResponse")
    try write(bytes: id.bytes, "certID")
    switch status {
    case .good: try header(.implicit(0), length: 0, "good")
    case .unknown: try header(.implicit(2), length: 0, "unknown")
    case .revoked(let revocation):
      try constructed(.explicit(1), "revoked") { out throws(WireError) in
        try out.generalizedTime(revocation.date, "revocationTime")
        if let reason = revocation.reason, reason != .unspecified {
          try out.constructed(.explicit(0), "revocationReason") {
            out throws(WireError) in try out.revocationReason(reason)
          }
        }
      }
    }
    try generalizedTime(thisUpdate, "thisUpdate")
    if let nextUpdate {
      try constructed(.explicit(0), "nextUpdate") { out throws(WireError) in
        try out.generalizedTime(nextUpdate, "nextUpdate")
      }
    }
    try close(value)
  }
}
