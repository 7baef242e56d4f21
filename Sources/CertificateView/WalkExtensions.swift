// SPDX-License-Identifier: Apache-2.0

/// Extensions (RFC 5280, 4.2), and what is in those that this program knows.
extension Walk {
  mutating func extensions(_ value: Value) throws {
    try list(value, "extensions") { walk, value in
      try walk.list(value, "Extensions") { walk, value in
        try walk.open(value, "Extension") { walk, values in
          var id = ""
          for value in values {
            switch value.tag {
            case 0x06:
              id = ObjectIdentifierText(walk.content(value)).text
              walk.leaf(value, "extnID")
            case 0x01: walk.leaf(value, "critical")
            default: try walk.extensionValue(value, id)
            }
          }
        }
      }
    }
  }

  private mutating func extensionValue(_ value: Value, _ id: String) throws {
    guard (try? values(in: value.content)) != nil else { return leaf(value, "extnValue") }
    try list(value, "extnValue") { walk, value in
      switch id {
      case "subjectKeyIdentifier": walk.leaf(value, "KeyIdentifier")
      case "keyUsage": walk.leaf(value, "KeyUsage", walk.bits(value, keyUsages))
      case "basicConstraints":
        try walk.list(value, "BasicConstraints") { walk, value in
          walk.leaf(value, value.tag == 0x01 ? "cA" : "pathLenConstraint")
        }
      case "extKeyUsage":
        try walk.list(value, "ExtKeyUsageSyntax") { walk, value in
          walk.leaf(value, "KeyPurposeId")
        }
      case "subjectAltName", "issuerAltName": try walk.generalNames(value, "GeneralNames")
      case "authorityKeyIdentifier": try walk.authorityKeyIdentifier(value)
      case "nameConstraints": try walk.nameConstraints(value)
      case "cRLDistributionPoints", "freshestCRL": try walk.distributionPoints(value)
      case "authorityInfoAccess", "subjectInfoAccess":
        try walk.list(value, "AuthorityInfoAccessSyntax") { walk, value in
          try walk.open(value, "AccessDescription") { walk, values in
            for (i, value) in values.enumerated() {
              if i == 0 { walk.leaf(value, "accessMethod") } else { try walk.generalName(value) }
            }
          }
        }
      case "certificatePolicies": try walk.policies(value)
      case "policyMappings":
        try walk.list(value, "PolicyMappings") { walk, value in
          try walk.open(value, "PolicyMapping") { walk, values in
            for (i, value) in values.enumerated() {
              walk.leaf(value, i == 0 ? "issuerDomainPolicy" : "subjectDomainPolicy")
            }
          }
        }
      case "policyConstraints":
        try walk.list(value, "PolicyConstraints") { walk, value in
          walk.leaf(
            value, value.tag == 0x80 ? "requireExplicitPolicy" : "inhibitPolicyMapping",
            integerText(walk.content(value)))
        }
      case "inhibitAnyPolicy": walk.leaf(value, "SkipCerts")
      default: try walk.any(value, "value")
      }
    }
  }

  /// The names of the bits that are set.
  private func bits(_ value: Value, _ names: [String]) -> String {
    let octets = content(value).dropFirst()
    var set: [String] = []
    for (i, octet) in octets.enumerated() {
      for bit in 0..<8 where octet << bit & 0x80 != 0 {
        let number = 8 * i + bit
        set.append(number < names.count ? names[number] : "bit \(number)")
      }
    }
    return set.isEmpty ? "none" : set.joined(separator: ", ")
  }

  mutating func generalNames(_ value: Value, _ field: String) throws {
    try list(value, field) { walk, value in try walk.generalName(value) }
  }

  mutating func generalName(_ value: Value) throws {
    switch value.tag {
    case 0xa0:
      try open(value, "otherName") { walk, values in
        for (i, value) in values.enumerated() {
          if i == 0 { walk.leaf(value, "type-id") } else { try walk.any(value, "value") }
        }
      }
    case 0x81: leaf(value, "rfc822Name", safeText(content(value)))
    case 0x82: leaf(value, "dNSName", safeText(content(value)))
    case 0xa4:
      try list(value, "directoryName") { walk, value in try walk.name(value, "Name") }
    case 0x86: leaf(value, "uniformResourceIdentifier", safeText(content(value)))
    case 0x87: leaf(value, "iPAddress", addressText(content(value)))
    case 0x88: leaf(value, "registeredID", identifierText(content(value)))
    default: try any(value, "GeneralName")
    }
  }

  private mutating func authorityKeyIdentifier(_ value: Value) throws {
    try list(value, "AuthorityKeyIdentifier") { walk, value in
      switch value.tag {
      case 0x80: walk.leaf(value, "keyIdentifier")
      case 0xa1: try walk.generalNames(value, "authorityCertIssuer")
      default: try walk.any(value, "authorityCertSerialNumber")
      }
    }
  }

  private mutating func nameConstraints(_ value: Value) throws {
    try list(value, "NameConstraints") { walk, value in
      let field = value.tag == 0xa0 ? "permittedSubtrees" : "excludedSubtrees"
      try walk.list(value, field) { walk, value in
        try walk.open(value, "GeneralSubtree") { walk, values in
          for (i, value) in values.enumerated() {
            if i == 0 { try walk.generalName(value) } else { try walk.any(value, "distance") }
          }
        }
      }
    }
  }

  private mutating func distributionPoints(_ value: Value) throws {
    try list(value, "CRLDistributionPoints") { walk, value in
      try walk.list(value, "DistributionPoint") { walk, value in
        switch value.tag {
        case 0xa0:
          try walk.list(value, "distributionPoint") { walk, value in
            if value.tag == 0xa0 {
              try walk.generalNames(value, "fullName")
            } else {
              try walk.any(value, "nameRelativeToCRLIssuer")
            }
          }
        case 0x81: walk.leaf(value, "reasons", walk.bits(value, reasons))
        case 0xa2: try walk.generalNames(value, "cRLIssuer")
        default: try walk.any(value, "DistributionPoint")
        }
      }
    }
  }

  private mutating func policies(_ value: Value) throws {
    try list(value, "certificatePolicies") { walk, value in
      try walk.open(value, "PolicyInformation") { walk, values in
        for (i, value) in values.enumerated() {
          if i == 0 {
            walk.leaf(value, "policyIdentifier")
            continue
          }
          try walk.list(value, "policyQualifiers") { walk, value in
            try walk.open(value, "PolicyQualifierInfo") { walk, values in
              for (i, value) in values.enumerated() {
                try walk.any(value, i == 0 ? "policyQualifierId" : "qualifier")
              }
            }
          }
        }
      }
    }
  }
}

private let keyUsages = [
  "digitalSignature", "nonRepudiation", "keyEncipherment", "dataEncipherment", "keyAgreement",
  "keyCertSign", "cRLSign", "encipherOnly", "decipherOnly",
]

private let reasons = [
  "unused", "keyCompromise", "cACompromise", "affiliationChanged", "superseded",
  "cessationOfOperation", "certificateHold", "privilegeWithdrawn", "aACompromise",
]
