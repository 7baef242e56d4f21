// SPDX-License-Identifier: Apache-2.0
import COpenSSL
import Certificates
import OpenSSLBackend
import Primitives

struct Broken: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}

/// The same P-256 key for OpenSSL and for us; the number is all of its secret.
final class TestKey {
  let scalar: [UInt8]
  let pointer: OpaquePointer

  init(_ number: UInt8) throws {
    scalar = [UInt8](repeating: number, count: 32)
    let der =
      [0x30, 0x31, 0x02, 0x01, 0x01, 0x04, 0x20] + scalar
      + [0xA0, 0x0A, 0x06, 0x08, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07]
    let key = der.withUnsafeBufferPointer {
      var next = $0.baseAddress
      return d2i_PrivateKey(EVP_PKEY_EC, nil, &next, $0.count)
    }
    guard let key else { throw Broken("OpenSSL refused a key of the differential test") }
    pointer = key
  }

  deinit { EVP_PKEY_free(pointer) }

  func ours() throws -> OpenSSLCrypto.P256 {
    let scalar = scalar
    return try OpenSSLCrypto.P256(privateKey: scalar.span)
  }

  func publicKey() throws -> [UInt8] {
    let key = try ours()
    return try [UInt8](capacity: 65) { out throws(CryptoError) in try key.publicKey(into: &out) }
  }

  /// ECDSA with SHA-256.
  func sign(_ message: [UInt8]) throws -> [UInt8] {
    guard let context = EVP_MD_CTX_new() else { throw Broken("no context") }
    defer { EVP_MD_CTX_free(context) }
    var signature = [UInt8](repeating: 0, count: 80)
    var length = signature.count
    guard EVP_DigestSignInit(context, nil, EVP_sha256(), nil, pointer) == 1,
      EVP_DigestSign(context, &signature, &length, message, message.count) == 1
    else { throw Broken("OpenSSL could not sign") }
    return Array(signature.prefix(length))
  }

  /// PKCS #8, for programs.
  func pem() throws -> String {
    let info = try PrivateKeyInfo(ours())
    let bytes = info.der.bytes
    return armored(bytes.indices.map { bytes[$0] }, "PRIVATE KEY")
  }
}

/// Certificates in DER, from the end entity to the root, and whose keys signed them.
struct Chain {
  var certificates: [[UInt8]]
  /// Of the subjects, in the same order; the root signs itself.
  var keys: [TestKey]
  var source: String

  func issuerKey(of place: Int) -> TestKey { keys[min(place + 1, keys.count - 1)] }

  func pem() -> String { certificates.map { armored($0, "CERTIFICATE") }.joined() }
}

/// PEM (RFC 7468) in lines of 64.
private func armored(_ der: [UInt8], _ label: String) -> String {
  var text = [UInt8](repeating: 0, count: der.count * 2 + 8)
  let count = EVP_EncodeBlock(&text, der, CInt(der.count))
  var lines = "-----BEGIN \(label)-----\n"
  var rest = Substring(String(decoding: text.prefix(Int(count)), as: UTF8.self))
  while !rest.isEmpty {
    lines += rest.prefix(64) + "\n"
    rest = rest.dropFirst(64)
  }
  return lines + "-----END \(label)-----\n"
}
