// SPDX-License-Identifier: Apache-2.0

/// Why this book and OpenSSL say different things of the same bytes, and who is right.
struct Disagreement {
  enum Right: String, Codable {
    case book
    case openssl = "OpenSSL"
    case both
  }

  var level: Trial.Difference.Level
  /// `field/fault`, a rule or `accepts`; a star stands for anything.
  var book: String
  /// OpenSSL's words; a star stands for anything.
  var library: String
  var section: String
  var right: Right
  var because: String

  static let all = refusedByBookAlone + readByBookAlone + paths

  static func explaining(_ difference: Trial.Difference) -> Disagreement? {
    all.first {
      $0.level == difference.level && matches($0.book, difference.book.text)
        && matches($0.library, difference.library.text)
    }
  }

  private static func matches(_ pattern: String, _ text: String) -> Bool {
    guard let star = pattern.firstIndex(of: "*") else { return pattern == text }
    return text.count >= pattern.count - 1 && text.hasPrefix(pattern[..<star])
      && text.hasSuffix(pattern[pattern.index(after: star)...])
  }
}

private func refused(
  _ book: String..., section: String, right: Disagreement.Right = .book, because: String
) -> [Disagreement] {
  book.map {
    Disagreement(
      level: .reading, book: $0, library: "accepts", section: section, right: right,
      because: because)
  }
}

private func read(
  _ library: String..., section: String, right: Disagreement.Right = .both, because: String
) -> [Disagreement] {
  library.map {
    Disagreement(
      level: .reading, book: "accepts", library: $0, section: section, right: right,
      because: because)
  }
}

private func path(
  _ book: String, _ library: String, section: String, right: Disagreement.Right, because: String
) -> Disagreement {
  Disagreement(
    level: .path, book: book, library: library, section: section, right: right, because: because)
}

