import COpenSSL
import Primitives

extension OpenSSLCrypto {
  public typealias SHA256 = SHA2<32>
  public typealias SHA384 = SHA2<48>
  public typealias SHA512 = SHA2<64>

  /// The hashes of FIPS 180-4, by the length of the digest.
  public struct SHA2<let length: Int>: HashFunction, ~Copyable, @unchecked Sendable {
    public static var digestLength: Int { length }
    public static var blockLength: Int { length == 32 ? 64 : 128 }

    private let context: DigestContext

    public init() throws(CryptoError) {
      let context = try DigestContext()
      guard EVP_DigestInit_ex2(context.pointer, Self.algorithm, nil) == 1 else {
        throw failure()
      }
      self.context = context
    }

    public mutating func update(_ message: Span<UInt8>) throws(CryptoError) {
      let updated = message.withUnsafeBufferPointer {
        EVP_DigestUpdate(context.pointer, $0.baseAddress, $0.count)
      }
      guard updated == 1 else { throw failure() }
    }

    public mutating func finish(into out: inout OutputSpan<UInt8>) throws(CryptoError) {
      guard out.freeCapacity >= length else { throw .bufferTooSmall(needed: length) }
      let finished = out.withUnsafeMutableBufferPointer { buffer, count in
        guard let end = buffer.baseAddress?.advanced(by: count),
          EVP_DigestFinal_ex(context.pointer, end, nil) == 1
        else { return false }
        count += length
        return true
      }
      guard finished, EVP_DigestInit_ex2(context.pointer, nil, nil) == 1 else {
        throw failure()
      }
    }

    public mutating func restore(from other: borrowing Self) throws(CryptoError) {
      guard EVP_MD_CTX_copy_ex(context.pointer, other.context.pointer) == 1 else {
        throw failure()
      }
    }

    /// A whole message at once.
    mutating func digest(
      of message: Span<UInt8>
    ) throws(CryptoError) -> InlineArray<length, UInt8> {
      try update(message)
      return try InlineArray { out throws(CryptoError) in try finish(into: &out) }
    }

    static var algorithm: OpaquePointer? {
      switch length {
      case 32: sha256
      case 48: sha384
      case 64: sha512
      default: nil
      }
    }
  }

  /// An `EVP_MD_CTX`, and whose it is: ours to free.
  struct DigestContext: ~Copyable {
    let pointer: OpaquePointer

    init() throws(CryptoError) {
      guard let pointer = EVP_MD_CTX_new() else { throw failure() }
      self.pointer = pointer
    }

    deinit { EVP_MD_CTX_free(pointer) }
  }
}
