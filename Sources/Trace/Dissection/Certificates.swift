// SPDX-License-Identifier: Apache-2.0
import CertificateView
import Certificates

extension Dissection {
  /// `type` as CertificateType has it; `nil` where nothing was agreed on, which means X.509.
  mutating func certificate13(_ type: Int?) throws(TraceError) {
    try group(
      "certificate_request_context", .frame,
      why: "Which request this answers; empty in a handshake, where there is only one."
    ) { d throws(TraceError) in
      try d.prefixed(1, "certificate_request_context") { d throws(TraceError) in
        try d.rest("certificate_request_context", .opaque)
      }
    }
    try prefixed(3, "certificate_list") { d throws(TraceError) in
      var index = 0
      while !d.isAtEnd {
        try d.group(
          "CertificateEntry", .identity, d.ordinal(index),
          why: index == 0 ? "Whose key signs this handshake." : "Issued the one before it."
        ) { d throws(TraceError) in
          try d.certificateData(3, type)
          _ = try d.extensions(in: .certificateEntry)
        }
        index += 1
      }
    }
  }

  mutating func certificate12(_ type: Int?) throws(TraceError) {
    if type == 2 { return try certificateData(3, type) }
    try prefixed(3, "certificate_list") { d throws(TraceError) in
      var index = 0
      while !d.isAtEnd {
        try d.group(
          "ASN.1Cert", .identity, d.ordinal(index),
          why: index == 0 ? "Whose key signs this handshake." : "Issued the one before it."
        ) { d throws(TraceError) in try d.certificateData(3, type) }
        index += 1
      }
    }
  }

  private func ordinal(_ index: Int) -> String { index == 0 ? "end entity" : "number \(index + 1)" }

  private mutating func certificateData(_ size: Int, _ type: Int?) throws(TraceError) {
    let name = type == 2 ? "ASN1_subjectPublicKeyInfo" : "cert_data"
    try prefixed(size, name) { d throws(TraceError) in
      if type == 2 { return try d.publicKeyInfo() }
      let der = try d.peek(d.remaining, name)
      guard let certificate = try? Certificate(der: der),
        let parts = try? CertificateDissection(certificate).parts
      else {
        try d.rest(name, .identity, why: "A certificate that our own reader refuses.")
        return
      }
      try d.group("Certificate", .identity, why: "X.509, in DER (RFC 5280, 4.1).") { d in
        let base = d.offset
        d.adopt(parts.map { $0.field(base: base) }, der.count)
      }
    }
  }

  /// A bare key in DER (RFC 7250; RFC 5480; RFC 8410).
  private mutating func publicKeyInfo() throws(TraceError) {
    try group(
      "SubjectPublicKeyInfo", .identity,
      why: "The key without name and signature: whoever believes it knew it before."
    ) { d throws(TraceError) in
      let header = try d.derHeader("SubjectPublicKeyInfo")
      try d.take(header.header, "SEQUENCE", .frame, countText(header.content, "byte"))
      let algorithm = try d.derHeader("algorithm")
      try d.take(
        algorithm.header + algorithm.content, "algorithm", .choice,
        algorithm.content > 10 ? "id-ecPublicKey on prime256v1" : nil,
        why: "Object identifiers of algorithm and curve, in DER.")
      let key = try d.derHeader("subjectPublicKey")
      try d.take(
        key.header + min(1, key.content), "BIT STRING", .frame,
        "\(countText(key.content, "byte")), no bits unused")
      try d.rest("subjectPublicKey", .share, why: "The public key itself.")
    }
  }

  private func derHeader(_ name: String) throws(TraceError) -> (header: Int, content: Int) {
    let start = try peek(2, name)
    let (header, content): (Int, Int)
    switch start[1] {
    case 0..<0x80: (header, content) = (2, Int(start[1]))
    case 0x81: (header, content) = (3, Int(try peek(3, name)[2]))
    default: throw failure(.unreadable("a length in DER that no key has"), name)
    }
    guard header + content <= remaining else {
      throw failure(.truncated(missing: header + content - remaining), name)
    }
    return (header, content)
  }
}

extension CertificatePart {
  fileprivate func field(base: Int) -> Field {
    let kind: Field.Kind =
      switch field {
      case "signatureValue", "signature": .proof
      case "subjectPublicKey": .share
      default: value.isEmpty ? .frame : .identity
      }
    let indent = String(repeating: "· ", count: max(0, depth - 1))
    return Field(
      indent + field, kind, (bytes.lowerBound + base)..<(bytes.upperBound + base),
      value.isEmpty ? type : value, why: "")
  }
}
