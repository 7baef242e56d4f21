/// A number d with 0 < d < n, in a place that wipes itself.
struct P256PrivateKey: ~Copyable {
  let scalar: SecretBox<Limbs256>

  /// 32 bytes, big-endian. Whether they are a key is all that shows of them.
  init(_ bytes: Span<UInt8>) throws(CryptoError) {
    guard bytes.count == 32 else { throw .wrongKeyLength(bytes.count) }
    var number = Limbs256(bigEndian: bytes)
    defer { wipe(&number) }
    guard P256Order.isNonzeroResidue(number) else { throw .invalidKey }
    scalar = SecretBox(number)
  }

  func bytes() -> Secret { Secret(bigEndian: scalar.value) }

  /// Appends 0x04, X, Y (SEC 1, 2.3.3) of d times the base point.
  func publicKey(into out: inout OutputSpan<UInt8>) throws(CryptoError) {
    guard out.freeCapacity >= 65 else { throw .bufferTooSmall(needed: 65) }
    var point = P256Point.base
    point.multiply(by: scalar.value)
    defer { wipe(&point) }
    let (x, y) = point.affine()
    out.append(4)
    for i in 0..<32 { out.append(x.byte(31 &- i)) }
    for i in 0..<32 { out.append(y.byte(31 &- i)) }
  }
}

extension Secret {
  /// The 32 bytes of a number, the highest first.
  init(bigEndian number: Limbs256) {
    self.init(count: 32) { bytes in
      for i in 0..<32 { bytes[i] = number.byte(31 &- i) }
    }
  }
}