extension Disagreement {
  /// OpenSSL reads these, and the book does not.
  private static let refusedByBookAlone: [Disagreement] = [
    refused(
      "*/indefinite length", section: "X.690, 10.1",
      because: "the length is left open, which is BER; a certificate is DER"),
    refused(
      "*/length not minimal", "*/length too long", section: "X.690, 10.1",
      because: "the length has zeros in front, which is BER; a certificate is DER"),
    refused(
      "*/default written", section: "X.690, 11.5",
      because: "a default value is written out, which DER forbids"),
    refused(
      "critical/value", "cA/value", section: "X.690, 11.1",
      because: "true is 0xFF in DER, and no other octet"),
    refused(
      "KeyUsage/value", section: "X.690, 11.2.2",
      because: "zeros at the end of named bits are left out in DER"),
    refused(
      "*/empty", section: "RFC 5280, appendix A",
      because: "the list has no elements where its grammar says SIZE (1..MAX)"),
    refused(
      "extnValue/leftover", section: "RFC 5280, 4.2",
      because: "extnValue holds the encoding of one value, and here more bytes follow it"),
    refused(
      "signatureAlgorithm/leftover", section: "RFC 5758, 3.2",
      because: "ecdsa-with-SHA256 has no parameters, and here they are"),
    refused(
      "algorithm/leftover", section: "RFC 5480, 2.1.1",
      because: "the key's algorithm has one parameter, and here something follows it"),
    refused(
      "tbsCertificate/leftover", section: "RFC 5280, 4.1.2.8 and 4.1.2.9",
      because: "extensions stand in version 3 alone, and unique identifiers in 2 and 3"),
    refused(
      "GeneralSubtree/leftover", section: "RFC 5280, 4.2.1.10",
      because: "a subtree has a distance, which no profile on the internet uses"),
    refused(
      "AuthorityKeyIdentifier/leftover", "NameConstraints/leftover",
      "DistributionPointName/wrong tag", section: "X.690, 8.9.1",
      because: "a list has the tag of a value without values inside; OpenSSL does not look"),
    refused(
      "extnValue/wrong tag", section: "X.690, 8.1.2.2",
      because: "the tag is in its long form, which is for numbers above 30"),
    refused(
      "notBefore/value", "notAfter/value", section: "RFC 5280, 4.1.2.5.1 and 4.1.2.5.2",
      because: "no such second, or not in UTC with seconds; OpenSSL looks when it compares"),
    refused(
      "validity/value", section: "RFC 5280, 4.1.2.5", right: .both,
      because: "it ends before it begins; OpenSSL reads it, and then it is never valid"),
    refused(
      "version/value", "Version/value", section: "RFC 5280, 4.1.2.1",
      because: "a version that does not exist; OpenSSL does not look"),
    refused(
      "serialNumber/value", section: "RFC 5280, 4.1.2.2",
      because: "a serial number is positive and has 20 octets at most"),
    refused(
      "authorityCertSerialNumber/value", section: "RFC 5280, 4.1.2.2",
      because: "the serial number of the issuer's certificate is negative"),
    refused(
      "subjectPublicKey/value", "subjectPublicKey/leftover", "RSAPublicKey/*", "modulus/*",
      "publicExponent/*", section: "RFC 5480, 2.2", right: .both,
      because: "the key is not one of its algorithm; OpenSSL looks when it uses it"),
    refused(
      "namedCurve/*", section: "RFC 5480, 2.1.1", right: .both,
      because: "the curve has to be named; OpenSSL looks when it uses the key"),
    refused(
      "parameters/*", section: "RFC 3279, 2.3.1",
      because: "the parameters of RSA are NULL, and here they are absent or something else"),
    refused(
      "signatureAlgorithm/value", section: "RFC 5280, 4.1.1.2", right: .both,
      because: "the two places name different algorithms; OpenSSL looks when it verifies"),
    refused(
      "signatureValue/value", section: "RFC 5280, 4.1.1.3",
      because: "a signature is whole octets; a bit string with unused bits is none"),
    refused(
      "iPAddress/value", section: "RFC 5280, 4.2.1.6 and 4.2.1.10",
      because: "an address has 4 octets or 16, and twice as many in a constraint"),
    refused(
      "GeneralName/value", section: "RFC 5280, 4.2.1.6",
      because: "the name is an IA5String, and this one has other characters or a zero"),
    refused(
      "value/value", section: "RFC 5280, 4.1.2.4",
      because: "a text has a zero in it, at which programs in C stop reading"),
    refused(
      "extnID/value", section: "RFC 5280, 4.2",
      because: "the same extension stands twice, or its identifier is none (X.690, 8.19.2)"),
    refused(
      "type/value", "algorithm/value", "KeyPurposeId/value", "policyIdentifier/value",
      "accessMethod/value", "policyQualifierId/value", "type-id/value", "registeredID/value",
      "issuerDomainPolicy/value", "subjectDomainPolicy/value", section: "X.690, 8.19.2",
      because: "an object identifier is not in its shortest form, or longer than 64 octets"),
    refused(
      "pathLenConstraint/value", "InhibitAnyPolicy/value", "requireExplicitPolicy/value",
      "inhibitPolicyMapping/value", section: "RFC 5280, 4.2.1.9", right: .both,
      because: "the number is negative, has zeros in front, or counts above two thousand millions"),
  ].flatMap { $0 }

