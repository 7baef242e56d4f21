import Wire

/// The rules under which an authority says that it has issued a certificate, by the number
/// of the document that holds them.
public struct PolicyIdentifier: Equatable, Sendable {
  /// Of an OBJECT IDENTIFIER in DER.
  public let content: [UInt8]

  public init(_ content: Span<UInt8>) {
    self.content = [UInt8](capacity: content.count) { out in
      for i in content.indices { out.append(content[i]) }
    }
  }

  public init(_ id: OID) throws(WireError) {
    let der = try [UInt8](capacity: 4 + 5 * id.arcs.count) { out throws(WireError) in
      try out.objectIdentifier(id, "CertPolicyId")
    }
    var reader = DERReader(der.span)
    do throws(DERError) {
      self.init(try reader.objectIdentifier("CertPolicyId"))
    } catch { throw WireError(.invalid(UInt64(id.arcs.count)), "CertPolicyId", at: 0) }
  }

  /// 2.5.29.32.0: whichever policy is asked for (RFC 5280, 4.2.1.4).
  public static var anyPolicy: PolicyIdentifier {
    PolicyIdentifier(octets: [85, 29, 32, 0])
  }

  private init(octets: [UInt8]) { content = octets }
}

/// What one authority calls by one name and another by a second.
struct PolicyMapping {
  let issuerDomain: PolicyIdentifier
  let subjectDomain: PolicyIdentifier
}

/// What the one who asks demands of the policies (RFC 5280, 6.1.1 (c) and (e) to (g)).
public struct PolicyInputs: Sendable {
  /// user-initial-policy-set: those that will do.
  public var accepted: [PolicyIdentifier] = [.anyPolicy]
  /// initial-explicit-policy: one of them must hold; otherwise the path may have none.
  public var isExplicit = false
  /// initial-policy-mapping-inhibit: no authority may translate.
  public var inhibitsMapping = false
  /// initial-any-policy-inhibit: anyPolicy in a certificate stands for nothing.
  public var inhibitsAnyPolicy = false

  public init() {}
}

extension PolicyIdentifier: CustomStringConvertible {
  /// Its numbers with dots between them.
  public var description: String {
    var text = ""
    var number: UInt128 = 0
    for octet in content {
      guard number >> 121 == 0 else { return "an identifier with a huge number" }
      number = number << 7 | UInt128(octet & 0x7f)
      guard octet < 0x80 else { continue }
      if text.isEmpty {
        let first = min(number / 40, 2)
        text = "\(first).\(number - first * 40)"
      } else {
        text += ".\(number)"
      }
      number = 0
    }
    return text
  }
}
