import COpenSSL
import Primitives

extension OpenSSLCrypto {
  public struct SHA256: HashFunction, ~Copyable, @unchecked Sendable {
    public static var digestLength: Int { 32 }
    public static var blockLength: Int { 64 }

    private let context: OpaquePointer

    public init() throws(CryptoError) {
      guard let context = EVP_MD_CTX_new() else { throw failure() }
      guard EVP_DigestInit_ex2(context, sha256, nil) == 1 else {
        EVP_MD_CTX_free(context)
        throw failure()
      }
      self.context = context
    }

    public mutating func update(_ message: Span<UInt8>) throws(CryptoError) {
      let updated = message.withUnsafeBufferPointer {
        EVP_DigestUpdate(context, $0.baseAddress, $0.count)
      }
      guard updated == 1 else { throw failure() }
    }

    public mutating func finish(into out: inout OutputSpan<UInt8>) throws(CryptoError) {
      guard out.freeCapacity >= 32 else { throw .bufferTooSmall(needed: 32) }
      let finished = out.withUnsafeMutableBufferPointer { buffer, count in
        guard let end = buffer.baseAddress?.advanced(by: count),
          EVP_DigestFinal_ex(context, end, nil) == 1
        else { return false }
        count += 32
        return true
      }
      guard finished, EVP_DigestInit_ex2(context, nil, nil) == 1 else {
        throw failure()
      }
    }

    public mutating func restore(from other: borrowing SHA256) throws(CryptoError) {
      guard EVP_MD_CTX_copy_ex(context, other.context) == 1 else { throw failure() }
    }

    /// A whole message at once.
    mutating func digest(
      of message: Span<UInt8>
    ) throws(CryptoError) -> InlineArray<32, UInt8> {
      try update(message)
      return try InlineArray { out throws(CryptoError) in try finish(into: &out) }
    }

    deinit { EVP_MD_CTX_free(context) }
  }
}
