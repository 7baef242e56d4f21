import CMbedTLS
import Primitives

extension MbedTLSCrypto {
  public struct SHA256: HashFunction, ~Copyable, @unchecked Sendable {
    public static var digestLength: Int { 32 }
    public static var blockLength: Int { 64 }

    private let context = Pinned(mbedtls_sha256_init, mbedtls_sha256_free)

    public init() throws(CryptoError) {
      try check(things_sha256_starts(context.pointer))
    }

    public mutating func update(_ message: Span<UInt8>) throws(CryptoError) {
      try check(
        message.withUnsafeBufferPointer {
          things_sha256_update(context.pointer, $0.baseAddress, $0.count)
        })
    }

    public mutating func finish(into out: inout OutputSpan<UInt8>) throws(CryptoError) {
      guard out.freeCapacity >= 32 else { throw .bufferTooSmall(needed: 32) }
      try out.withUnsafeMutableBufferPointer { buffer, count throws(CryptoError) in
        let end = buffer.baseAddress?.advanced(by: count)
        try check(things_sha256_finish(context.pointer, end))
        count += 32
      }
      try check(things_sha256_starts(context.pointer))
    }

    public mutating func restore(from other: borrowing SHA256) {
      mbedtls_sha256_clone(context.pointer, other.context.pointer)
    }

    /// A whole message at once.
    mutating func digest(
      of message: Span<UInt8>
    ) throws(CryptoError) -> InlineArray<32, UInt8> {
      try update(message)
      return try InlineArray { out throws(CryptoError) in try finish(into: &out) }
    }
  }
}