  /// The book reads these, and OpenSSL does not.
  private static let readByBookAlone: [Disagreement] = [
    read(
      "d2i_X509: * in ASN1_PRINTABLE", "d2i_X509: * in X509_NAME_ENTRY",
      section: "RFC 5280, 4.1.2.4",
      because: "the value of an attribute is of any type; the book compares its octets"),
    read(
      "d2i_X509: illegal characters in X509_CINF", section: "RFC 5280, 4.1.2.4",
      because: "a text in UTF-16 or UTF-32, which the book compares octet by octet, is none"),
    read(
      "d2i_X509: * in X509_ALGOR", section: "RFC 5280, 4.1.1.2",
      because: "the parameters of an algorithm that the book does not know are not looked at"),
    read(
      "d2i_X509: invalid bit string bits left in X509_CINF",
      "d2i_X509: string too short in X509_CINF", section: "RFC 5280, 4.1.2.8",
      because: "what is in a unique identifier nobody uses, and the book passes over it"),
    read(
      "extensions: nameConstraints", "extensions: subjectAltName",
      "extensions: authorityKeyIdentifier", "extensions: crlDistributionPoints",
      "extensions: authorityInfoAccess", section: "RFC 5280, 4.1.2.4 and 4.2.1.6",
      because: "a directoryName has a value of an odd type, or a kind of name is not compared"),
    read(
      "extensions: certificatePolicies", section: "RFC 5280, 4.2.1.4",
      because: "what is in a qualifier is for people, and the book does not look into it"),
    read(
      "extensions: another", section: "RFC 5280, 4.2",
      because: "the book does not know the extension; if it is critical the path is refused"),
  ].flatMap { $0 }

  /// Both have read them all.
  private static let paths: [Disagreement] = [
    path(
      "accepts", "10 *", section: "RFC 5280, 4.1.2.5", right: .book,
      because: "it is the last second of the validity, which includes it"),
    path(
      "accepts", "20 *", section: "RFC 5280, 4.2.1.1 and 6.1.3 (a)(4)", right: .both,
      because: "key identifiers differ: they help to find an issuer, and are no rule of a path"),
    path(
      "accepts", "7 *", section: "RFC 4158, 2.2", right: .book,
      because: "two authorities have one name; OpenSSL takes the first and does not go back"),
    path(
      "accepts", "18 *", section: "RFC 5280, 6.1", right: .book,
      because: "it has its issuer's name and is not self-signed; OpenSSL takes it for a root"),
    path(
      "accepts", "19 self-signed certificate in certificate chain", section: "RFC 5280, 6.1",
      right: .book,
      because: "the same, of an authority whose name differs from its issuer's by a space"),
    path(
      "accepts", "26 *", section: "RFC 5280, 4.2", right: .both,
      because: "Netscape's certificate type, which no standard has, says another purpose"),
    path(
      "accepts", "34 *", section: "RFC 5280, 4.2.1.1 and 4.2.1.2", right: .both,
      because: "a critical extension that the book knows, and that should not be critical"),
    path(
      "accepts", "53 *", section: "RFC 5280, 4.1.2.6", right: .both,
      because: "an emailAddress that is none, where no constraint speaks of mailboxes"),
    path(
      "accepts", "62 *", section: "RFC 9525, 6.3", right: .book,
      because: "a star over one label of a name with two; OpenSSL wants three"),
    path(
      "accepts", "66 *", section: "RFC 5280, 6.1.3", right: .both,
      because: "the end entity's key is of a kind that neither knows, and nothing was signed by it"),
    path(
      "notAnAuthority", "accepts", section: "RFC 5280, 6.1.4 (k)", right: .book,
      because: "without basicConstraints none is an authority; OpenSSL takes old roots for some"),
    path(
      "unknownCriticalExtension", "accepts", section: "RFC 5280, 4.2", right: .both,
      because: "a critical extension that OpenSSL knows, and the book does not"),
    path(
      "signature unknownAlgorithm", "accepts", section: "RFC 5758, 3", right: .both,
      because: "signed over SHA-224, or by a curve that the book does not have"),
    path(
      "signature crypto", "accepts", section: "RFC 5758, 3", right: .both,
      because: "the same, where another authority has the issuer's name and is tried too"),
    path(
      "otherPurpose", "accepts", section: "RFC 8446, 4.4.2.2", right: .book,
      because: "the key may agree or encipher, and TLS 1.3 needs one that signs"),
    path(
      "nameNotPermitted", "accepts", section: "RFC 5280, 4.2.1.10", right: .book,
      because: "a constraint on mailboxes that is no mailbox, host or domain, as `@example`"),
    path(
      "noTrustedIssuer", "accepts", section: "RFC 5280, 7.1", right: .both,
      because: "two names differ in the type of a text that is neither UTF8String nor Printable"),
  ]
}
