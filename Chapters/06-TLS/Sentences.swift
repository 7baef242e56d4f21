import Wire

extension TLSError: CustomStringConvertible {
  /// One sentence: what failed, for whom, and what would mend it.
  public var description: String {
    guard !reason.isEmpty else { return sentence }
    return sentence + " (" + String(decoding: reason, as: UTF8.self) + ")"
  }

  var sentence: String {
    switch cause {
    case .peerAlert(let alert):
      "\(other) refused the connection with the alert \(alert); \(alert.advice)"
    case .certificate(let fault, let depth, let subject):
      "\(certificate(depth, subject)) \(fault.finding); \(fault.remedy(for: other))"
    case .certificateRequired:
      "\(other) sent no certificate; give it one that our roots have issued"
    case .unknownIdentity:
      "\(other) gave an identity for which we have no key; add the key, or correct the identity"
    case .nothingInCommon(let what):
      "\(other) and we have no \(what) in common; allow one that both know"
    case .notTLS:
      "\(other) does not speak TLS; check the port, or switch TLS on there"
    case .protocolViolation(let violation):
      "\(other) sent \(violation.finding)\(place); it is faulty, or somebody is on the line"
    case .endedInHandshake:
      "\(other) ended the connection in the middle of the handshake; "
        + "look into its log, or at what is between us"
    case .noAnswer:
      "\(other) did not answer in all the time that a handshake may take; check the address, "
        + "and whether both sides have the same key"
    case .truncated:
      "the connection ended without the goodbye of \(other) (close_notify); "
        + "the last bytes may be missing, so do not trust the message to be whole"
    case .notConnected:
      "there is no connection to send on; wait until it is made, or make a new one"
    case .tooLarge(let maximum):
      "one datagram has room for \(maximum) bytes and not for all of these; send less at once"
    case .configuration(let part): part.sentence
    case .library: "the TLS library failed for a reason of its own"
    }
  }

  var other: String {
    switch peer {
    case .server: "the server"
    case .client: "the client"
    case nil: "the peer"
    }
  }

  /// In which message, and against which rule, as far as that is known.
  var place: String {
    let found = message.map { ", in \($0)" } ?? ""
    return found + (rule.map { " (\($0.text))" } ?? "")
  }

  func certificate(_ depth: Int, _ subject: [UInt8]) -> String {
    let whose = depth == 0 ? "\(other)'s certificate" : "\(other)'s authority"
    return subject.isEmpty
      ? whose : "\(whose) \"\(String(decoding: subject, as: UTF8.self))\""
  }
}

extension CertificateFault {
  var finding: String {
    switch self {
    case .unknownIssuer: "was issued by nobody we trust"
    case .expired: "has expired"
    case .notYetValid: "is not valid yet"
    case .wrongName: "is for another name than the one we asked for"
    case .badSignature: "bears a signature that does not fit"
    case .wrongPurpose: "was issued for another purpose"
    case .notAnAuthority: "was not allowed to issue certificates"
    case .revoked: "was revoked"
    case .revocationUnknown: "may have been revoked"
    case .weakAlgorithm: "uses a key or a hash that is too weak"
    case .unreadable: "cannot be read"
    case .other: "was refused"
    }
  }

  func remedy(for other: String) -> String {
    switch self {
    case .unknownIssuer:
      "add its root to ours if it is the right one, or beware: this may be an impostor"
    case .expired: "renew it, or set this machine's clock"
    case .notYetValid: "set this machine's clock, or wait"
    case .wrongName:
      "connect by a name that it carries, or issue it with this name (a subjectAltName)"
    case .badSignature: "let \(other) install what its authority issued, byte for byte"
    case .wrongPurpose: "issue one whose extended key usage fits this role"
    case .notAnAuthority: "issue from a certificate with the basic constraint cA"
    case .revoked: "do not trust it; \(other) needs a new one"
    case .revocationUnknown:
      "bring a fresh list or answer of its authority, or let \(other) staple one"
    case .weakAlgorithm: "issue it anew with P-256 and SHA-256, or stronger"
    case .unreadable: "let \(other) install it anew, in DER"
    case .other: "ask its authority for a new one"
    }
  }
}

