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
        guard publicKey.isCanonicalPoint else { throw .invalidKey }
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
  /// Whether these 32 bytes are a point as its owner would write it: y below the prime
  /// 2²⁵⁵ − 19, and no sign where x is zero, which it is for y = 1 and y = −1.
  fileprivate var isCanonicalPoint: Bool {
    let (first, last) = (self[0], self[31])
    var (zeros, ones): (UInt8, UInt8) = (0x00, 0xFF)
    for i in 1..<31 {
      zeros |= self[i]
      ones &= self[i]
    }
    if ones == 0xFF, last | 0x80 == 0xFF {
      return first < 0xEC || first == 0xEC && last == 0x7F
    }
    return !(first == 1 && zeros == 0 && last == 0x80)
  }
}
