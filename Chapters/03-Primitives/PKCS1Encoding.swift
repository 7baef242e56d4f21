/// What a signature of RSASSA-PKCS1-v1_5 must become (RFC 8017, 9.2): 00 01, as many FF as
/// there is room for, 00, and the digest with its algorithm in front, in DER.
struct PKCS1Encoding {
  private let hash: DigestAlgorithm

  init(_ hash: DigestAlgorithm) { self.hash = hash }

  /// Whether this is `block`, all of it; `digest` gives the digest's bytes.
  func fits(_ block: Span<UInt8>, _ digest: (Int) -> UInt8) -> Bool {
    let start = block.count &- hash.length
    let prefix = start &- 19
    var difference: UInt8 = 0
    for i in block.indices {
      let expected: UInt8 =
        switch i {
        case start...: digest(i &- start)
        case prefix...: algorithm(i &- prefix)
        case 0, prefix &- 1: 0
        case 1: 1
        default: 0xFF
        }
      difference |= block[i] ^ expected
    }
    return difference == 0
  }

  /// SEQUENCE { SEQUENCE { OBJECT IDENTIFIER 2.16.840.1.101.3.4.2.x, NULL }, OCTET STRING }
  /// up to the digest: 19 bytes (RFC 8017, 9.2, note 1).
  private func algorithm(_ i: Int) -> UInt8 {
    let length = UInt8(truncatingIfNeeded: hash.length)
    let bytes: InlineArray<19, UInt8> = [
      0x30, 17 + length, 0x30, 0x0D, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03,
      0x04, 0x02, hash.identifier, 0x05, 0x00, 0x04, length,
    ]
    return bytes[i]
  }
}

extension DigestAlgorithm {
  /// Bytes of a digest.
  var length: Int {
    switch self {
    case .sha256: 32
    case .sha384: 48
    case .sha512: 64
    }
  }

  /// The last number of its object identifier (RFC 8017, B.1).
  fileprivate var identifier: UInt8 {
    switch self {
    case .sha256: 1
    case .sha384: 2
    case .sha512: 3
    }
  }
}
