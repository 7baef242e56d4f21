extension PortableCrypto {
  /// RSASSA-PKCS1-v1_5 and RSASSA-PSS (RFC 8017, 8.2.2 and 8.1.2), to verify only.
  /// The key's numbers and the space to calculate in are on the heap, once for each key.
  public struct RSA: RSAVerifier, ~Copyable {
    private let modulus: RSAModulus
    private let exponent: UInt64
    private var base: [Limb]
    private var power: [Limb]
    private var product: [Limb]
    /// What the signature becomes: as many bytes as the modulus has.
    private var block: [UInt8]

    /// An RSAPublicKey in DER; n odd with 2048 to 4096 bits, e odd and less than 2⁶⁴.
    public init(publicKey: Span<UInt8>) throws(CryptoError) {
      let key = try RSAPublicKey(der: publicKey)
      var exponent: UInt64 = 0
      for i in key.exponent.indices {
        exponent = exponent << 8 | UInt64(key.exponent[i])
      }
      self.exponent = exponent
      modulus = RSAModulus(key.modulus)
      base = [Limb](repeating: 0, count: modulus.limbs.count)
      power = base
      product = base
      block = [UInt8](repeating: 0, count: key.modulus.count)
    }

    public mutating func verify(
      _ signature: Span<UInt8>, of message: Span<UInt8>,
      padding: RSAPadding, hash: DigestAlgorithm
    ) throws(CryptoError) {
      guard signature.count == block.count else { throw .invalidSignature }
      RSAModulus.read(signature, into: &power)
      guard modulus.isGreater(than: power) else { throw .invalidSignature }
      raise()
      let isValid =
        switch hash {
        case .sha256: fits(SHA2State<UInt32>(firstSquareRoots), hash, message, padding)
        case .sha384: fits(SHA2State<UInt64>(nextSquareRoots), hash, message, padding)
        case .sha512: fits(SHA2State<UInt64>(firstSquareRoots), hash, message, padding)
        }
      guard isValid else { throw .invalidSignature }
    }

    /// `block` becomes `power` to the power of e (RFC 8017, 5.2.2), digit by digit of e.
    private mutating func raise() {
      modulus.multiply(power, modulus.squareOfR, into: &base)
      for i in power.indices { power[i] = base[i] }
      for bit in (0..<(63 &- exponent.leadingZeroBitCount)).reversed() {
        modulus.multiply(power, power, into: &product)
        swap(&power, &product)
        guard exponent >> UInt64(bit) & 1 == 1 else { continue }
        modulus.multiply(power, base, into: &product)
        swap(&power, &product)
      }
      for i in base.indices { base[i] = i == 0 ? 1 : 0 }
      modulus.multiply(power, base, into: &product)
      let size = Limb.bitWidth / 8
      for i in block.indices {
        let weight = block.count &- 1 &- i
        block[i] = UInt8(
          truncatingIfNeeded: product[weight / size] >> Limb(8 &* (weight % size)))
      }
    }

    private mutating func fits<Word: SHA2Word>(
      _ start: SHA2State<Word>, _ hash: DigestAlgorithm, _ message: Span<UInt8>,
      _ padding: RSAPadding
    ) -> Bool {
      var state = start
      state.update(message)
      state.finish()
      switch padding {
      case .pkcs1:
        return PKCS1Encoding(hash).fits(block.span) { i in state.byte(i) }
      case .pss:
        let bitWidth = modulus.bitWidth
        var block = block.mutableSpan
        return PSSEncoding(start: start, length: hash.length)
          .fits(&block, bitWidth, state)
      }
    }
  }
}
