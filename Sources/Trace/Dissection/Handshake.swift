// SPDX-License-Identifier: Apache-2.0
import TLS

/// What must be known of the handshake so far to read the next message.
struct Context: Sendable {
  var hints = Hints()
  /// Who sends the message.
  var sender: TLSRole = .client

  /// As both hellos settled it; before that, 1.3.
  var isTLS13: Bool { hints.version != 0x0303 }
  var suite: CipherSuite { CipherSuite(code: UInt16(truncatingIfNeeded: hints.suite ?? 0)) }
  var certificateType: Int? {
    sender == .client ? hints.clientCertificateType : hints.serverCertificateType
  }
}

extension Dissection {
  /// A whole handshake message; changes `context` to what is known after it.
  mutating func message(_ context: inout Context) throws(TraceError) {
    let code = try number(1, "msg_type", .frame, why: "Which message this is.") {
      "\(HandshakeType(code: UInt8(truncatingIfNeeded: $0))) (\($0))"
    }
    let known = context
    let hints = try prefixed(3, "message", why: Why.messageLength) { d throws(TraceError) in
      try d.body(HandshakeType(code: UInt8(code)), known)
    }
    context.hints.merge(hints)
  }

  private mutating func body(
    _ type: HandshakeType, _ context: Context
  ) throws(TraceError) -> Hints {
    switch type {
    case .clientHello: return try clientHello()
    case .serverHello: return try serverHello()
    case .encryptedExtensions: return try extensions(in: .encryptedExtensions)
    case .finished: try finished(context)
    case .certificateVerify: try signature(.certificateVerify, context)
    case .helloRequest, .endOfEarlyData, .serverHelloDone: break
    case .keyUpdate:
      try number(
        1, "request_update", .choice, why: "Whether the other side should change its key too."
      ) { $0 == 0 ? "update_not_requested (0)" : "update_requested (\($0))" }
    case .certificate:
      if context.isTLS13 {
        try certificate13(context.certificateType)
      } else {
        try certificate12(context.certificateType)
      }
    case .certificateRequest:
      if context.isTLS13 { try certificateRequest13() } else { try certificateRequest12() }
    case .newSessionTicket:
      if context.isTLS13 { try newSessionTicket13() } else { try newSessionTicket12() }
    case .certificateStatus: try certificateStatus()
    case .serverKeyExchange: try serverKeyExchange(context)
    case .clientKeyExchange: try clientKeyExchange(context)
    default:
      try rest("body", .opaque, why: "A message that is not known here.")
    }
    return Hints()
  }

  private mutating func finished(_ context: Context) throws(TraceError) {
    try rest(
      "verify_data", .proof,
      why: context.isTLS13
        ? "An HMAC over every message so far: whoever changed one of them is found out here."
        : "Twelve bytes of the PRF over every message so far: a change of any is found out here.")
  }

  mutating func signature(_ type: HandshakeType, _ context: Context) throws(TraceError) {
    try number(
      2, "algorithm", .choice, why: "Hash and signature, of those that the other side listed.",
      schemeText)
    try prefixed(2, "signature") { d throws(TraceError) in
      try d.rest(
        "signature", .proof,
        why: type == .certificateVerify
          ? "Over the hash of all messages so far: whoever shows the certificate has its key."
          : "Over both randoms and the share: it was made by the certificate's owner, for us.")
    }
  }

  private mutating func certificateRequest13() throws(TraceError) {
    try group(
      "certificate_request_context", .frame, why: "To tell requests apart; empty in a handshake."
    ) { d throws(TraceError) in
      try d.prefixed(1, "certificate_request_context") { d throws(TraceError) in
        try d.rest("certificate_request_context", .opaque)
      }
    }
    _ = try extensions(in: .certificateRequest)
  }

  private mutating func newSessionTicket13() throws(TraceError) {
    try number(4, "ticket_lifetime", .choice, why: "A week at most.") { "\($0) seconds" }
    try take(
      4, "ticket_age_add", .random,
      why: "Added to the ticket's age, so that nobody links two connections by it.")
    try group(
      "ticket_nonce", .random, why: "Each ticket of a connection has a key of its own."
    ) { d throws(TraceError) in
      try d.prefixed(1, "ticket_nonce") { d throws(TraceError) in
        try d.rest("ticket_nonce", .random)
      }
    }
    try group(
      "ticket", .opaque, why: "What the server wants to remember, sealed, and kept by the client."
    ) { d throws(TraceError) in
      try d.prefixed(2, "ticket") { d throws(TraceError) in try d.rest("ticket", .opaque) }
    }
    _ = try extensions(in: .newSessionTicket)
  }
}
