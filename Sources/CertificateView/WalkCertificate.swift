// SPDX-License-Identifier: Apache-2.0

/// The grammar of a certificate (RFC 5280, 4.1), which has been read before, so that the values
/// that must be there are.
extension Walk {
  mutating func certificate() throws {
    for value in try values(in: 0..<der.count) {
      try open(value, "Certificate") { walk, values in
        for (i, value) in values.enumerated() {
          switch i {
          case 0: try walk.toBeSigned(value)
          case 1: try walk.algorithm(value, "signatureAlgorithm")
          default: try walk.signature(value)
          }
        }
      }
    }
  }

  private mutating func toBeSigned(_ value: Value) throws {
    try open(value, "tbsCertificate") { walk, values in
      // The fields from serialNumber on, one by one.
      var place = 0
      for value in values {
        switch (value.tag, place) {
        case (0xa0, 0):
          try walk.list(value, "version") { walk, value in
            let number = walk.content(value).first ?? 0
            walk.leaf(value, "Version", "\(number), for v\(Int(number) + 1)")
          }
          continue
        case (0x81, 6): try walk.any(value, "issuerUniqueID")
        case (0x82, 6): try walk.any(value, "subjectUniqueID")
        case (0xa3, 6): try walk.extensions(value)
        case (_, 0): walk.leaf(value, "serialNumber", hexText(walk.content(value)))
        case (_, 1): try walk.algorithm(value, "signature")
        case (_, 2): try walk.name(value, "issuer")
        case (_, 3): try walk.validity(value)
        case (_, 4): try walk.name(value, "subject")
        case (_, 5): try walk.publicKey(value)
        default: try walk.any(value, "tbsCertificate")
        }
        if place < 6 { place += 1 }
      }
    }
  }

  private mutating func validity(_ value: Value) throws {
    try open(value, "validity") { walk, values in
      for (i, value) in values.enumerated() { walk.leaf(value, i == 0 ? "notBefore" : "notAfter") }
    }
  }

  mutating func algorithm(_ value: Value, _ field: String) throws {
    try open(value, field) { walk, values in
      for (i, value) in values.enumerated() {
        try walk.any(value, i == 0 ? "algorithm" : "parameters")
      }
    }
  }

  mutating func name(_ value: Value, _ field: String) throws {
    try list(value, field) { walk, value in
      try walk.list(value, "RelativeDistinguishedName") { walk, value in
        try walk.open(value, "AttributeTypeAndValue") { walk, values in
          for (i, value) in values.enumerated() { try walk.any(value, i == 0 ? "type" : "value") }
        }
      }
    }
  }

  private mutating func publicKey(_ value: Value) throws {
    try open(value, "subjectPublicKeyInfo") { walk, values in
      var algorithm = ""
      for (i, value) in values.enumerated() {
        if i == 0 {
          try walk.algorithm(value, "algorithm")
          let id = (try? walk.values(in: value.content))?.first
          algorithm = id.map { ObjectIdentifierText(walk.content($0)).text } ?? ""
        } else {
          try walk.keyBits(value, algorithm)
        }
      }
    }
  }

  private mutating func keyBits(_ value: Value, _ algorithm: String) throws {
    let start = value.content.lowerBound
    let type = typeText(value) + ", none unused"
    switch algorithm {
    case "id-ecPublicKey" where value.content.count > 2 && der[start + 1] == 4:
      note(
        value.whole.lowerBound..<start + 2, "subjectPublicKey", type, "a point, not compressed")
      let half = start + 2 + (value.content.count - 2) / 2
      deeper {
        $0.note(start + 2..<half, "X", "", hexText($0.der[start + 2..<half]))
        $0.note(
          half..<value.whole.upperBound, "Y", "", hexText($0.der[half..<value.whole.upperBound]))
      }
    case "rsaEncryption":
      guard let inside = try? values(in: start + 1..<value.content.upperBound) else {
        return note(value.whole, "subjectPublicKey", type, hexText(content(value).dropFirst()))
      }
      note(value.whole.lowerBound..<start + 1, "subjectPublicKey", type)
      try deeper { walk in
        for value in inside {
          try walk.open(value, "RSAPublicKey") { walk, values in
            for (i, value) in values.enumerated() {
              walk.leaf(value, i == 0 ? "modulus" : "publicExponent")
            }
          }
        }
      }
    default: note(value.whole, "subjectPublicKey", type, hexText(content(value).dropFirst()))
    }
  }

  /// Two numbers if it is ECDSA's, and else as it is.
  private mutating func signature(_ value: Value) throws {
    let start = value.content.lowerBound
    let type = typeText(value) + ", none unused"
    let inside = try? values(in: start + 1..<value.content.upperBound)
    guard let inside, inside.count == 1, inside[0].tag == 0x30,
      let numbers = try? values(in: inside[0].content), numbers.map(\.tag) == [2, 2]
    else { return note(value.whole, "signatureValue", type, hexText(content(value).dropFirst())) }
    note(value.whole.lowerBound..<start + 1, "signatureValue", type)
    try deeper { walk in
      try walk.open(inside[0], "ECDSA-Sig-Value") { walk, values in
        for (i, value) in values.enumerated() { walk.leaf(value, i == 0 ? "r" : "s") }
      }
    }
  }
}
