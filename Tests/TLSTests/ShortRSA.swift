// SPDX-License-Identifier: Apache-2.0
import Primitives

/// RFC 8448's RSA keys have 1024 bits, which no verifier of ours takes. This one takes any, is
/// slow, and is for that trace alone.
struct ShortRSA: RSAVerifier {
  private let modulus: [UInt32]
  private let length: Int

  /// An RSAPublicKey in DER whose modulus is at most 255 bytes and whose exponent is 65537.
  init(publicKey: Span<UInt8>) throws(CryptoError) {
    let der = publicKey.indices.map { publicKey[$0] }
    guard der.count > 9, der[0] == 0x30, der[1] == 0x81, der[3] == 0x02, der[4] == 0x81,
      der.suffix(5) == [0x02, 0x03, 1, 0, 1]
    else { throw .invalidKey }
    let bytes = der.dropFirst(6).prefix(Int(der[5])).drop { $0 == 0 }
    length = bytes.count
    modulus = Self.limbs(Array(bytes))
  }

  mutating func verify(
    _ signature: Span<UInt8>, of message: Span<UInt8>, padding: RSAPadding,
    hash: DigestAlgorithm
  ) throws(CryptoError) {
    guard padding == .pss, hash == .sha256 else { throw .unsupported }
    guard signature.count == length else { throw .invalidSignature }
    let base = Self.limbs(signature.indices.map { signature[$0] })
    guard Self.isLess(base, modulus) else { throw .invalidSignature }
    var power = base
    for _ in 0..<16 { power = product(power, power) }
    let encoded = Self.bytes(product(power, base), count: length)
    let content = message.indices.map { message[$0] }
    guard Self.isPSS(encoded, of: content) else { throw .invalidSignature }
  }

  // MARK: Numbers, the least limb first

  private static func limbs(_ bytes: [UInt8]) -> [UInt32] {
    stride(from: bytes.count, to: 0, by: -4).map { end in
      bytes[max(0, end - 4)..<end].reduce(0) { $0 << 8 | UInt32($1) }
    }
  }

  private static func bytes(_ limbs: [UInt32], count: Int) -> [UInt8] {
    (0..<count).reversed().map { UInt8(truncatingIfNeeded: limbs[$0 / 4] >> (8 * ($0 % 4))) }
  }

  private static func isLess(_ a: [UInt32], _ b: [UInt32]) -> Bool {
    for i in a.indices.reversed() where a[i] != b[i] { return a[i] < b[i] }
    return false
  }

  /// By doubling and adding, one bit of `b` after the other.
  private func product(_ a: [UInt32], _ b: [UInt32]) -> [UInt32] {
    var sum = [UInt32](repeating: 0, count: modulus.count)
    for i in (0..<32 * modulus.count).reversed() {
      add(sum, to: &sum)
      if b[i / 32] >> UInt32(i % 32) & 1 == 1 { add(a, to: &sum) }
    }
    return sum
  }

  private func add(_ a: [UInt32], to sum: inout [UInt32]) {
    var carry: UInt64 = 0
    for i in sum.indices {
      carry += UInt64(sum[i]) + UInt64(a[i])
      sum[i] = UInt32(truncatingIfNeeded: carry)
      carry >>= 32
    }
    guard carry > 0 || !Self.isLess(sum, modulus) else { return }
    var borrow: Int64 = 0
    for i in sum.indices {
      let difference = Int64(sum[i]) - Int64(modulus[i]) + borrow
      sum[i] = UInt32(truncatingIfNeeded: difference)
      borrow = difference < 0 ? -1 : 0
    }
  }

  // MARK: EMSA-PSS-VERIFY (RFC 8017, 9.1.2), the salt as long as the digest

  private static func isPSS(_ encoded: [UInt8], of message: [UInt8]) -> Bool {
    guard encoded.last == 0xBC, encoded[0] & 0x80 == 0 else { return false }
    let masked = encoded.dropLast(33)
    let digest = Array(encoded.dropLast().suffix(32))
    var mask: [UInt8] = []
    for counter in 0..<UInt8(4) { mask += sha256(digest + [0, 0, 0, counter]) }
    var block = zip(masked, mask).map { $0 ^ $1 }
    block[0] &= 0x7F
    guard block.dropLast(33).allSatisfy({ $0 == 0 }), block[block.count - 33] == 1 else {
      return false
    }
    let salt = block.suffix(32)
    return sha256([UInt8](repeating: 0, count: 8) + sha256(message) + salt) == digest
  }

  private static func sha256(_ message: [UInt8]) -> [UInt8] {
    var hash = PortableCrypto.SHA256()
    return
      (try? [UInt8](capacity: 32) { out throws(CryptoError) in
        try hash.update(message.span)
        try hash.finish(into: &out)
      }) ?? []
  }
}

/// The portable provider, but for RSA.
enum RecordedCrypto: CryptoProvider {
  static var name: StaticString { "portable, with short RSA keys" }

  typealias SHA256 = PortableCrypto.SHA256
  typealias SHA384 = PortableCrypto.SHA384
  typealias SHA512 = PortableCrypto.SHA512
  typealias AESGCM = PortableCrypto.AESGCM
  typealias X25519 = PortableCrypto.X25519
  typealias P256KeyAgreement = PortableCrypto.P256KeyAgreement
  typealias P256 = PortableCrypto.P256
  typealias Ed25519 = PortableCrypto.Ed25519
  typealias ChaCha20Poly1305 = PortableCrypto.ChaCha20Poly1305
  typealias RSA = ShortRSA
}
