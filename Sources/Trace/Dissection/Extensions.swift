// SPDX-License-Identifier: Apache-2.0
import TLS

/// In which message an extension stands: its data differ (RFC 8446, 4.2).
enum ExtensionPlace: Sendable {
  case clientHello, serverHello, helloRetryRequest, encryptedExtensions, certificateRequest
  case serverHello12
  case certificateEntry, newSessionTicket

  /// One value, where a ClientHello has a list of them.
  var isAnswer: Bool {
    switch self {
    case .serverHello, .serverHello12, .helloRetryRequest, .encryptedExtensions: true
    case .clientHello, .certificateRequest, .certificateEntry, .newSessionTicket: false
    }
  }
}

extension Dissection {
  /// The length of all, then each; returns what they say that later messages need.
  mutating func extensions(in place: ExtensionPlace) throws(TraceError) -> Hints {
    var hints = Hints()
    try group("extensions", .frame, why: Why.extensions(place)) { d throws(TraceError) in
      try d.prefixed(2, "extensions") { d throws(TraceError) in
        while !d.isAtEnd { try d.anExtension(in: place, &hints) }
      }
    }
    return hints
  }

  private mutating func anExtension(
    in place: ExtensionPlace, _ hints: inout Hints
  ) throws(TraceError) {
    let code = try peek(2, "extension_type").reduce(0) { $0 << 8 | Int($1) }
    let name = extensionName(code) ?? "extension \(hex(code))"
    let found = try group(name, .frame, why: Why.anExtension(code, in: place)) {
      d throws(TraceError) in
      try d.number(2, "extension_type", .frame) { _ in "\(name) (\(code))" }
      return try d.prefixed(2, "extension_data") { d throws(TraceError) in
        try d.extensionData(code, in: place)
      }
    }
    describe(found.summary)
    hints.merge(found)
  }

  /// What stands in an extension.
  private mutating func extensionData(
    _ code: Int, in place: ExtensionPlace
  ) throws(TraceError) -> Hints {
    var hints = Hints()
    // An empty answer says yes.
    guard !isAtEnd else { return hints }
    switch code {
    case 0: hints.summary = try serverNames()
    case 1:
      hints.summary = try choice(1, "max_fragment_length") { "2^\(8 + $0) bytes" }
    case 5 where place == .certificateEntry: try certificateStatus()
    case 5 where place != .certificateRequest: try statusRequest()
    case 10: hints.summary = try choices("named_group_list", 2, groupText)
    case 11: hints.summary = try choices("ec_point_format_list", 1, pointFormatText, prefix: 1)
    case 13, 50: hints.summary = try choices("supported_signature_algorithms", 2, schemeText)
    case 16: hints.summary = try protocolNames()
    case 19, 20: hints = try certificateTypes(code, in: place)
    case 21: try rest("padding", .padding, countText(remaining, "zero"), why: Why.padding)
    case 28:
      hints.summary = try choice(2, "record_size_limit") { countText($0, "byte") }
    case 35: try rest("ticket", .opaque, why: "Sealed by the server for itself.")
    case 41: hints.summary = try preSharedKey(in: place)
    case 42: hints.summary = try choice(4, "max_early_data_size") { countText($0, "byte") }
    case 43:
      if place.isAnswer {
        hints.version = try number(2, "selected_version", .version, versionText)
        hints.summary = versionText(hints.version ?? 0)
      } else {
        hints.summary = try choices("versions", 2, versionText, prefix: 1, kind: .version)
      }
    case 44:
      try prefixed(2, "cookie") { d throws(TraceError) in
        try d.rest("cookie", .opaque, why: "Opaque to the client, which sends it back as it is.")
      }
    case 45: hints.summary = try choices("ke_modes", 1, modeText, prefix: 1)
    case 47:
      try prefixed(2, "authorities") { d throws(TraceError) in
        while !d.isAtEnd {
          try d.prefixed(2, "DistinguishedName") { d throws(TraceError) in
            try d.rest("DistinguishedName", .identity)
          }
        }
      }
    case 51: hints.summary = try keyShare(in: place)
    case 0xff01:
      try prefixed(1, "renegotiated_connection") { d throws(TraceError) in
        try d.rest("renegotiated_connection", .proof)
      }
    default:
      try rest("extension_data", .opaque, why: "What is in it is not known here.")
    }
    return hints
  }

  /// One number that says it all.
  private mutating func choice(
    _ size: Int, _ name: String, _ words: (Int) -> String
  ) throws(TraceError) -> String {
    words(try number(size, name, .choice, words))
  }

  /// A list of numbers, the preferred one first.
  private mutating func choices(
    _ name: String, _ size: Int, _ words: (Int) -> String, prefix: Int = 2,
    kind: Field.Kind = .choice
  ) throws(TraceError) -> String {
    try prefixed(prefix, name) { d throws(TraceError) in
      var texts: [String] = []
      while !d.isAtEnd {
        let code = try d.number(size, d.itemName(name), kind, words)
        texts.append(words(code).split(separator: " (").first.map(String.init) ?? "")
      }
      return summary(of: texts)
    }
  }