extension Alert {
  var advice: String {
    switch code {
    case 40, 71: "allow a suite, or a version, that it knows"
    case 42...46, 48, 49, 116:
      "it wants a certificate of ours that its roots have issued"
    case 70: "allow a version that it speaks"
    case 112: "it serves no such name"
    case 115: "it has no key for our identity"
    case 120: "offer an application protocol that it serves"
    default: "its log may say why"
    }
  }
}

extension Negotiable: CustomStringConvertible {
  public var description: String {
    switch self {
    case .version: "version"
    case .suite: "cipher suite"
    case .group: "key agreement group"
    case .signatureAlgorithm: "signature algorithm"
    case .applicationProtocol: "application protocol"
    case .extendedMasterSecret: "extended master secret"
    case .secureRenegotiation: "word against renegotiation"
    case .certificateType: "certificate type"
    }
  }
}

extension Violation {
  var finding: String {
    switch self {
    case .unexpectedMessage: "a message that has no place here"
    case .malformedMessage: "a message that cannot be read"
    case .illegalParameter: "a value that TLS forbids here"
    case .missingExtension: "a message without an extension that TLS requires"
    case .unsupportedExtension: "an extension that nobody asked for"
    case .messageTooLong: "a message that is longer than anybody needs"
    case .tooMuch: "more empty records, warnings or key updates than anybody needs"
    case .fallback: "a version older than both sides speak"
    case .recordTooLong: "a record that is longer than TLS allows"
    case .badRecord: "a record that was changed on its way"
    case .badProof: "a handshake signature or Finished that does not fit"
    }
  }
}

extension ConfigurationFault {
  var sentence: String {
    switch self {
    case .roots:
      "no peer can be trusted without roots; give at least one certificate, in DER"
    case .chain:
      "our own certificate is missing or cannot be read; give the chain in DER"
    case .privateKey:
      "our private key is missing or cannot be read; give it as PKCS #8, in DER"
    case .signer:
      "this engine cannot sign with our key where it is; give it a key that signs, and no"
        + " private key beside it, or choose an engine that can ask a store"
    case .keyDoesNotMatchChain:
      "our private key is not the one that our certificate names; pair those that belong together"
    case .suites:
      "no cipher suite is left that this engine has for these versions; name others"
    case .versions:
      "this engine speaks none of the versions allowed; allow TLS 1.2 or 1.3"
    case .expectedName:
      "whom to expect is not clear: a client needs a host name or an IP address, a server none"
    case .applicationProtocols:
      "an application protocol's name has 1 to 255 bytes; correct the list"
    case .preSharedKeys:
      "pre-shared keys need an identity of 1 to 128 bytes and 16 to 64 bytes of key, one for a "
        + "client, and no certificates beside them"
    case .transport:
      "a datagram has 256 to 16,384 bytes and the first timeout at most a minute; "
        + "and an engine for streams makes no channels for datagrams, nor the other way round"
    case .groups: "this engine has none of the groups; allow x25519 or secp256r1"
    case .trustedKeys:
      "this engine cannot believe bare public keys; use roots, or the book's engine"
    case .ownCertificateType:
      "a bare public key needs its private one and no chain, and an engine that can show it"
    case .preSharedKeyModes:
      "this engine cannot use a pre-shared key in this way; allow another mode"
    case .resumption:
      "tickets are good for 1 second to a week; correct the lifetime, or allow none"
    case .earlyData:
      "this engine takes no early data, or has no session to send it with; set it to 0"
    case .cookie: "this engine asks for no cookie; leave it out, or use the book's"
    case .recordSizeLimit:
      "a record has room for 64 to 16,384 bytes, and this engine may take none but the most"
    case .revocation:
      "this engine cannot ask for revocation by itself; let chapter 05 verify"
    case .stapledResponse: "this engine staples no such answer; leave it out"
    case .keyLog: "this engine does not tell its secrets; leave the key log out"
    case .session:
      "this is no session of this engine with this peer; begin without one"
    case .role: "this engine was built without servers; build it over another provider"
    case .compatibility: "this engine always speaks as old middleboxes expect; allow it"
    }
  }
}
