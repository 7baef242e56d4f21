/// What the linter looks for.
public enum LintRule: Equatable, Sendable, CaseIterable {
  case version, shortSerialNumber, longSerialNumber, timeForm, uniqueIdentifier
  case publicKey, largerCurve, signatureAlgorithm
  case emptyIssuer, longIssuer, serialNumberForm, domainInSubject, longSubject
  case clientIdentifier, criticalNames, wildcard, severalNames
  case unusedExtension, subjectKeyIdentifier, authorityKeyMissing, authorityCertIssuer
  case revocationPointer, revocationCritical, policyQualifiers
  case basicConstraintsOfEndEntity, keyUsageMissing, keyUsageNotCritical
  case noDigitalSignature, otherKeyUsage, purposeMissing, purposeOfIDevID, otherPurpose
  case purposeOfAuthority, noKeyCertSign, authorityName, subjectKeyMissing
  case basicConstraintsNotCritical, pathLength
  case deviceIsAuthority, emptySubject, noSerialNumber, expires, hardwareModuleName
  case rootSent, longChain
}

extension LintRule {
  /// What programs know it by; it does not change.
  public var name: StaticString {
    switch self {
    case .version: "version"
    case .shortSerialNumber: "short-serial-number"
    case .longSerialNumber: "long-serial-number"
    case .timeForm: "time-form"
    case .uniqueIdentifier: "unique-identifier"
    case .publicKey: "public-key"
    case .largerCurve: "larger-curve"
    case .signatureAlgorithm: "signature-algorithm"
    case .emptyIssuer: "empty-issuer"
    case .longIssuer: "long-issuer"
    case .serialNumberForm: "serial-number-form"
    case .domainInSubject: "domain-in-subject"
    case .longSubject: "long-subject"
    case .clientIdentifier: "client-identifier"
    case .criticalNames: "critical-names"
    case .wildcard: "wildcard"
    case .severalNames: "several-names"
    case .unusedExtension: "unused-extension"
    case .subjectKeyIdentifier: "subject-key-identifier"
    case .authorityKeyMissing: "authority-key-missing"
    case .authorityCertIssuer: "authority-cert-issuer"
    case .revocationPointer: "revocation-pointer"
    case .revocationCritical: "revocation-critical"
    case .policyQualifiers: "policy-qualifiers"
    case .basicConstraintsOfEndEntity: "basic-constraints-of-end-entity"
    case .keyUsageMissing: "key-usage-missing"
    case .keyUsageNotCritical: "key-usage-not-critical"
    case .noDigitalSignature: "no-digital-signature"
    case .otherKeyUsage: "other-key-usage"
    case .purposeMissing: "purpose-missing"
    case .purposeOfIDevID: "purpose-of-idevid"
    case .otherPurpose: "other-purpose"
    case .purposeOfAuthority: "purpose-of-authority"
    case .noKeyCertSign: "no-key-cert-sign"
    case .authorityName: "authority-name"
    case .subjectKeyMissing: "subject-key-missing"
    case .basicConstraintsNotCritical: "basic-constraints-not-critical"
    case .pathLength: "path-length"
    case .deviceIsAuthority: "device-is-authority"
    case .emptySubject: "empty-subject"
    case .noSerialNumber: "no-serial-number"
    case .expires: "expires"
    case .hardwareModuleName: "hardware-module-name"
    case .rootSent: "root-sent"
    case .longChain: "long-chain"
    }
  }
}