  private func itemName(_ list: String) -> String {
    switch list {
    case "named_group_list": "NamedGroup"
    case "supported_signature_algorithms": "SignatureScheme"
    case "versions": "ProtocolVersion"
    case "ke_modes": "PskKeyExchangeMode"
    case "ec_point_format_list": "ECPointFormat"
    default: "CertificateType"
    }
  }

  private mutating func serverNames() throws(TraceError) -> String {
    try prefixed(2, "server_name_list") { d throws(TraceError) in
      var names: [String] = []
      while !d.isAtEnd {
        try d.number(1, "name_type", .frame) { $0 == 0 ? "host_name (0)" : "\($0)" }
        try d.prefixed(2, "HostName") { d throws(TraceError) in
          names.append(textOrHex(try d.peek(d.remaining, "HostName")))
          try d.rest(
            "HostName", .identity, names.last, why: "In the clear: whoever listens reads it.")
        }
      }
      return names.joined(separator: ", ")
    }
  }

  private mutating func protocolNames() throws(TraceError) -> String {
    try prefixed(2, "protocol_name_list") { d throws(TraceError) in
      var names: [String] = []
      while !d.isAtEnd {
        try d.prefixed(1, "ProtocolName") { d throws(TraceError) in
          names.append(textOrHex(try d.peek(d.remaining, "ProtocolName")))
          try d.rest("ProtocolName", .choice, names.last)
        }
      }
      return names.joined(separator: ", ")
    }
  }

  /// A list in ClientHello, one in the answer (RFC 7250, 3).
  private mutating func certificateTypes(
    _ code: Int, in place: ExtensionPlace
  ) throws(TraceError) -> Hints {
    var hints = Hints()
    if place.isAnswer {
      let type = try number(1, "CertificateType", .choice, certificateTypeText)
      if code == 19 {
        hints.clientCertificateType = type
      } else {
        hints.serverCertificateType = type
      }
      hints.summary = certificateTypeText(type)
    } else {
      hints.summary = try choices("certificate_types", 1, certificateTypeText, prefix: 1)
    }
    return hints
  }

  private mutating func statusRequest() throws(TraceError) {
    try number(1, "status_type", .choice) { $0 == 1 ? "ocsp (1)" : "\($0)" }
    try prefixed(2, "responder_id_list") { d throws(TraceError) in
      try d.rest("responder_id_list", .identity)
    }
    try prefixed(2, "request_extensions") { d throws(TraceError) in
      try d.rest("request_extensions", .opaque)
    }
  }

  mutating func certificateStatus() throws(TraceError) {
    try number(1, "status_type", .choice) { $0 == 1 ? "ocsp (1)" : "\($0)" }
    try prefixed(3, "response") { d throws(TraceError) in
      try d.rest(
        "OCSPResponse", .identity, why: "Signed by the authority: this certificate was good then.")
    }
  }

  private mutating func keyShare(in place: ExtensionPlace) throws(TraceError) -> String {
    func entry(_ d: inout Dissection) throws(TraceError) -> String {
      let group = try d.number(2, "group", .choice, groupText)
      try d.prefixed(2, "key_exchange") { d throws(TraceError) in
        try d.rest("key_exchange", .share, why: Why.share(group))
      }
      return groupText(group)
    }
    switch place {
    case .helloRetryRequest: return groupText(try number(2, "selected_group", .choice, groupText))
    case .serverHello: return try entry(&self)
    default:
      return try prefixed(2, "client_shares") { d throws(TraceError) in
        var groups: [String] = []
        while !d.isAtEnd { groups.append(try entry(&d)) }
        return groups.isEmpty ? "none: the server is asked which group" : summary(of: groups)
      }
    }
  }

  private mutating func preSharedKey(in place: ExtensionPlace) throws(TraceError) -> String {
    guard place == .clientHello else {
      return "key \(try number(2, "selected_identity", .choice) { "the one at \($0)" })"
    }
    var identities: [String] = []
    try prefixed(2, "identities") { d throws(TraceError) in
      while !d.isAtEnd {
        try d.prefixed(2, "identity") { d throws(TraceError) in
          let bytes = try d.peek(d.remaining, "identity")
          let text = bytes.count > 128 ? "a ticket" : textOrHex(bytes)
          identities.append(text.hasPrefix("“") ? text : "a ticket of \(bytes.count) bytes")
          try d.rest("identity", .identity, text, why: Why.identity)
        }
        try d.number(4, "obfuscated_ticket_age", .random, why: Why.ticketAge) {
          $0 == 0 ? "0: the key is no ticket's" : "\($0)"
        }
      }
    }
    try prefixed(2, "binders") { d throws(TraceError) in
      while !d.isAtEnd {
        try d.prefixed(1, "binder") { d throws(TraceError) in
          try d.rest("PskBinderEntry", .proof, why: Why.binder)
        }
      }
    }
    return summary(of: identities)
  }
}

/// The first three, and how many more there are.
private func summary(of texts: [String]) -> String {
  let shown = texts.prefix(3).joined(separator: ", ")
  return texts.count > 3 ? "\(shown) and \(texts.count - 3) more" : shown
}

private func pointFormatText(_ code: Int) -> String { code == 0 ? "uncompressed (0)" : "\(code)" }

private func modeText(_ code: Int) -> String {
  switch code {
  case 0: "psk_ke (0)"
  case 1: "psk_dhe_ke (1)"
  default: "\(code)"
  }
}
