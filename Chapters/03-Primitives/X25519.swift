extension PortableCrypto {
  /// Diffie and Hellman's agreement over Curve25519 (RFC 7748, 5 and 6.1).
  public struct X25519: KeyAgreement, ~Copyable {
    public static var privateKeyLength: Int { 32 }
    public static var publicKeyLength: Int { 32 }
    public static var sharedSecretLength: Int { 32 }

    private let key: Secret

    /// Any 32 bytes are a private key.
    public init(privateKey: Span<UInt8>) throws(CryptoError) {
      guard privateKey.count == 32 else { throw .wrongKeyLength(privateKey.count) }
      key = Secret(copying: privateKey)
    }

    /// Appends the u of the key times the base point, whose u is 9.
    public func publicKey(into out: inout OutputSpan<UInt8>) throws(CryptoError) {
      guard out.freeCapacity >= 32 else { throw .bufferTooSmall(needed: 32) }
      let u = multiply(Field25519(Limbs256(0, 0, 0, 9)))
      for i in 0..<32 { out.append(u.byte(i)) }
    }

    public func privateKey() throws(CryptoError) -> Secret { key.copy() }

    public mutating func sharedSecret(
      with publicKey: Span<UInt8>
    ) throws(CryptoError) -> Secret {
      guard publicKey.count == 32 else { throw .wrongKeyLength(publicKey.count) }
      var u = multiply(Field25519(littleEndian: publicKey))
      defer { wipe(&u) }
      //= rfc8446#7.4.2
      //# Implementations MUST check
      //# whether the computed Diffie-Hellman shared secret is the all-zero
      //# value and abort if so
      guard u.zeroMask == 0 else { throw .invalidKey }
      return Secret(count: 32) { bytes in
        for i in 0..<32 { bytes[i] = u.byte(i) }
      }
    }

    /// The u of the key times a point, less than p.
    private func multiply(_ u: Field25519) -> Limbs256 {
      var scalar = Limbs256(clamping: key.bytes)
      defer { wipe(&scalar) }
      return Ladder25519.multiply(u, by: scalar).number
    }
  }
}

extension Field25519 {
  /// Any 32 bytes are a number, whatever its class's smallest is.
  //= rfc7748#5
  //# When receiving such an array, implementations of X25519
  //# (but not X448) MUST mask the most significant bit in the final byte.
  //= rfc7748#5
  //# Implementations MUST accept non-canonical values and process them as
  //# if they had been reduced modulo the field prime.
  init(littleEndian bytes: Span<UInt8>) {
    var number = Limbs256(littleEndian: bytes)
    number[number.count &- 1] &= .max >> 1
    self.init(number)
  }
}

extension Limbs256 {
  /// A scalar from 32 bytes (RFC 7748, 5): a multiple of 8 with its top bit at 2²⁵⁴.
  init(clamping bytes: Span<UInt8>) {
    self.init(littleEndian: bytes)
    let top = count &- 1
    self[0] &= ~7
    self[top] &= .max >> 1
    self[top] |= 1 << (Limb.bitWidth &- 2)
  }
}
