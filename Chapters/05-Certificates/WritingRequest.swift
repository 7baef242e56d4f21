import Identity
import Wire

extension CertificationRequest {
  /// A request in DER: for a certificate on `key`, made out to `subject` and these names.
  public static func written<Key: SigningKey & ~Copyable>(
    for subject: Name, _ names: [GeneralName] = [], signedBy key: inout Key
  ) throws(X509Error) -> [UInt8] {
    let room = names.reduce(512 + subject.bytes) { $0 + 4 + $1.bytes.count }
    return try [UInt8](capacity: room) { out throws(X509Error) in
      try write(for: subject, names, signedBy: &key, into: &out)
    }
  }

  /// The same, appended to `out`; if it throws, `out` is as it was.
  public static func write<Key: SigningKey & ~Copyable>(
    for subject: Name, _ names: [GeneralName] = [], signedBy key: inout Key,
    into out: inout OutputSpan<UInt8>
  ) throws(X509Error) {
    let publicKey: [UInt8]
    do throws(KeyStoreError) { publicKey = try key.publicKey() } catch {
      throw X509Error(error)
    }
    let subjectKey = try SubjectPublicKeyInfo(key.algorithm, publicKey.span)
    let start = out.count
    do throws(X509Error) {
      try out.signed(by: &key, "CertificationRequest") { out throws(WireError) in
        try out.certificationRequestInfo(subject, subjectKey.der.span, names)
      }
    } catch {
      out.removeLast(out.count - start)
      throw error
    }
  }
}

extension OutputSpan where Element == UInt8 {
  fileprivate mutating func certificationRequestInfo(
    _ subject: Name, _ key: Span<UInt8>, _ names: [GeneralName]
  ) throws(WireError) {
    try sequence("certificationRequestInfo") { out throws(WireError) in
      try out.integer(0, "version")
      try out.name(subject, "subject")
      try out.encoded(key, "subjectPKInfo")
      try out.constructed(.explicit(0), "attributes") { out throws(WireError) in
        if names.isEmpty { return }
        try out.extensionRequest(names, critical: subject.isEmpty)
      }
    }
  }

  /// extensionRequest ATTRIBUTE ::= {
  ///         WITH SYNTAX ExtensionRequest
  ///         SINGLE VALUE TRUE
  ///         ID pkcs-9-at-extensionRequest
  /// }
  ///
  /// ExtensionRequest ::= Extensions
  private mutating func extensionRequest(
    _ names: [GeneralName], critical: Bool
  ) throws(WireError) {
    try sequence("Attribute") { out throws(WireError) in
      try out.objectIdentifier([1, 2, 840, 113549, 1, 9, 14], "type")
      try out.set("values") { out throws(WireError) in
        try out.sequence("ExtensionRequest") { out throws(WireError) in
          try out.subjectAltName(critical: critical) { out throws(WireError) in
            for name in names { try out.generalName(name) }
          }
        }
      }
    }
  }
}
