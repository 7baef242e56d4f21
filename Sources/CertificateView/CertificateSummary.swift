// SPDX-License-Identifier: Apache-2.0
import Certificates

/// A certificate field by field, in words.
public struct CertificateSummary: Encodable, Sendable {
  public struct Extension: Encodable, Sendable {
    /// By its standard's name, or its identifier where there is none.
    public var name: String
    public var id: String
    public var critical: Bool
    public var values: [Fact]
  }

  public struct Fact: Encodable, Equatable, Sendable {
    public var field: String
    public var value: String
  }

  public var version: Int
  public var serialNumber: String
  public var signatureAlgorithm: String
  public var issuer: String
  public var notBefore: String
  public var notAfter: String
  public var validity: String
  public var subject: String
  public var publicKeyAlgorithm: String
  public var publicKey: String
  public var extensions: [Extension]
  public var signature: String
  /// In bytes.
  public var length: Int

  public init(_ certificate: Certificate) throws {
    let parts = try CertificateDissection(certificate).parts
    version = certificate.version
    serialNumber = hexText(certificate.serialNumber.array)
    signatureAlgorithm = parts.value(of: "algorithm", after: "signatureAlgorithm")
    issuer = nameText(parts, "issuer")
    subject = nameText(parts, "subject")
    notBefore = rfc3339(parts.value(of: "notBefore"))
    notAfter = rfc3339(parts.value(of: "notAfter"))
    validity = validityText(certificate.validity)
    publicKeyAlgorithm = publicKeyText(certificate, parts)
    publicKey = hexText(certificate.publicKey.array)
    extensions = extensionTexts(parts)
    signature = hexText(certificate.signature.array)
    length = certificate.der.count
  }
}

/// A subject as people write it: `CN=www, O=Example`.
public func subjectText(of certificate: Certificate) -> String {
  let parts = try? CertificateDissection(certificate).parts
  return parts.map { nameText($0, "subject") } ?? "?"
}

extension Span<UInt8> {
  public var array: [UInt8] { withUnsafeBufferPointer { Array($0) } }
}

extension [CertificatePart] {
  func value(of field: String, after first: String? = nil) -> String {
    let start = first.flatMap { first in firstIndex { $0.field == first } } ?? 0
    return self[start...].first { $0.field == field }?.value ?? ""
  }

  /// All that lies in the part at `index`.
  func inside(_ index: Int) -> ArraySlice<CertificatePart> {
    let rest = self[(index + 1)...]
    return rest.prefix { $0.depth > self[index].depth }
  }
}

private func nameText(_ parts: [CertificatePart], _ field: String) -> String {
  guard let start = parts.firstIndex(where: { $0.field == field && $0.depth == 2 }) else {
    return ""
  }
  let text = attributeTexts(parts.inside(start))
  return text.isEmpty ? "(empty)" : text
}

/// The attributes of a name, and nothing else.
private func attributeTexts(_ parts: ArraySlice<CertificatePart>) -> String {
  var type = ""
  var text = ""
  for part in parts {
    if part.field == "type" { type = part.value.prefix { $0 != " " }.description }
    guard part.field == "value" else { continue }
    let value =
      part.value.hasPrefix("\"") ? part.value.dropFirst().dropLast().description : part.value
    text += (text.isEmpty ? "" : ", ") + (shortNames[type] ?? type) + "=" + escaped(value)
  }
  return text
}

/// As in RFC 4514, 2.4, so that nobody makes two attributes of one.
private func escaped(_ value: String) -> String {
  var text = ""
  for character in value {
    if ",+\"<>;=".contains(character) { text += "\\" }
    text.append(character)
  }
  return text
}

private let shortNames = [
  "commonName": "CN", "organizationName": "O", "organizationalUnitName": "OU",
  "countryName": "C", "localityName": "L", "stateOrProvinceName": "ST",
  "streetAddress": "STREET", "domainComponent": "DC", "userId": "UID",
]

/// `2025-01-31 00:00:00 UTC` as programs write it.
private func rfc3339(_ text: String) -> String {
  let words = text.split(separator: " ")
  return words.count == 3 ? "\(words[0])T\(words[1])Z" : text
}

/// How long it lasts, both of its ends included.
private func validityText(_ validity: Validity) -> String {
  if validity.notAfter == .noExpiry { return "without end" }
  let seconds = validity.notAfter.secondsSince1970 - validity.notBefore.secondsSince1970 + 1
  return durationText(seconds)
}

/// In days, and whatever is left over: `365 days`, `1 day 6 hours`.
public func durationText(_ seconds: Int64) -> String {
  var rest = seconds
  var words: [String] = []
  for (unit, length) in [("day", 86_400), ("hour", 3600), ("minute", 60), ("second", 1)]
    as [(String, Int64)]
  {
    let count = rest / length
    rest %= length
    if count > 0 { words.append("\(count) \(unit)\(count == 1 ? "" : "s")") }
  }
  return words.isEmpty ? "0 seconds" : words.joined(separator: " ")
}

private func publicKeyText(_ certificate: Certificate, _ parts: [CertificatePart]) -> String {
  let algorithm = parts.value(of: "algorithm", after: "subjectPublicKeyInfo")
  if case .rsa(let bits) = certificate.publicKeyAlgorithm { return "RSA, \(bits) bits" }
  guard let info = parts.firstIndex(where: { $0.field == "subjectPublicKeyInfo" }) else {
    return ""
  }
  let inside = parts.inside(info)
  // The first "algorithm" is the wrapping of the two.
  let names = inside.filter { $0.field == "algorithm" || $0.field == "parameters" }.map(\.value)
  let known = names.filter { !$0.isEmpty }.map { $0.prefix { $0 != " " }.description }
  return known.isEmpty ? algorithm : known.joined(separator: ", ")
}

private func extensionTexts(_ parts: [CertificatePart]) -> [CertificateSummary.Extension] {
  var found: [CertificateSummary.Extension] = []
  for index in parts.indices where parts[index].field == "Extension" {
    let inside = parts.inside(index)
    let id = inside.first { $0.field == "extnID" }?.value ?? ""
    let words = id.split(separator: " ")
    let value = inside.firstIndex { $0.field == "extnValue" } ?? inside.endIndex
    found.append(
      CertificateSummary.Extension(
        name: words.first.map(String.init) ?? "",
        id: words.last.map { $0.trimmingParentheses } ?? "",
        critical: inside.contains { $0.field == "critical" },
        values: facts(Array(inside[value...]))))
  }
  return found
}

/// What stands in the values that hold no others; a name is told as one.
private func facts(_ parts: [CertificatePart]) -> [CertificateSummary.Fact] {
  var facts: [CertificateSummary.Fact] = []
  var index = 0
  while index < parts.count {
    let part = parts[index]
    if part.field == "Name" {
      let inside = parts.inside(index)
      facts.append(.init(field: "directoryName", value: attributeTexts(inside)))
      index += inside.count + 1
      continue
    }
    if !part.value.isEmpty { facts.append(.init(field: part.field, value: part.value)) }
    index += 1
  }
  return facts
}

extension Substring {
  fileprivate var trimmingParentheses: String {
    String(drop { $0 == "(" }.prefix { $0 != ")" })
  }
}
