import COpenSSL
import Primitives

extension OpenSSLCrypto {
  /// A private key that signs with Ed25519 (RFC 8032).
  public struct Ed25519: Signer, ~Copyable, @unchecked Sendable {
    public static var privateKeyLength: Int { 32 }
    public static var publicKeyLength: Int { 32 }
    public static var maximumSignatureLength: Int { 64 }

    private let key: Key
    private let context: DigestContext

    public static func generate() throws(CryptoError) -> Ed25519 {
      try Ed25519(KeyContext(algorithm: EVP_PKEY_ED25519).generate())
    }

    public init(privateKey: Span<UInt8>) throws(CryptoError) {
      try self.init(Key(EVP_PKEY_ED25519, privateKey: privateKey))
    }

    private init(_ key: consuming Key) throws(CryptoError) {
      context = try DigestContext()
      self.key = key
    }

    public func publicKey(into out: inout OutputSpan<UInt8>) throws(CryptoError) {
      try key.publicKey(Self.publicKeyLength, into: &out)
    }

    public func privateKey() throws(CryptoError) -> Secret { try key.rawPrivateKey() }

    public mutating func sign(
      _ message: Span<UInt8>, into out: inout OutputSpan<UInt8>
    ) throws(CryptoError) {
      guard out.freeCapacity >= 64 else { throw .bufferTooSmall(needed: 64) }
      let signed = out.withUnsafeMutableBufferPointer { buffer, count in
        var length = 64
        guard let end = buffer.baseAddress?.advanced(by: count),
          EVP_DigestSignInit(context.pointer, nil, nil, nil, key.pointer) == 1,
          message.withUnsafeBufferPointer({
            EVP_DigestSign(context.pointer, end, &length, $0.baseAddress, $0.count) == 1
          })
        else { return false }
        count += length
        return true
      }
      guard signed else { throw failure() }
    }

    /// A public key of Ed25519.
    public struct PublicKey: Verifier, ~Copyable, @unchecked Sendable {
      private let key: Key
      private let context: DigestContext

      public init(publicKey: Span<UInt8>) throws(CryptoError) {
        let key = try Key(EVP_PKEY_ED25519, publicKey: publicKey)
        guard publicKey.isTrustworthyPoint else { throw .invalidKey }
        context = try DigestContext()
        self.key = key
      }

      public mutating func verify(
        _ signature: Span<UInt8>, of message: Span<UInt8>
      ) throws(CryptoError) {
        let verified = message.withUnsafeBufferPointer { message in
          signature.withUnsafeBufferPointer {
            EVP_DigestVerifyInit(context.pointer, nil, nil, nil, key.pointer) == 1
              && EVP_DigestVerify(
                context.pointer, $0.baseAddress, $0.count, message.baseAddress,
                message.count) == 1
          }
        }
        guard verified else { throw failure(.invalidSignature) }
      }
    }
  }
}

extension Span<UInt8> {
  /// Whether y, in these 32 bytes, is below 2²⁵⁵ − 19 (RFC 8032, 5.1.3), and belongs to no
  /// point of order 1, 2, 4 or 8: those have y = 1, −1, 0 and `ofOrder8`.
  fileprivate var isTrustworthyPoint: Bool {
    let y = InlineArray<32, UInt8> { i in i == 31 ? self[i] & 0x7F : self[i] }
    var (ones, zeros) = (y[31] | 0x80, y[31])
    for i in 1..<31 {
      ones &= y[i]
      zeros |= y[i]
    }
    let isSmall = zeros == 0 && y[0] <= 1
    let isLarge = ones == 0xFF && y[0] >= 0xEC
    return !isSmall && !isLarge && !constantTimeEqual(y.span, ofOrder8[0].span)
      && !constantTimeEqual(y.span, ofOrder8[1].span)
  }
}

private let ofOrder8: InlineArray<2, InlineArray<32, UInt8>> = [
  [
    0x26, 0xE8, 0x95, 0x8F, 0xC2, 0xB2, 0x27, 0xB0, 0x45, 0xC3, 0xF4, 0x89, 0xF2, 0xEF,
    0x98, 0xF0, 0xD5, 0xDF, 0xAC, 0x05, 0xD3, 0xC6, 0x33, 0x39, 0xB1, 0x38, 0x02, 0x88,
    0x6D, 0x53, 0xFC, 0x05,
  ],
  [
    0xC7, 0x17, 0x6A, 0x70, 0x3D, 0x4D, 0xD8, 0x4F, 0xBA, 0x3C, 0x0B, 0x76, 0x0D, 0x10,
    0x67, 0x0F, 0x2A, 0x20, 0x53, 0xFA, 0x2C, 0x39, 0xCC, 0xC6, 0x4E, 0xC7, 0xFD, 0x77,
    0x92, 0xAC, 0x03, 0x7A,
  ],
]
