// SPDX-License-Identifier: Apache-2.0

/// What belongs on one page of the table, and into one chart.
public enum Family: String, CaseIterable, Codable, Sendable {
  case hash, mac, aead, agreement, signature, generation, certificate

  public var algorithms: [Algorithm] { Algorithm.allCases.filter { $0.family == self } }
}

/// What is done, as the names of rows and figures spell it.
public enum Algorithm: String, CaseIterable, Codable, Sendable {
  case sha256 = "sha-256"
  case sha384 = "sha-384"
  case sha512 = "sha-512"

  case hmacSHA256 = "hmac-sha-256"

  // To seal, if nothing else is said.
  case aes128GCM = "aes-128-gcm"
  case aes128GCMOpen = "aes-128-gcm-open"
  case aes256GCM = "aes-256-gcm"
  case aes128CCM = "aes-128-ccm"
  case aes128CCM8 = "aes-128-ccm-8"
  case chaCha20Poly1305 = "chacha20-poly1305"

  case x25519
  case p256ECDH = "p-256-ecdh"

  case p256Sign = "p-256-sign"
  case p256Verify = "p-256-verify"
  case ed25519Sign = "ed25519-sign"
  case ed25519Verify = "ed25519-verify"
  case rsa2048Verify = "rsa-2048-verify"

  case x25519Generate = "x25519-generate"
  case p256Generate = "p-256-generate"

  // A chain of three on P-256: the server's and the intermediate's are sent, the root is known.
  case certificateParse = "certificate-parse"
  case chainVerify = "chain-verify"
  case chainParseAndVerify = "chain-parse-and-verify"
  case certificateIssue = "certificate-issue"

  public var family: Family {
    switch self {
    case .sha256, .sha384, .sha512: .hash
    case .hmacSHA256: .mac
    case .aes128GCM, .aes128GCMOpen, .aes256GCM, .aes128CCM, .aes128CCM8, .chaCha20Poly1305: .aead
    case .x25519, .p256ECDH: .agreement
    case .p256Sign, .p256Verify, .ed25519Sign, .ed25519Verify, .rsa2048Verify: .signature
    case .x25519Generate, .p256Generate: .generation
    case .certificateParse, .chainVerify, .chainParseAndVerify, .certificateIssue: .certificate
    }
  }

  /// Messages differ in length where the work does; public keys know no length.
  public var takesLengths: Bool {
    switch family {
    case .hash, .mac, .aead: true
    case .agreement, .signature, .generation, .certificate: false
    }
  }

  /// Where the library is also called by hand, to see what the book's provider adds.
  public var isCalledByHand: Bool {
    switch self {
    case .sha256, .aes128GCM, .chaCha20Poly1305: true
    case .certificateParse, .chainVerify, .chainParseAndVerify: true
    default: false
    }
  }
}
