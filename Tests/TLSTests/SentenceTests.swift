// SPDX-License-Identifier: Apache-2.0
import TLS
import Testing

/// An error is one sentence that says what failed, for whom, and what would mend it.
@Suite struct SentenceTests {
  @Test func aCertificateIsNamedWithItsRemedyAndTheLibrarysReason() {
    let error = TLSError(
      .certificate(.expired, depth: 0, subject: Array("CN=broker".utf8)), peer: .server,
      reason: Array("certificate has expired".utf8), code: 10)
    #expect(
      "\(error)" == """
        the server's certificate "CN=broker" has expired; renew it, or set this machine's clock \
        (certificate has expired)
        """)
  }

  @Test func anAuthorityIsNotItsSubject() {
    let error = TLSError(
      .certificate(.notAnAuthority, depth: 1, subject: Array("CN=middle".utf8)), peer: .client)
    #expect(
      "\(error)" == """
        the client's authority "CN=middle" was not allowed to issue certificates; \
        issue from a certificate with the basic constraint cA
        """)
  }

  static let causes: [TLSError.Cause] =
    (0...255).map { .peerAlert(Alert(code: $0)) }
    + faults.map { .certificate($0, depth: 0, subject: []) }
    + [.version, .suite, .group, .signatureAlgorithm, .applicationProtocol]
    .map { .nothingInCommon($0) }
    + violations.map { .protocolViolation($0) }
    + configurationFaults.map { .configuration($0) }
    + [.certificateRequired, .notTLS, .endedInHandshake, .truncated, .notConnected, .library]

  static let faults: [CertificateFault] = [
    .unknownIssuer, .expired, .notYetValid, .wrongName, .badSignature, .wrongPurpose,
    .notAnAuthority, .revoked, .weakAlgorithm, .unreadable, .other,
  ]
  static let violations: [Violation] = [
    .unexpectedMessage, .malformedMessage, .illegalParameter, .missingExtension, .recordTooLong,
    .badRecord, .badProof,
  ]
  static let configurationFaults: [ConfigurationFault] = [
    .roots, .chain, .privateKey, .signer, .keyDoesNotMatchChain, .suites, .versions, .expectedName,
    .applicationProtocols,
  ]

  @Test func everyCauseIsOneSentenceOfItsOwn() {
    let sentences = Self.causes.map { "\(TLSError($0))" }
    #expect(Set(sentences).count == sentences.count)
    for sentence in sentences {
      #expect(sentence.first?.isLowercase == true)
      #expect(!sentence.contains("\n") && !sentence.contains(". ") && !sentence.hasSuffix("."))
    }
  }

  @Test func whoeverMustHearOfItGetsAnAlertThatTheStandardNames() {
    for cause in Self.causes {
      guard let alert = cause.alert else { continue }
      #expect(alert.name != nil, "\(cause)")
    }
    #expect(TLSError.Cause.truncated.alert == nil)
    #expect(TLSError.Cause.peerAlert(Alert(code: 40)).alert == nil)
    #expect(TLSError.Cause.protocolViolation(.badRecord).alert == Alert(code: 20))
    #expect(TLSError.Cause.certificateRequired.alert == Alert(code: 116))
  }

  @Test func numbersHaveTheirRegisteredNames() {
    #expect("\(CipherSuite(code: 0x1301))" == "TLS_AES_128_GCM_SHA256")
    #expect("\(CipherSuite(code: 0xC02B))" == "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256")
    #expect("\(CipherSuite(code: 0xFEFE))" == "cipher suite 0xfefe")
    #expect("\(TLSVersion.tls12), \(TLSVersion.tls13)" == "TLS 1.2, TLS 1.3")
    #expect("\(TLSVersion(code: 0x0301))" == "TLS version 0x0301")
    #expect("\(Alert(code: 48)), \(Alert(code: 99))" == "unknown_ca, alert 99")
  }
}
