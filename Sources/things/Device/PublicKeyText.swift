// SPDX-License-Identifier: Apache-2.0
import Certificates
import Identity
import OpenSSLBackend
import Primitives

/// A public key as other programs read it.
struct PublicKeyText {
  let algorithm: KeyAlgorithm
  let bytes: [UInt8]

  /// SubjectPublicKeyInfo (RFC 5480, RFC 8410): what stands before the key never changes.
  var der: [UInt8] {
    switch algorithm {
    case .ecdsaP256, .ecdhP256:
      [
        0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01, 0x06, 0x08,
        0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00,
      ] + bytes
    case .ed25519: [0x30, 0x2A, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x03, 0x21, 0x00] + bytes
    case .x25519: [0x30, 0x2A, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x6E, 0x03, 0x21, 0x00] + bytes
    }
  }

  var pem: String { String(decoding: Certificates.pem(.publicKey, der.span), as: UTF8.self) }

  /// SHA-256 over the DER, as `openssl pkey -pubin -outform DER | sha256sum` has it.
  func fingerprint() throws -> String {
    hexadecimal(
      try [UInt8](capacity: 32) { out throws(CryptoError) in
        var hash = try OpenSSLCrypto.SHA256()
        try hash.update(der.span)
        try hash.finish(into: &out)
      })
  }
}

extension KeyAlgorithm {
  var name: String {
    switch self {
    case .ecdsaP256: "ECDSA P-256"
    case .ed25519: "Ed25519"
    case .ecdhP256: "ECDH P-256"
    case .x25519: "X25519"
    }
  }
}

func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
  bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
}

/// `nil` if it is not two digits for each byte.
func bytes(hexadecimal text: String) -> [UInt8]? {
  let digits = Array(text.utf8)
  guard digits.count.isMultiple(of: 2) else { return nil }
  let values = text.unicodeScalars.compactMap { $0.isASCII ? Character($0).hexDigitValue : nil }
  guard values.count == digits.count else { return nil }
  return stride(from: 0, to: values.count, by: 2).map { UInt8(values[$0] * 16 + values[$0 + 1]) }
}
