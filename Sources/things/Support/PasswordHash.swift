// SPDX-License-Identifier: Apache-2.0
import COpenSSL
import Foundation
import OpenSSLBackend
import Primitives

/// `$7$ITERATIONS$SALT$HASH`: PBKDF2 (RFC 8018, 5.2) with HMAC-SHA-512, salt and hash in Base64.
struct PasswordHash: Sendable {
  let iterations: Int
  private let salt: [UInt8]
  private let hash: [UInt8]

  /// One check holds up the whole broker, so a file cannot ask for any number.
  private static let mostIterations = 1_000_000
  private static let hashSize = 64
  /// What mosquitto 2.0 insists on.
  private static let saltSize = 12

  enum Refusal: Error, CustomStringConvertible {
    case otherKind, iterations, salt, hash

    var description: String {
      switch self {
      case .otherKind:
        "the password is not hashed with PBKDF2 ($7$); write it anew with `things mqtt passwd`"
      case .iterations: "the iterations are not a number from 1 to \(mostIterations)"
      case .salt: "the salt is not 8 to 64 bytes in Base64"
      case .hash: "the hash is not \(hashSize) bytes in Base64"
      }
    }
  }

  init(_ text: Substring) throws(Refusal) {
    let fields = text.split(separator: "$", omittingEmptySubsequences: false)
    guard fields.count == 5, fields[0].isEmpty, fields[1] == "7" else { throw .otherKind }
    guard let iterations = Int(fields[2]), 1...Self.mostIterations ~= iterations else {
      throw .iterations
    }
    guard let salt = Data(base64Encoded: String(fields[3])), 8...64 ~= salt.count else {
      throw .salt
    }
    guard let hash = Data(base64Encoded: String(fields[4])), hash.count == Self.hashSize else {
      throw .hash
    }
    self.iterations = iterations
    self.salt = Array(salt)
    self.hash = Array(hash)
  }

  private init(iterations: Int, salt: [UInt8], hash: [UInt8]) {
    self.iterations = iterations
    self.salt = salt
    self.hash = hash
  }

  /// A new one, with a new salt.
  init(of password: borrowing Secret, iterations: Int) throws {
    guard 1...Self.mostIterations ~= iterations else { throw Refusal.iterations }
    var salt = [UInt8](repeating: 0, count: Self.saltSize)
    var span = salt.mutableSpan
    try OpenSSLCrypto.random(&span)
    guard let hash = Self.pbkdf2(password.bytes, salt, iterations) else {
      throw CryptoError.library(Int(bitPattern: UInt(ERR_get_error())))
    }
    self.init(iterations: iterations, salt: salt, hash: hash)
  }

  /// What nobody's password hashes to.
  static func nobody(iterations: Int) -> PasswordHash {
    PasswordHash(
      iterations: iterations, salt: [UInt8](repeating: 0, count: saltSize),
      hash: [UInt8](repeating: 0, count: hashSize))
  }

  var text: String {
    "$7$\(iterations)$\(Data(salt).base64EncodedString())$\(Data(hash).base64EncodedString())"
  }

  func isHash(of password: Span<UInt8>) -> Bool {
    guard let candidate = Self.pbkdf2(password, salt, iterations) else { return false }
    return constantTimeEqual(candidate.span, hash.span)
  }

  /// Works as long as so many iterations take, for nothing.
  func spend(_ iterations: Int, on password: Span<UInt8>) {
    if iterations > 0 { _ = Self.pbkdf2(password, salt, iterations) }
  }

  private static func pbkdf2(
    _ password: Span<UInt8>, _ salt: [UInt8], _ iterations: Int
  ) -> [UInt8]? {
    var hash = [UInt8](repeating: 0, count: hashSize)
    let done = password.withUnsafeBytes { password in
      PKCS5_PBKDF2_HMAC(
        password.baseAddress?.assumingMemoryBound(to: CChar.self), CInt(password.count), salt,
        CInt(salt.count), CInt(iterations), EVP_sha512(), CInt(hashSize), &hash)
    }
    return done == 1 ? hash : nil
  }
}
