import CMbedTLS
import Primitives

extension MbedTLSCrypto {
  /// Diffie–Hellman on P-256, the secret being x (SP 800-56A, 5.7.1.2).
  public struct P256KeyAgreement: KeyAgreement, ~Copyable, @unchecked Sendable {
    public static var privateKeyLength: Int { 32 }
    public static var publicKeyLength: Int { 65 }
    public static var sharedSecretLength: Int { 32 }

    private let pair: KeyPair

    public static func generate() throws(CryptoError) -> P256KeyAgreement {
      try P256KeyAgreement(pair: .generateP256())
    }

    public init(privateKey: Span<UInt8>) throws(CryptoError) {
      pair = try .p256(privateKey)
    }

    private init(pair: consuming KeyPair) { self.pair = pair }

    public func publicKey(into out: inout OutputSpan<UInt8>) throws(CryptoError) {
      try pair.publicKey(Self.publicKeyLength, into: &out)
    }

    public func privateKey() throws(CryptoError) -> Secret { try pair.p256Scalar() }

    public mutating func sharedSecret(
      with publicKey: Span<UInt8>
    ) throws(CryptoError) -> Secret {
      guard publicKey.count == 65 else { throw .wrongKeyLength(publicKey.count) }
      let x = try pair.sharedX(with: publicKey)
      return try Secret(count: 32) { bytes throws(CryptoError) in
        try x.write(to: &bytes, 0..<32)
      }
    }
  }

  /// Diffie–Hellman on Curve25519 (RFC 7748).
  public struct X25519: KeyAgreement, ~Copyable, @unchecked Sendable {
    public static var privateKeyLength: Int { 32 }
    public static var publicKeyLength: Int { 32 }
    public static var sharedSecretLength: Int { 32 }

    private let pair: KeyPair
    /// As it was given; five of its bits do not count.
    private let key: Secret

    public static func generate() throws(CryptoError) -> X25519 {
      var random = Random()
      return try generate(using: &random)
    }

    public init(privateKey: Span<UInt8>) throws(CryptoError) {
      guard privateKey.count == 32 else { throw .wrongKeyLength(privateKey.count) }
      let pair = try KeyPair(on: MBEDTLS_ECP_DP_CURVE25519)
      let scalar = Secret(count: 32) { bytes in
        for i in 0..<32 { bytes[i] = privateKey[i] }
        bytes[0] &= 0xF8
        bytes[31] = bytes[31] & 0x7F | 0x40
      }
      try pair.scalar.readLittleEndian(scalar.bytes)
      try pair.multiply()
      self.pair = pair
      key = Secret(copying: privateKey)
    }

    public func publicKey(into out: inout OutputSpan<UInt8>) throws(CryptoError) {
      try pair.publicKey(Self.publicKeyLength, into: &out)
    }

    public func privateKey() -> Secret { key.copy() }

    public mutating func sharedSecret(
      with publicKey: Span<UInt8>
    ) throws(CryptoError) -> Secret {
      guard publicKey.count == 32 else { throw .wrongKeyLength(publicKey.count) }
      let x = try pair.sharedX(with: publicKey)
      guard mbedtls_mpi_cmp_int(x.pointer, 0) != 0 else { throw .invalidKey }
      return try Secret(count: 32) { bytes throws(CryptoError) in
        try x.writeLittleEndian(to: &bytes)
      }
    }
  }
}
