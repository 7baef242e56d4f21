// SPDX-License-Identifier: Apache-2.0
import Primitives

/// A provider that computes nothing, so that a certificate comes out the same everywhere, on a
/// microcontroller too: every digest counts from 00 to 1f, every signature is r = 1 and s = 2.
enum FixedCrypto: CryptoProvider {
  static var name: StaticString { "fixed" }

  struct SHA256: HashFunction {
    static var digestLength: Int { 32 }
    static var blockLength: Int { 64 }

    mutating func update(_ message: Span<UInt8>) {}
    mutating func restore(from other: SHA256) {}
    mutating func finish(into out: inout OutputSpan<UInt8>) throws(CryptoError) {
      guard out.freeCapacity >= 32 else { throw .bufferTooSmall(needed: 32) }
      for i in 0..<32 { out.append(UInt8(i)) }
    }
  }

  /// The key whose scalar is 1, so that its point is the curve's base point (SP 800-186, 3.2.1.3).
  struct P256: DigestSigner {
    typealias PublicKey = MissingVerifier

    static var privateKeyLength: Int { 32 }
    static var publicKeyLength: Int { 65 }
    static var maximumSignatureLength: Int { 72 }

    init() {}
    init(privateKey: Span<UInt8>) {}

    func publicKey(into out: inout OutputSpan<UInt8>) throws(CryptoError) {
      guard out.freeCapacity >= 65 else { throw .bufferTooSmall(needed: 65) }
      for byte in basePoint { out.append(byte) }
    }

    func privateKey() -> Secret {
      Secret(count: 32) { scalar in scalar[31] = 1 }
    }

    mutating func sign(
      _ message: Span<UInt8>, into out: inout OutputSpan<UInt8>
    ) throws(CryptoError) {
      guard out.freeCapacity >= 72 else { throw .bufferTooSmall(needed: 72) }
      for byte in [0x30, 0x06, 0x02, 0x01, 0x01, 0x02, 0x01, 0x02] as [UInt8] { out.append(byte) }
    }
  }
}

let basePoint: [UInt8] = [
  0x04,
  0x6b, 0x17, 0xd1, 0xf2, 0xe1, 0x2c, 0x42, 0x47, 0xf8, 0xbc, 0xe6, 0xe5, 0x63, 0xa4, 0x40, 0xf2,
  0x77, 0x03, 0x7d, 0x81, 0x2d, 0xeb, 0x33, 0xa0, 0xf4, 0xa1, 0x39, 0x45, 0xd8, 0x98, 0xc2, 0x96,
  0x4f, 0xe3, 0x42, 0xe2, 0xfe, 0x1a, 0x7f, 0x9b, 0x8e, 0xe7, 0xeb, 0x4a, 0x7c, 0x0f, 0x9e, 0x16,
  0x2b, 0xce, 0x33, 0x57, 0x6b, 0x31, 0x5e, 0xce, 0xcb, 0xb6, 0x40, 0x68, 0x37, 0xbf, 0x51, 0xf5,
]
