// SPDX-License-Identifier: Apache-2.0
import TLS

/// How a suite of TLS 1.2 agrees on a key.
private enum Agreement {
  case ephemeral, sharedKey, sharedKeyAndEphemeral, other

  init(_ suite: CipherSuite) {
    switch suite.code {
    case 0x00a8, 0x00a9, 0xc0a4, 0xc0a5, 0xc0a8, 0xc0a9, 0xccab: self = .sharedKey
    case 0xccac, 0xd001, 0xd002, 0xd003, 0xd005: self = .sharedKeyAndEphemeral
    case 0xc02b...0xc030, 0xc0ac...0xc0af, 0xcca8, 0xcca9: self = .ephemeral
    default: self = .other
    }
  }
}

// What TLS 1.2 has and 1.3 has not (RFC 5246, 7.4; RFC 8422, 5; RFC 4279, 2; RFC 5489, 2).

extension Dissection {
  mutating func serverKeyExchange(_ context: Context) throws(TraceError) {
    let agreement = Agreement(context.suite)
    switch agreement {
    case .other:
      try rest("params", .opaque, why: "Of a suite that is not known here.")
      return
    case .sharedKey, .sharedKeyAndEphemeral:
      try prefixed(2, "psk_identity_hint") { d throws(TraceError) in
        let hint = textOrHex(try d.peek(d.remaining, "psk_identity_hint"))
        try d.rest("psk_identity_hint", .identity, hint, why: "Which key the client might take.")
      }
    case .ephemeral: break
    }
    if agreement == .sharedKey { return }
    try group(
      "params", .share, why: "The server's half of the key agreement, made for this handshake."
    ) { d throws(TraceError) in
      try d.number(1, "curve_type", .past, why: "Others could once be described in full here.") {
        $0 == 3 ? "named_curve (3)" : "\($0)"
      }
      let group = try d.number(2, "namedcurve", .choice, groupText)
      try d.prefixed(1, "point") { d throws(TraceError) in
        try d.rest("point", .share, why: Why.share(group))
      }
    }
    if agreement == .ephemeral { try signature(.serverKeyExchange, context) }
  }

  mutating func clientKeyExchange(_ context: Context) throws(TraceError) {
    let agreement = Agreement(context.suite)
    switch agreement {
    case .other:
      try rest("exchange_keys", .opaque, why: "Of a suite that is not known here.")
      return
    case .sharedKey, .sharedKeyAndEphemeral:
      try prefixed(2, "psk_identity") { d throws(TraceError) in
        let identity = textOrHex(try d.peek(d.remaining, "psk_identity"))
        try d.rest("psk_identity", .identity, identity, why: Why.identity)
      }
    case .ephemeral: break
    }
    if agreement == .sharedKey { return }
    try prefixed(1, "ecdh_Yc") { d throws(TraceError) in
      try d.rest(
        "ecdh_Yc", .share, why: "The client's half: both sides can now compute the secret.")
    }
  }

  mutating func certificateRequest12() throws(TraceError) {
    try prefixed(1, "certificate_types") { d throws(TraceError) in
      while !d.isAtEnd {
        try d.number(1, "ClientCertificateType", .choice) {
          switch $0 {
          case 1: "rsa_sign (1)"
          case 2: "dss_sign (2)"
          case 64: "ecdsa_sign (64)"
          default: "\($0)"
          }
        }
      }
    }
    try prefixed(2, "supported_signature_algorithms") { d throws(TraceError) in
      while !d.isAtEnd { try d.number(2, "SignatureAndHashAlgorithm", .choice, schemeText) }
    }
    try prefixed(2, "certificate_authorities") { d throws(TraceError) in
      while !d.isAtEnd {
        try d.prefixed(2, "DistinguishedName") { d throws(TraceError) in
          try d.rest("DistinguishedName", .identity, why: "An authority that is believed.")
        }
      }
    }
  }

  mutating func newSessionTicket12() throws(TraceError) {
    try number(4, "ticket_lifetime_hint", .choice) { "\($0) seconds" }
    try prefixed(2, "ticket") { d throws(TraceError) in
      try d.rest("ticket", .opaque, why: "The session, sealed by the server for itself.")
    }
  }
}
