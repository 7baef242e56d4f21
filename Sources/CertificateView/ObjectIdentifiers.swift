// SPDX-License-Identifier: Apache-2.0

/// An OBJECT IDENTIFIER in its dotted form, and by the name that its standard gives it.
public struct ObjectIdentifierText: Equatable, Sendable {
  public let dotted: String
  /// `nil` if it is none of those that this program knows.
  public let name: String?

  /// From the content of the value.
  public init(_ content: some Sequence<UInt8>) {
    var arcs: [String] = []
    var number: UInt64 = 0
    for octet in content {
      // No arc in use is anywhere near 2⁶⁴; one that is shows its lowest bits.
      number = number << 7 | UInt64(octet & 0x7f)
      if octet >= 0x80 { continue }
      if arcs.isEmpty {
        let first = min(number / 40, 2)
        arcs += ["\(first)", "\(number - first * 40)"]
      } else {
        arcs.append("\(number)")
      }
      number = 0
    }
    dotted = arcs.joined(separator: ".")
    name = Self.names[dotted]
  }

  /// The name, or the numbers where there is none.
  public var text: String { name ?? dotted }

  private static let names: [String: String] = [
    // Attributes of names (RFC 5280, appendix A.1; RFC 4519)
    "2.5.4.3": "commonName", "2.5.4.4": "surname", "2.5.4.5": "serialNumber",
    "2.5.4.6": "countryName", "2.5.4.7": "localityName", "2.5.4.8": "stateOrProvinceName",
    "2.5.4.9": "streetAddress", "2.5.4.10": "organizationName",
    "2.5.4.11": "organizationalUnitName", "2.5.4.12": "title", "2.5.4.15": "businessCategory",
    "2.5.4.17": "postalCode", "2.5.4.41": "name", "2.5.4.42": "givenName",
    "2.5.4.43": "initials", "2.5.4.44": "generationQualifier", "2.5.4.46": "dnQualifier",
    "2.5.4.65": "pseudonym", "2.5.4.97": "organizationIdentifier",
    "0.9.2342.19200300.100.1.1": "userId", "0.9.2342.19200300.100.1.25": "domainComponent",
    "1.2.840.113549.1.9.1": "emailAddress",
    // Extensions (RFC 5280, 4.2)
    "2.5.29.9": "subjectDirectoryAttributes", "2.5.29.14": "subjectKeyIdentifier",
    "2.5.29.15": "keyUsage", "2.5.29.16": "privateKeyUsagePeriod", "2.5.29.17": "subjectAltName",
    "2.5.29.18": "issuerAltName", "2.5.29.19": "basicConstraints",
    "2.5.29.30": "nameConstraints", "2.5.29.31": "cRLDistributionPoints",
    "2.5.29.32": "certificatePolicies", "2.5.29.32.0": "anyPolicy",
    "2.5.29.33": "policyMappings", "2.5.29.35": "authorityKeyIdentifier",
    "2.5.29.36": "policyConstraints", "2.5.29.37": "extKeyUsage",
    "2.5.29.37.0": "anyExtendedKeyUsage", "2.5.29.46": "freshestCRL",
    "2.5.29.54": "inhibitAnyPolicy", "1.3.6.1.5.5.7.1.1": "authorityInfoAccess",
    "1.3.6.1.5.5.7.1.11": "subjectInfoAccess", "1.3.6.1.5.5.7.1.24": "tlsFeature",
    "1.3.6.1.4.1.11129.2.4.2": "signedCertificateTimestampList",
    "1.3.6.1.4.1.11129.2.4.3": "precertificatePoison",
    "2.16.840.1.113730.1.1": "netscapeCertType", "2.16.840.1.113730.1.13": "netscapeComment",
    // TCG DICE Attestation Architecture
    "2.23.133.5.4.1": "tcg-dice-TcbInfo", "2.23.133.5.4.4": "tcg-dice-Ueid",
    "2.23.133.5.4.5": "tcg-dice-MultiTcbInfo",
    // What is in them
    "1.3.6.1.5.5.7.48.1": "id-ad-ocsp", "1.3.6.1.5.5.7.48.2": "id-ad-caIssuers",
    "1.3.6.1.5.5.7.2.1": "id-qt-cps", "1.3.6.1.5.5.7.2.2": "id-qt-unotice",
    "1.3.6.1.5.5.7.3.1": "id-kp-serverAuth", "1.3.6.1.5.5.7.3.2": "id-kp-clientAuth",
    "1.3.6.1.5.5.7.3.3": "id-kp-codeSigning", "1.3.6.1.5.5.7.3.4": "id-kp-emailProtection",
    "1.3.6.1.5.5.7.3.8": "id-kp-timeStamping", "1.3.6.1.5.5.7.3.9": "id-kp-OCSPSigning",
    "1.3.6.1.5.5.7.8.3": "id-on-permanentIdentifier",
    "1.3.6.1.5.5.7.8.4": "id-on-hardwareModuleName", "1.3.6.1.5.5.7.8.7": "id-on-dnsSRV",
    "1.3.6.1.5.5.7.8.9": "id-on-SmtpUTF8Mailbox",
    // Keys and signatures (RFC 3279, 4055, 5480, 5758, 8410)
    "1.2.840.113549.1.1.1": "rsaEncryption", "1.2.840.113549.1.1.4": "md5WithRSAEncryption",
    "1.2.840.113549.1.1.5": "sha1WithRSAEncryption", "1.2.840.113549.1.1.8": "id-mgf1",
    "1.2.840.113549.1.1.10": "id-RSASSA-PSS",
    "1.2.840.113549.1.1.11": "sha256WithRSAEncryption",
    "1.2.840.113549.1.1.12": "sha384WithRSAEncryption",
    "1.2.840.113549.1.1.13": "sha512WithRSAEncryption", "1.2.840.10045.2.1": "id-ecPublicKey",
    "1.2.840.10045.3.1.7": "secp256r1", "1.3.132.0.34": "secp384r1",
    "1.3.132.0.35": "secp521r1", "1.3.132.0.10": "secp256k1",
    "1.2.840.10045.4.1": "ecdsa-with-SHA1", "1.2.840.10045.4.3.1": "ecdsa-with-SHA224",
    "1.2.840.10045.4.3.2": "ecdsa-with-SHA256", "1.2.840.10045.4.3.3": "ecdsa-with-SHA384",
    "1.2.840.10045.4.3.4": "ecdsa-with-SHA512", "1.3.101.110": "id-X25519",
    "1.3.101.111": "id-X448", "1.3.101.112": "id-Ed25519", "1.3.101.113": "id-Ed448",
    "1.2.840.10040.4.1": "id-dsa", "1.2.840.10040.4.3": "id-dsa-with-sha1",
    "1.3.14.3.2.26": "id-sha1", "2.16.840.1.101.3.4.2.1": "id-sha256",
    "2.16.840.1.101.3.4.2.2": "id-sha384", "2.16.840.1.101.3.4.2.3": "id-sha512",
  ]
}
