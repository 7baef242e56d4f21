import CMbedTLS
import Primitives

extension MbedTLSCrypto {
  public typealias SHA256 = SHA2<32>
  public typealias SHA384 = SHA2<48>
  public typealias SHA512 = SHA2<64>

  /// The hashes of FIPS 180-4, by the length of the digest.
  public struct SHA2<let length: Int>: HashFunction, ~Copyable, @unchecked Sendable {
    public static var digestLength: Int { length }
    public static var blockLength: Int { length == 32 ? 64 : 128 }

    private let context = Pinned(mbedtls_md_init, mbedtls_md_free)

    public init() throws(CryptoError) {
      let algorithm = mbedtls_md_info_from_type(Self.algorithm)
      try check(mbedtls_md_setup(context.pointer, algorithm, 0))
      try check(mbedtls_md_starts(context.pointer))
    }

    public mutating func update(_ message: Span<UInt8>) throws(CryptoError) {
      try check(
        message.withUnsafeBufferPointer {
          mbedtls_md_update(context.pointer, $0.baseAddress, $0.count)
        })
    }

    public mutating func finish(into out: inout OutputSpan<UInt8>) throws(CryptoError) {
      guard out.freeCapacity >= length else { throw .bufferTooSmall(needed: length) }
      try out.withUnsafeMutableBufferPointer { buffer, count throws(CryptoError) in
        let end = buffer.baseAddress?.advanced(by: count)
        try check(mbedtls_md_finish(context.pointer, end))
        count += length
      }
      try check(mbedtls_md_starts(context.pointer))
    }

    public mutating func restore(from other: borrowing Self) throws(CryptoError) {
      try check(mbedtls_md_clone(context.pointer, other.context.pointer))
    }

    /// A whole message at once.
    mutating func digest(
      of message: Span<UInt8>
    ) throws(CryptoError) -> InlineArray<length, UInt8> {
      try update(message)
      return try InlineArray { out throws(CryptoError) in try finish(into: &out) }
    }

    static var algorithm: mbedtls_md_type_t {
      switch length {
      case 32: MBEDTLS_MD_SHA256
      case 48: MBEDTLS_MD_SHA384
      case 64: MBEDTLS_MD_SHA512
      default: MBEDTLS_MD_NONE
      }
    }
  }
}
